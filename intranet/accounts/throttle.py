"""Wrong sign-ins are counted in the database, per name typed and per address, so that the limit holds across processes.

A refused try is not counted: the wait ends by itself. Sessions that run are not touched.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from intranet.accounts.models import SignInAttempt
from intranet.core import clock, crypto
from intranet.core.transaction import bookkeeping
from intranet.extensions import db

if TYPE_CHECKING:
    from datetime import datetime

WINDOW = timedelta(seconds=60)
PER_NAME = 5
PER_ADDRESS = 30
KEEP = timedelta(days=1)


def _name_hash(username: str) -> str:
    return crypto.keyed_hash(username.strip().lower()[:64], "sign-in")


def seconds_to_wait(username: str, address: str) -> int:
    """How long until another try is heard; 0: now."""
    now = clock.now()
    since = now - WINDOW
    waits = [
        _wait(SignInAttempt.name_hash == _name_hash(username), PER_NAME, since, now),
        _wait(SignInAttempt.address == address[:64], PER_ADDRESS, since, now),
    ]
    return max(waits)


def _wait(condition: object, limit: int, since: datetime, now: datetime) -> int:
    recent = (
        select(SignInAttempt.at)
        .where(condition, SignInAttempt.at > since)  # type: ignore[arg-type]
        .order_by(SignInAttempt.at.desc())
        .limit(limit)
        .subquery()
    )
    count, oldest = db.session.execute(select(func.count(), func.min(recent.c.at))).one()
    if count < limit:
        return 0
    return max(1, int((oldest + WINDOW - now).total_seconds()) + 1)


def note_failure(username: str, address: str) -> None:
    """Count a wrong try."""
    with bookkeeping() as session:
        session.add(SignInAttempt(name_hash=_name_hash(username), address=address[:64], at=clock.now()))


def forget(username: str) -> None:
    """After a right sign-in the wrong tries of this name no longer count."""
    with bookkeeping() as session:
        session.execute(delete(SignInAttempt).where(SignInAttempt.name_hash == _name_hash(username)))


def purge() -> int:
    """Remove attempts older than a day."""
    with bookkeeping() as session:
        found = session.execute(delete(SignInAttempt).where(SignInAttempt.at < clock.now() - KEEP))
    return int(found.rowcount)  # type: ignore[attr-defined]
