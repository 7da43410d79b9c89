"""Cheap version counters for live pages: an action bumps what it touched, a poll asks whether anything moved.

Names: ``visit:<id>``, ``board``, ``schedule``, ``documents``.
"""

from __future__ import annotations

from typing import cast

from sqlalchemy import BigInteger, String, Table, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from intranet.core import unit
from intranet.core.base import Base
from intranet.extensions import db

COMMIT_ORDER = 50


class Counter(Base):
    """How often something named was changed."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


_COUNTERS = cast("Table", Counter.__table__)
_SUM = select(func.coalesce(func.sum(_COUNTERS.c.value), 0)).where(_COUNTERS.c.name.in_(bindparam("names", expanding=True)))


def bump(*names: str) -> None:
    """Count a change of each name, once per block, when it commits. Raises StrayWrite outside a block."""
    running = unit.current()
    pending: set[str] = running.store("counters", set)
    pending.update(names)
    running.at_commit("counters", COMMIT_ORDER, lambda session: _write(session, pending))


def read(*names: str) -> int:
    """One number that grows whenever any of the names was bumped (0 when none ever was). One cheap query."""
    return int(db.session.scalar(_SUM, {"names": names}) or 0)


def _write(session: Session, names: set[str]) -> None:
    rows = [{"name": name, "value": 1} for name in sorted(names)]  # sorted: two blocks lock in the same order
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(_COUNTERS).values(rows)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": _COUNTERS.c.value + 1}))
