"""Who looked at whose data, when and why. Kept apart from the audit trail: looking changes nothing, but must be
answerable for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Index, String, Table, Text, event, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from intranet.core import audit_guard, clock, unit
from intranet.core.actor import Actor
from intranet.core.audit import BigId
from intranet.core.base import Base
from intranet.core.logs import request_id
from intranet.core.masking import mask
from intranet.core.text import hide_long_numbers
from intranet.core.transaction import bookkeeping
from intranet.core.types import Json, UtcDateTime
from intranet.extensions import db


class AccessEvent(Base):
    """One look: at one subject, or at a list (with its query, count and the ids on the page)."""

    __tablename__ = "access_event"
    __table_args__ = (Index(None, "actor_id", "at"), Index(None, "subject_kind", "subject_id", "at"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(200))
    event: Mapped[str] = mapped_column(String(80))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    subject_ids: Mapped[list[int] | None] = mapped_column(Json)
    reason: Mapped[str | None] = mapped_column(Text)
    query: Mapped[dict[str, Any] | None] = mapped_column(Json)
    count: Mapped[int | None]
    request_id: Mapped[str | None] = mapped_column(String(40))


_EVENTS = cast("Table", AccessEvent.__table__)


@event.listens_for(_EVENTS, "after_create")
def _arm(_table: Table, connection: Connection, **_: Any) -> None:
    """``create_all`` in tests gets the same triggers as the migration."""
    audit_guard.arm(connection, (AccessEvent.__tablename__,))


@dataclass(frozen=True, slots=True)
class Look:
    """An access event as a page or a breach report shows it."""

    at: datetime
    actor_id: int | None
    actor_name: str
    event: str
    subject_kind: str
    subject_ids: tuple[int, ...]
    reason: str | None


def note(
    actor: Actor,
    event: str,
    subject_kind: str,
    subject_id: int | None = None,
    *,
    subject_ids: Sequence[int] | None = None,
    reason: str | None = None,
    query: dict[str, Any] | None = None,
    count: int | None = None,
) -> None:
    """Note a look (``"household_viewed"``, ``"household_listed"``, ``"nik_unmasked"``) before showing anything.

    Works in a GET (own short write) and inside a block (joins it). Raises Busy or StorageFull: personal data that
    cannot be accounted for is not shown.
    """
    values = {
        "at": clock.now(),
        "actor_id": actor.id,
        "actor_name": actor.name,
        "event": event,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "subject_ids": list(subject_ids) if subject_ids is not None else None,
        "reason": hide_long_numbers(reason) if reason else None,
        "query": mask(query) if query else None,
        "count": count,
        "request_id": request_id(),
    }
    running = unit.active()
    if running is not None:
        _insert(running.session, values)
        return
    with bookkeeping() as session:
        _insert(session, values)


def _insert(session: Session, values: dict[str, Any]) -> None:
    session.execute(insert(_EVENTS), [values])


def looks(
    *,
    actor_id: int | None = None,
    subject: tuple[str, int] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 1000,
) -> list[Look]:
    """Access events, newest first. With ``actor_id`` and a span: whose data did this account reach; with ``subject``:
    who looked at it.

    ``subject`` finds single looks only; lists are found by their actor.
    """
    table = _EVENTS.c
    query = select(_EVENTS).order_by(table.at.desc(), table.id.desc()).limit(limit)
    if actor_id is not None:
        query = query.where(table.actor_id == actor_id)
    if subject is not None:
        query = query.where(table.subject_kind == subject[0], table.subject_id == subject[1])
    if since is not None:
        query = query.where(table.at >= since)
    if until is not None:
        query = query.where(table.at < until)
    return [
        Look(
            at=row.at,
            actor_id=row.actor_id,
            actor_name=row.actor_name,
            event=row.event,
            subject_kind=row.subject_kind,
            subject_ids=tuple(row.subject_ids or ()) if row.subject_id is None else (row.subject_id,),
            reason=row.reason,
        )
        for row in db.session.execute(query)
    ]
