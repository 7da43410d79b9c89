"""Setting what differs, and telling what it was before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from intranet.core.base import Base


def write(entity: Base, values: Mapping[str, Any]) -> dict[str, Any]:
    """Set the values on the entity; returns the old values of those that differed, empty when none did."""
    before = {name: getattr(entity, name) for name, value in values.items() if getattr(entity, name) != value}
    for name in before:
        setattr(entity, name, values[name])
    return before
