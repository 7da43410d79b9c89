"""Reads of the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, cast

from sqlalchemy import Select, and_, func, or_, select

from intranet.accounts import policy
from intranet.accounts.models import User
from intranet.core import clock, settings_store
from intranet.core.audit import AuditEvent, AuditHead, Change
from intranet.core.errors import Forbidden
from intranet.extensions import db

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, Table

    from intranet.core.actor import Actor

PAGE = 50
MOST_PEOPLE = 200
CHAIN = settings_store.declare("overview.chain_check", {"at": "", "ok": True, "checked": 0, "faults": 0})
"""What the last check of the chain found; ``at`` is ISO 8601, empty before the first."""

_TABLE = cast("Table", AuditEvent.__table__).c


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filter of the page. ``who``: sign-in name or a part of the name; dates are days in WIB, both ends count."""

    event: str = ""
    who: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    first_on: date | None = None
    last_on: date | None = None
    before_id: int | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Events, newest first, and where the next page begins."""

    rows: tuple[Change, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class Chain:
    """The end of the chain, and what its last check found; ``checked_at`` None before the first."""

    count: int
    hash: str
    checked_at: datetime | None
    ok: bool
    checked: int
    faults: int


def list_events(actor: Actor, wanted: Wanted) -> AuditPage:
    """One page of the trail, with one statement.

    Raises:
        Forbidden: for who may not read it.
    """
    if not policy.can_read_audit(actor):
        raise Forbidden
    query = select(
        _TABLE.id,
        _TABLE.at,
        _TABLE.actor_id,
        _TABLE.actor_name,
        _TABLE.event,
        _TABLE.subject_kind,
        _TABLE.subject_id,
        _TABLE.before,
        _TABLE.after,
    ).where(*_conditions(wanted))
    found = db.session.execute(query.order_by(_TABLE.id.desc()).limit(PAGE + 1)).all()
    rows = tuple(Change(*row[:7], before=row.before or {}, after=row.after or {}) for row in found[:PAGE])
    return AuditPage(rows, rows[-1].id if len(found) > PAGE else None)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.event:
        conditions.append(_TABLE.event == wanted.event)
    if wanted.who:
        conditions.append(or_(_TABLE.actor_id.in_(_people(wanted.who)), func.lower(_TABLE.actor_name) == wanted.who.lower()))
    if wanted.subject_kind:
        conditions.append(_TABLE.subject_kind == wanted.subject_kind)
        if wanted.subject_id:
            conditions.append(_TABLE.subject_id == wanted.subject_id)
    if wanted.first_on is not None:
        conditions.append(_TABLE.at >= _midnight(wanted.first_on))
    if wanted.last_on is not None:
        conditions.append(_TABLE.at < _midnight(wanted.last_on) + timedelta(days=1))
    if wanted.before_id is not None:
        conditions.append(_TABLE.id < wanted.before_id)
    return conditions


def _people(who: str) -> Select[int]:
    words = who.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").split()[:4]
    named = and_(*(func.lower(User.name).like(f"%{word}%", escape="\\") for word in words))
    return select(User.id).where(or_(User.username == who.lower(), named)).limit(MOST_PEOPLE)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, clock.WIB).astimezone(UTC)


def get_chain() -> Chain:
    """Length, end and last check of the chain."""
    head = db.session.execute(select(AuditHead.count, AuditHead.hash)).one_or_none()
    found = settings_store.get(CHAIN)
    at = datetime.fromisoformat(found["at"]) if found["at"] else None
    count, last = head or (0, "")
    return Chain(count, last, at, bool(found["ok"]), int(found["checked"]), int(found["faults"]))
