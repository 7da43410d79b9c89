"""Values of an event in the words that a reader of the audit trail knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def in_words(values: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    """The values under their Indonesian names (``road_km`` as ``jarak_jalan_km``), members of enums by their label."""
    return {words.get(name, name): getattr(value, "label", value) for name, value in values.items()}
