"""Every event that the code records has Indonesian words."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from pathlib import Path

import intranet
from intranet.accounts import trail_words
from intranet.core.audit import Change

ROOT = Path(intranet.__file__).parent


def _recorded(path: Path) -> set[str]:
    """Names of events written as a literal in a call of ``audit.record``."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "record"
            and len(node.args) > 1
        ):
            found |= {
                leaf.value for leaf in ast.walk(node.args[1]) if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)
            }
    return found


def test_every_event_has_words(app):
    events = set().union(*(_recorded(path) for path in ROOT.rglob("*.py")))
    assert len(events) > 20
    assert sorted(event for event in events if not trail_words.is_known(event)) == []


def change(**values) -> Change:
    given = {
        "id": 1,
        "at": datetime(2026, 11, 23, tzinfo=UTC),
        "actor_id": 3,
        "actor_name": "Rosmala Dewi",
        "event": "user_edited",
        "subject_kind": "user_account",
        "subject_id": "7",
        "before": {},
        "after": {},
    }
    return Change(**{**given, **values})


def test_a_change_tells_old_and_new_and_leaves_out_what_stayed():
    told = trail_words.told(change(before={"nama": "A", "aktif": True}, after={"nama": "B", "aktif": True}))
    assert told.event == "Mengubah akun"
    assert told.subject == "Akun 7"
    assert told.changes == (("Nama", "A", "B"),)


def test_values_of_any_shape_are_words():
    told = trail_words.told(change(after={"a": True, "b": None, "c": [1, 2], "d": {"x": 1, "y": []}, "e": "z" * 500}))
    texts = {label: new for label, _, new in told.changes}
    assert texts["A"] == "ya"
    assert texts["C"] == "1, 2"
    assert texts["D"] == "x: 1, y: "
    assert len(texts["E"]) < 200


def test_an_event_that_nobody_declared_is_readable():
    assert trail_words.word("moon_landed") == "Moon landed"


def test_a_room_adds_its_words():
    trail_words.know({"test_event_of_a_room": "Kejadian uji"}, {"test_thing": "Benda uji"})
    assert trail_words.told(change(event="test_event_of_a_room", subject_kind="test_thing")).event == "Kejadian uji"
    assert ("test_thing", "Benda uji") in trail_words.subject_choices()
