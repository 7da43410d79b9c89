"""Data that an office changes by itself (letterhead, family target, number patterns): declared with a default in
code, kept in a table.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import String, Table, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from intranet.core import audit, clock
from intranet.core.actor import Actor
from intranet.core.base import Base
from intranet.core.types import Json, UtcDateTime
from intranet.extensions import db

_defaults: dict[str, Any] = {}


class Setting(Base):
    """A value that differs from its default."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[Any] = mapped_column(Json)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


_TABLE = cast("Table", Setting.__table__)
_VALUES = select(_TABLE.c.key, _TABLE.c.value).where(_TABLE.c.key.in_(bindparam("keys", expanding=True)))


def declare(key: str, default: Any) -> str:
    """Make a setting known (at import, ``"documents.letterhead"``) and give back its key. The default is plain JSON
    data.
    """
    if _defaults.get(key, default) != default:
        raise ValueError(f"setting {key} declared twice")
    _defaults[key] = default
    return key


def declared() -> tuple[str, ...]:
    """All keys, alphabetical."""
    return tuple(sorted(_defaults))


def get(key: str) -> Any:
    """The value in force. Raises KeyError for an undeclared key."""
    return get_many(key)[key]


def get_many(*keys: str) -> dict[str, Any]:
    """Several values with one query."""
    values = {key: _defaults[key] for key in keys}
    rows = db.session.execute(_VALUES, {"keys": keys})
    return values | {row[0]: row[1] for row in rows}


def put(actor: Actor, key: str, value: Any) -> None:
    """Change a value, inside a block; an audit event keeps the old and the new one. Raises KeyError for an undeclared
    key.
    """
    before = get(key)
    if before == value:
        return
    kept = db.session.get(Setting, key)
    if kept is None:
        db.session.add(Setting(key=key, value=value, updated_at=clock.now()))
    else:
        kept.value, kept.updated_at = value, clock.now()
    audit.record(actor, "setting_changed", ("setting", key), {"value": before}, {"value": value})
