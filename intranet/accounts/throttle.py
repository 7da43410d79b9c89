"""Wrong sign-ins are counted in the database, per name typed and per address, so that the limit holds across processes.
A browser in which the account was used before has a count of its own.

A refused try is not counted: the wait ends by itself. Sessions that run are not touched. The count is looked at again
when the result of a try is noted, so that tries sent all at once do not slip past it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from intranet.accounts import devices
from intranet.accounts.models import SignInAttempt
from intranet.core import clock, crypto
from intranet.core.errors import TooMany
from intranet.core.transaction import bookkeeping
from intranet.extensions import db

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

KEEP = timedelta(days=1)
LOCK = 7_240_117
"""Key of the PostgreSQL lock under which results are noted; SQLite has one writer anyway."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many wrong tries within this time."""

    count: int
    window: timedelta


PER_NAME = (Limit(5, timedelta(seconds=60)),)
PER_CODE = (Limit(5, timedelta(seconds=60)), Limit(20, timedelta(hours=1)))
PER_ADDRESS = Limit(30, timedelta(seconds=60))


@dataclass(frozen=True, slots=True)
class Tries:
    """What the tries of one kind are counted under."""

    key: str
    limits: tuple[Limit, ...]
    address: str


def by_name(username: str, address: str, device: str) -> Tries:
    """Tries of a password for a sign-in name, whether it exists or not.

    Args:
        username: as typed.
        address: network address.
        device: hash of the browser's token or ""; a browser in which this account was used counts alone, so that strangers
            cannot hold its owner back.
    """
    name = username.strip().lower()[:64]
    if devices.knows(name, device):
        return Tries(crypto.keyed_hash(f"{name}\0{device}", "sign-in-device"), PER_NAME, address[:64])
    return Tries(crypto.keyed_hash(name, "sign-in"), PER_NAME, address[:64])


def by_code(user_id: int, address: str) -> Tries:
    """Tries of a code of the second factor; who gets there knows the password."""
    return Tries(crypto.keyed_hash(str(user_id), "second-factor"), PER_CODE, address[:64])


def seconds_to_wait(tries: Tries, session: Session | None = None) -> int:
    """How long until another try is heard; 0: now."""
    session = session or db.session()
    now = clock.now()
    waits = [_wait(session, SignInAttempt.address == tries.address, PER_ADDRESS, now)]
    waits += [_wait(session, SignInAttempt.name_hash == tries.key, limit, now) for limit in tries.limits]
    return max(waits)


def _wait(session: Session, counted: ColumnElement[bool], limit: Limit, now: datetime) -> int:
    recent = (
        select(SignInAttempt.at)
        .where(counted, SignInAttempt.at > now - limit.window)
        .order_by(SignInAttempt.at.desc())
        .limit(limit.count)
        .subquery()
    )
    count, oldest = session.execute(select(func.count(), func.min(recent.c.at))).one()
    if count < limit.count:
        return 0
    return max(1, int((oldest + limit.window - now).total_seconds()) + 1)


def words(seconds: int) -> str:
    """What a person reads who has to wait."""
    wait = f"{seconds} detik" if seconds <= 90 else f"{-(-seconds // 60)} menit"
    return f"Terlalu banyak percobaan. Tunggu {wait}, lalu coba lagi."


def expect_turn(tries: Tries, session: Session) -> None:
    """Inside a write block: hold the count until its commit, and refuse what came too often.

    Raises:
        TooMany: with the seconds to wait.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    wait = seconds_to_wait(tries, session)
    if wait:
        raise TooMany(words(wait), wait)


def add(tries: Tries, session: Session) -> None:
    """Inside a write block: count a wrong try."""
    session.add(SignInAttempt(name_hash=tries.key, address=tries.address, at=clock.now()))


def note(tries: Tries) -> None:
    """Count a wrong try.

    Raises:
        TooMany: others were faster; this one is not counted and its answer tells nothing.
    """
    with bookkeeping() as session:
        expect_turn(tries, session)
        add(tries, session)


def forget(tries: Tries, session: Session) -> None:
    """Inside a write block, after a right try: the wrong ones before it no longer count."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.name_hash == tries.key))


def purge(session: Session) -> int:
    """Inside a write block: remove tries older than a day; returns how many."""
    found = session.execute(delete(SignInAttempt).where(SignInAttempt.at < clock.now() - KEEP))
    return int(found.rowcount)  # type: ignore[attr-defined]
