"""Durable background work in the app's own database: enqueue joins the caller's block, a killed worker's job runs
again.

A handler is a function of the payload. It runs outside any block and opens its own; it may run twice (killed after
its commit, before its job was marked), unless it marks the job inside its block with ``complete()``: then all of it
happens exactly once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import Index, String, Table, and_, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from intranet.core import clock, unit
from intranet.core.audit import BigId
from intranet.core.base import Base
from intranet.core.types import Json, UtcDateTime, str_enum
from intranet.extensions import db

DEFAULT_ATTEMPTS = 5
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
KEPT = timedelta(days=30)

Payload = dict[str, Any]
Handler = Callable[[Payload], None]


class JobStatus(StrEnum):
    """Life of a job: queued → running → done; a failed run goes back to queued until its attempts are used up."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Base):
    """One piece of work. ``key`` makes it unique for ever; ``attempts`` also tells two runs of the same job apart."""

    __tablename__ = "job"
    __table_args__ = (Index(None, "status", "not_before", "id"), Index(None, "finished_at"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    kind: Mapped[str] = mapped_column(String(80))
    payload: Mapped[Payload] = mapped_column(Json)
    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=DEFAULT_ATTEMPTS)
    status: Mapped[JobStatus] = mapped_column(str_enum(JobStatus, name="status"), default=JobStatus.QUEUED)
    last_error: Mapped[str | None] = mapped_column(String(300), default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class JobWorker(Base):
    """A worker that lives: its heartbeat answers the readiness check."""

    __tablename__ = "job_worker"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    job_id: Mapped[int | None] = mapped_column(BigId)


_JOBS = cast("Table", Job.__table__)
_WORKERS = cast("Table", JobWorker.__table__)


class LeaseLost(RuntimeError):
    """Another worker has taken the job over (the lease ran out): this run must not commit."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A job in the hands of a worker."""

    id: int
    kind: str
    payload: Payload
    attempt: int
    max_attempts: int


@dataclass(frozen=True, slots=True)
class QueueState:
    """For readiness and metrics. ``late_seconds``: how long the oldest due job has waited."""

    waiting: int
    running: int
    failed: int
    late_seconds: int
    worker_seen_at: datetime | None

    def worker_alive(self, within: timedelta = timedelta(seconds=60)) -> bool:
        """True when a worker has given a sign of life lately."""
        return self.worker_seen_at is not None and clock.now() - self.worker_seen_at <= within


@dataclass(frozen=True, slots=True)
class Recurring:
    """A job that is enqueued once per span, however many workers there are."""

    kind: str
    every: timedelta


_handlers: dict[str, Handler] = {}
_recurring: dict[str, Recurring] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of this kind (``"documents.render"``). ValueError for a second one."""

    def register(function: Handler) -> Handler:
        if _handlers.setdefault(kind, function) is not function:
            raise ValueError(f"two handlers for {kind}")
        return function

    return register


def recurring(kind: str, *, every: timedelta) -> Callable[[Handler], Handler]:
    """Register a handler that runs once per span (counted from midnight UTC of 1 January 1970), with an empty
    payload.
    """

    def register(function: Handler) -> Handler:
        _recurring[kind] = Recurring(kind, every)
        return handler(kind)(function)

    return register


def get_handler(kind: str) -> Handler:
    """The registered function. Raises LookupError for an unknown kind."""
    try:
        return _handlers[kind]
    except KeyError as error:
        raise LookupError(f"no handler for {kind}") from error


def enqueue(
    kind: str,
    payload: Payload,
    *,
    key: str | None = None,
    not_before: datetime | None = None,
    max_attempts: int = DEFAULT_ATTEMPTS,
) -> int | None:
    """Queue a job in the running block (transaction or bookkeeping); it exists when the block commits.

    ``key`` makes it happen once for ever: a second call gives None and changes nothing. The payload is plain JSON and
    holds ids, no personal data. Raises StrayWrite outside a block.
    """
    session = unit.current().session
    return _insert(session, kind, payload, key=key, not_before=not_before, max_attempts=max_attempts)


def _insert(
    session: Session, kind: str, payload: Payload, *, key: str | None, not_before: datetime | None, max_attempts: int
) -> int | None:
    moment = clock.now()
    values = {
        "kind": kind,
        "payload": payload,
        "key": key,
        "not_before": not_before or moment,
        "attempts": 0,
        "max_attempts": max_attempts,
        "status": JobStatus.QUEUED,
        "created_at": moment,
    }
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(_JOBS).values(values).on_conflict_do_nothing(index_elements=["key"])
    job_id: int | None = session.scalar(statement.returning(_JOBS.c.id))
    return job_id


# --- what a worker does, each step in a block of its own ---


def claim(session: Session, lease: timedelta) -> Claim | None:
    """Take the job that is due longest, or None. Two workers never get the same one."""
    moment = clock.now()
    table = _JOBS.c
    _give_up(session, moment)
    due = select(table.id).where(_due(moment)).order_by(table.not_before, table.id).limit(1)
    job_id = session.scalar(due.with_for_update(skip_locked=True))
    if job_id is None:
        return None
    taken = session.execute(
        update(_JOBS)
        .where(table.id == job_id)
        .values(status=JobStatus.RUNNING, lease_until=moment + lease, attempts=table.attempts + 1)
        .returning(table.id, table.kind, table.payload, table.attempts, table.max_attempts)
    ).one()
    return Claim(taken.id, taken.kind, taken.payload, taken.attempts, taken.max_attempts)


def anything_due() -> bool:
    """A plain read, so that an idle worker takes no lock."""
    moment = clock.now()
    return db.session.scalar(select(Job.id).where(or_(_due(moment), _spent(moment))).limit(1)) is not None


def complete() -> None:
    """Inside a handler's block: mark its job done in the same commit, so that the job happens exactly once.

    Raises LeaseLost (and so rolls the block back) when another worker has taken the job over. Outside a worker
    nothing happens.
    """
    running = current_claim()
    if running is not None:
        finish(unit.current().session, running)


def finish(session: Session, done: Claim) -> None:
    """Mark a claimed job done; again is harmless. Raises LeaseLost when this run no longer owns it."""
    table = _JOBS.c
    marked = session.scalar(
        update(_JOBS)
        .where(table.id == done.id, table.attempts == done.attempt, table.status.in_((JobStatus.RUNNING, JobStatus.DONE)))
        .values(status=JobStatus.DONE, lease_until=None, last_error=None, finished_at=clock.now())
        .returning(table.id)
    )
    if marked is None:
        raise LeaseLost(done.id)


def give_back(session: Session, failed: Claim, reason: str) -> None:
    """After an error: queue again with a growing pause, or fail for good. ``reason`` names type and place, no
    personal data.
    """
    table = _JOBS.c
    spent = failed.attempt >= failed.max_attempts
    moment = clock.now()
    session.execute(
        update(_JOBS)
        .where(table.id == failed.id, table.attempts == failed.attempt, table.status == JobStatus.RUNNING)
        .values(
            status=JobStatus.FAILED if spent else JobStatus.QUEUED,
            not_before=moment + pause_after(failed.attempt),
            lease_until=None,
            last_error=reason[:300],
            finished_at=moment if spent else None,
        )
    )


def renew(session: Session, running: Claim, lease: timedelta) -> None:
    """Push the lease of a job that takes long."""
    table = _JOBS.c
    session.execute(
        update(_JOBS)
        .where(table.id == running.id, table.attempts == running.attempt, table.status == JobStatus.RUNNING)
        .values(lease_until=clock.now() + lease)
    )


def pause_after(attempt: int) -> timedelta:
    """5 s, 10 s, 20 s ... at most an hour."""
    return min(FIRST_PAUSE * (1 << max(0, min(attempt - 1, 20))), LONGEST_PAUSE)


def enqueue_recurring(session: Session) -> int:
    """Queue every recurring job whose span has begun; gives the number of new ones."""
    return sum(
        _insert(session, job.kind, {}, key=_span_key(job), not_before=None, max_attempts=DEFAULT_ATTEMPTS) is not None
        for job in _recurring.values()
    )


def recurring_missing() -> bool:
    """A plain read: True when ``enqueue_recurring`` has something to do."""
    keys = [_span_key(job) for job in _recurring.values()]
    if not keys:
        return False
    found = db.session.scalar(select(func.count()).select_from(Job).where(Job.key.in_(keys)))
    return (found or 0) < len(keys)


def beat(session: Session, name: str, started_at: datetime, job_id: int | None) -> None:
    """Sign of life of a worker; also forgets workers that have been silent for a day."""
    moment = clock.now()
    values = {"name": name, "started_at": started_at, "seen_at": moment, "job_id": job_id}
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(_WORKERS).values(values)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"seen_at": moment, "job_id": job_id}))
    session.execute(delete(_WORKERS).where(JobWorker.seen_at < moment - timedelta(days=1)))


# --- for readiness, the admin's page and commands ---


def state() -> QueueState:
    """How the queue stands now."""
    moment = clock.now()
    unfinished = select(Job.status, func.count()).where(Job.status != JobStatus.DONE).group_by(Job.status)
    counts = {status: count for status, count in db.session.execute(unfinished)}  # noqa: C416 - rows are no pairs to mypy
    oldest = db.session.scalar(select(func.min(_JOBS.c.not_before)).where(Job.status == JobStatus.QUEUED, Job.not_before <= moment))
    return QueueState(
        waiting=counts.get(JobStatus.QUEUED, 0),
        running=counts.get(JobStatus.RUNNING, 0),
        failed=counts.get(JobStatus.FAILED, 0),
        late_seconds=int((moment - oldest).total_seconds()) if oldest else 0,
        worker_seen_at=db.session.scalar(select(func.max(_WORKERS.c.seen_at))),
    )


def list_failed(limit: int = 100) -> list[tuple[int, str, str | None]]:
    """Id, kind and error of jobs that were given up, newest first."""
    rows = db.session.execute(
        select(Job.id, Job.kind, Job.last_error).where(Job.status == JobStatus.FAILED).order_by(Job.id.desc()).limit(limit)
    )
    return [(row.id, row.kind, row.last_error) for row in rows]


def retry(job_id: int) -> bool:
    """Inside a block: queue a failed job again with fresh attempts. False when there is no such failed job."""
    table = _JOBS.c
    found = unit.current().session.scalar(
        update(_JOBS)
        .where(table.id == job_id, table.status == JobStatus.FAILED)
        .values(
            status=JobStatus.QUEUED,
            not_before=clock.now(),
            max_attempts=table.attempts + DEFAULT_ATTEMPTS,
            finished_at=None,
        )
        .returning(table.id)
    )
    return found is not None


def purge_done() -> int:
    """Inside a block: forget jobs that were done 30 days ago; gives their number. Failed ones stay until somebody has
    looked.
    """
    table = _JOBS.c
    gone = unit.current().session.execute(
        delete(_JOBS).where(table.status == JobStatus.DONE, table.finished_at < clock.now() - KEPT).returning(table.id)
    )
    return len(gone.all())


# --- inside ---

_claims: list[Claim] = []


def current_claim() -> Claim | None:
    """The job that this worker runs now, or None outside a worker."""
    return _claims[-1] if _claims else None


def set_current_claim(running: Claim | None) -> None:
    """Told by the worker, which does one job at a time."""
    _claims[:] = [running] if running else []


def _due(moment: datetime) -> Any:
    table = _JOBS.c
    orphaned = and_(table.status == JobStatus.RUNNING, table.lease_until <= moment, table.attempts < table.max_attempts)
    return or_(and_(table.status == JobStatus.QUEUED, table.not_before <= moment), orphaned)


def _spent(moment: datetime) -> Any:
    table = _JOBS.c
    return and_(table.status == JobStatus.RUNNING, table.lease_until <= moment, table.attempts >= table.max_attempts)


def _give_up(session: Session, moment: datetime) -> None:
    """A job that killed its worker at every attempt must not kill the next one."""
    session.execute(
        update(_JOBS)
        .where(_spent(moment))
        .values(status=JobStatus.FAILED, last_error="worker lost", lease_until=None, finished_at=moment)
    )


def _span_key(job: Recurring) -> str:
    return f"{job.kind}@{int(clock.now().timestamp() // job.every.total_seconds())}"
