"""Optimistic versions: the form carries the version that it was opened with, and a stale one is told instead of
overwriting.
"""

from __future__ import annotations

from typing import Protocol

from intranet.core.errors import Conflict


class Versioned(Protocol):
    """A model with ``version`` as its ``version_id_col``."""

    __tablename__: str
    id: int
    version: int


def expect(entity: Versioned, version: int | str | None) -> None:
    """Raises Conflict unless the entity still has the version on the form. A missing or unreadable version counts as
    stale.
    """
    seen = _number(version)
    if seen != entity.version:
        raise Conflict(entity.__tablename__, entity.id, seen)


def _number(version: int | str | None) -> int | None:
    try:
        return None if version is None else int(version)
    except ValueError:
        return None
