"""Every event that the audit trail may hold has Indonesian words."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from intranet.accounts import trail_words
from intranet.visits.actions import EVENTS as VISIT_EVENTS
from tests.architecture.test_code import SOURCES, name

WRITERS = {"record", "_move"}


def _events() -> Iterator[tuple[str, str]]:
    """Where, and the event: the first plain text in a call that writes to the trail."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and _writes(node.func):
                texts = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
                yield from ((f"{name(path)}:{node.lineno}", text) for text in texts[:1])


def _writes(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        return function.attr == "record" and isinstance(function.value, ast.Name) and function.value.id == "audit"
    return isinstance(function, ast.Name) and function.id in WRITERS


def test_every_event_has_words(app):
    found = list(_events())
    assert len(found) > 40
    assert [(where, event) for where, event in found if not trail_words.is_known(event)] == []
    assert [event for event in VISIT_EVENTS.values() if not trail_words.is_known(event)] == []


def test_words_follow_a_name_and_stand_alone(app):
    assert trail_words.phrase("document_issued") == "menerbitkan laporan"
    assert trail_words.word("document_issued") == "Menerbitkan laporan"
    assert [words for _, words in trail_words.choices() if not words[0].isupper()] == []
