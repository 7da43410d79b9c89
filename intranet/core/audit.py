"""The audit trail: who did what to which thing, with the values before and after, in a chain that shows tampering.

Events are written just before the commit of their block, in one place, each with the hash of the one before it.
``audit_head`` holds how many there are and the last hash; printing it on papers (``anchor``) lets anyone prove later
that nothing was cut.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    Connection,
    Index,
    Integer,
    Row,
    String,
    Table,
    and_,
    event,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.orm.util import identity_key

from intranet.core import audit_guard, clock, unit
from intranet.core.actor import Actor
from intranet.core.base import Base
from intranet.core.logs import request_id
from intranet.core.masking import mask
from intranet.core.types import Json, UtcDateTime
from intranet.extensions import db

Subject = tuple[str, int | str]
GENESIS = "0" * 64
COMMIT_ORDER = 90
HEAD_ID = 1
MOST_FAULTS = 100
BigId = BigInteger().with_variant(Integer, "sqlite")


class AuditEvent(Base):
    """One thing that happened. Rows are never changed (triggers see to it); the id is the place in the chain, without
    gaps.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        Index(None, "subject_kind", "subject_id", "id"),
        Index(None, "actor_id", "id"),
        Index(None, "event", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(200))
    event: Mapped[str] = mapped_column(String(80))
    subject_kind: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[str | None] = mapped_column(String(64))
    subject_version: Mapped[int | None]
    before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    after: Mapped[dict[str, Any] | None] = mapped_column(Json)
    request_id: Mapped[str | None] = mapped_column(String(40))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


_EVENTS = cast("Table", AuditEvent.__table__)


class AuditHead(Base):
    """The end of the chain: one row."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int] = mapped_column(BigId)
    hash: Mapped[str] = mapped_column(String(64))


_HEAD = cast("Table", AuditHead.__table__)


@event.listens_for(_EVENTS, "after_create")
def _arm(_table: Table, connection: Connection, **_: Any) -> None:
    """``create_all`` in tests gets the same triggers as the migration."""
    audit_guard.arm(connection, (AuditEvent.__tablename__,))


@dataclass(frozen=True, slots=True)
class Change:
    """An event as a page shows it."""

    id: int
    at: datetime
    actor_id: int | None
    actor_name: str
    event: str
    subject_kind: str | None
    subject_id: str | None
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Anchor:
    """Length and last hash of the chain at one moment."""

    count: int
    hash: str

    @property
    def text(self) -> str:
        """For print: proves later that the trail up to here was neither cut nor changed."""
        return f"{self.count}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> Anchor:
        """From print. Raises ValueError."""
        count, _, digest = text.strip().partition(":")
        if len(digest) != len(GENESIS):
            raise ValueError("not an anchor")
        return cls(count=int(count), hash=digest)


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where the chain is broken: ``kind`` is changed, removed, unlinked or cut."""

    event_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What ``verify`` found."""

    checked: int
    anchor: Anchor
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """True when nothing was tampered with."""
        return not self.faults


@dataclass(slots=True)
class _Pending:
    values: dict[str, Any]
    entity: Any


def record(
    actor: Actor,
    event: str,
    subject: Subject | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Note an event (past tense, say ``"visit_approved"``) in the running block.

    ``subject`` is the table's name and the id. Identity numbers and secrets in the values are hidden; dates, enums
    and decimals become text. Raises StrayWrite outside a block.
    """
    running = unit.current()
    pending: list[_Pending] = running.store("audit", list)
    kind, subject_id = (subject[0], str(subject[1])) if subject else (None, None)
    values = {
        "at": clock.now(),
        "actor_id": actor.id,
        "actor_name": actor.name,
        "event": event,
        "subject_kind": kind,
        "subject_id": subject_id,
        "before": _plain(before),
        "after": _plain(after),
        "request_id": request_id(),
    }
    pending.append(_Pending(values, _entity(running.session, subject)))
    running.at_commit("audit", COMMIT_ORDER, lambda session: _write(session, pending))


def changes_since(
    subject: Subject, *, seen_version: int | None = None, since: datetime | None = None, limit: int = 20
) -> list[Change]:
    """Events of a subject, newest first: those after the version that a form was opened with, or after a moment, or
    simply the last.
    """
    table = _EVENTS.c
    mine = and_(table.subject_kind == subject[0], table.subject_id == str(subject[1]))
    query = select(_EVENTS).where(mine).order_by(table.id.desc()).limit(limit)
    if seen_version is not None:
        last_seen = select(func.max(table.id)).where(mine, table.subject_version <= seen_version).scalar_subquery()
        query = query.where(or_(table.subject_version > seen_version, table.id > func.coalesce(last_seen, 0)))
    if since is not None:
        query = query.where(table.at > since)
    return [_change(row) for row in db.session.execute(query)]


def history(
    *,
    subject: Subject | None = None,
    actor_id: int | None = None,
    event: str | None = None,
    before_id: int | None = None,
    limit: int = 50,
) -> list[Change]:
    """Events for the audit page, newest first; ``before_id`` goes on from the last row of the page before."""
    table = _EVENTS.c
    query = select(_EVENTS).order_by(table.id.desc()).limit(limit)
    if subject is not None:
        query = query.where(table.subject_kind == subject[0], table.subject_id == str(subject[1]))
    if actor_id is not None:
        query = query.where(table.actor_id == actor_id)
    if event is not None:
        query = query.where(table.event == event)
    if before_id is not None:
        query = query.where(table.id < before_id)
    return [_change(row) for row in db.session.execute(query)]


def anchor() -> Anchor:
    """The present end of the chain, for print."""
    row = db.session.execute(select(AuditHead.count, AuditHead.hash)).first()
    return Anchor(*row) if row else Anchor(0, GENESIS)


def verify(known: Anchor | None = None) -> ChainReport:
    """Walk the whole chain. ``known`` is an anchor from an older paper: the chain must still contain it."""
    head = anchor()
    walk = _Walk()
    rows = db.session.execute(select(_EVENTS).order_by(AuditEvent.id), execution_options={"yield_per": 1000})
    for row in rows:
        walk.step(row)
    walk.end(head)
    if known is not None and known.count:
        found = db.session.scalar(select(AuditEvent.hash).where(AuditEvent.id == known.count))
        if found != known.hash:
            walk.fault(known.count, "cut" if found is None else "changed")
    return ChainReport(walk.checked, head, tuple(walk.faults))


class _Walk:
    """State of a walk along the chain; goes on after a fault, so that each is named once."""

    def __init__(self) -> None:
        self.checked = 0
        self.faults: list[Fault] = []
        self._id = 0
        self._hash = GENESIS

    def step(self, row: Row[Any]) -> None:
        if row.id != self._id + 1:
            self.fault(self._id + 1, "removed")
        elif row.previous_hash != self._hash:
            self.fault(row.id, "unlinked")
        if _digest(row._asdict()) != row.hash:
            self.fault(row.id, "changed")
        self.checked += 1
        self._id, self._hash = row.id, row.hash

    def end(self, head: Anchor) -> None:
        if (self._id, self._hash) != (head.count, head.hash):
            self.fault(self._id + 1, "cut")

    def fault(self, event_id: int, kind: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(event_id, kind))


def _write(session: Session, pending: list[_Pending]) -> None:
    count, last = _locked_head(session)
    rows: list[dict[str, Any]] = []
    for item in pending:
        count += 1
        version = getattr(item.entity, "version", None)
        row = item.values | {"id": count, "subject_version": version, "previous_hash": last}
        row["hash"] = last = _digest(row)
        rows.append(row)
    session.execute(insert(_EVENTS), rows)
    session.execute(update(_HEAD).where(AuditHead.id == HEAD_ID).values(count=count, hash=last))


def _locked_head(session: Session) -> tuple[int, str]:
    """The head row, locked until the commit on PostgreSQL (on SQLite the block holds the only write lock already)."""
    query = select(AuditHead.count, AuditHead.hash).where(AuditHead.id == HEAD_ID).with_for_update()
    head = session.execute(query).first()
    if head is None:
        first = {"id": HEAD_ID, "count": 0, "hash": GENESIS}
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        session.execute(dialect.insert(_HEAD).values(first).on_conflict_do_nothing())
        head = session.execute(query).one()
    count, last = head
    return count, last


def _digest(row: Mapping[str, Any]) -> str:
    parts = {key: value for key, value in row.items() if key != "hash"}
    parts["at"] = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if values is None:
        return None
    plain: dict[str, Any] = json.loads(json.dumps(mask(dict(values)), default=_text, allow_nan=False))
    return plain


def _text(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} does not belong into the audit trail")


def _entity(session: Session, subject: Subject | None) -> Any:
    """The loaded object of the subject, held until the commit so that its version after the flush can be noted."""
    if subject is None or not isinstance(subject[1], int):
        return None
    for mapper in Base.registry.mappers:
        if getattr(mapper.local_table, "name", None) == subject[0]:
            return session.identity_map.get(identity_key(mapper.class_, subject[1]))
    return None


def _change(row: Row[Any]) -> Change:
    return Change(
        id=row.id,
        at=row.at,
        actor_id=row.actor_id,
        actor_name=row.actor_name,
        event=row.event,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        before=row.before or {},
        after=row.after or {},
    )
