"""One concept, one word: README explains every room, permission, role and status that the code names."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from intranet.core.permissions import Permission
from intranet.core.status import LabelledEnum, StatusEnum
from intranet.factory import FEATURES

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"


@pytest.fixture(scope="module")
def glossary() -> str:
    return README.read_text() if README.exists() else ""


def _states() -> list[type[StatusEnum]]:
    found = []
    for feature in FEATURES:
        if (ROOT / "intranet" / feature / "states.py").exists():
            module = importlib.import_module(f"intranet.{feature}.states")
            found += [each for each in vars(module).values() if isinstance(each, type) and issubclass(each, StatusEnum)]
    return [each for each in found if each is not StatusEnum]


def test_every_room_is_explained(glossary):
    rooms = [name for name in FEATURES if (ROOT / "intranet" / name).is_dir()]
    assert [name for name in rooms if f"`{name}`" not in glossary] == []


def test_every_permission_is_explained(glossary):
    assert [each.value for each in Permission if f"`{each.value}`" not in glossary] == []


def test_every_status_is_explained(glossary):
    missing = [f"{kind.__name__}.{each.value}" for kind in _states() for each in kind if f"`{each.value}`" not in glossary]
    assert missing == []


def test_permissions_are_sorted_and_named_after_rooms():
    values = [each.value for each in Permission]
    assert values == sorted(values)
    assert {value.split(":")[0] for value in values} <= {*FEATURES, "audit", "settings", "staff"}
    assert [each.name for each in Permission] == [each.value.replace(":", "_").upper() for each in Permission]


def test_states_say_a_word_a_tone_and_a_shape():
    tones = {"ok", "wait", "bad", "info", "mine", "off"}
    wrong = [str(each) for kind in _states() for each in kind if not (each.label and each.icon and each.tone in tones)]
    assert wrong == []


def test_labels_are_indonesian_words_and_not_code():
    labels = [each.label for kind in [*_states()] for each in kind if isinstance(each, LabelledEnum | StatusEnum)]
    assert [label for label in labels if "_" in label or label != label.strip()] == []
