"""The only place that commits.

``with transaction():`` stands in a route or command around exactly one action. Entering it ends the reading
transaction, so everything loaded before is read anew: actions load what they write themselves, by id, inside the
block. Errors of the database come out as refusals (``DuplicateValue``, ``Conflict``, ``Busy``, ``StorageFull``), with
nothing stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from intranet.core import unit as units
from intranet.core.database import WRITE, write_turn
from intranet.core.database_errors import translated
from intranet.core.errors import Busy, StorageFull
from intranet.core.unit import StrayWrite, TransactionMisuse, Unit, set_readonly, unguarded
from intranet.extensions import db

__all__ = [
    "StrayWrite",
    "TransactionMisuse",
    "after_commit",
    "bookkeeping",
    "set_readonly",
    "transaction",
    "try_bookkeeping",
    "unguarded",
]

log = structlog.get_logger(__name__)


@contextmanager
def transaction() -> Iterator[Session]:
    """Run one action and commit it, or nothing at all.

    Raises TransactionMisuse when nested or while answering a GET, StrayWrite when something was changed before the
    block; DuplicateValue, Conflict, Busy or StorageFull when the database refuses.
    """
    _refuse_misuse()
    session = db.session()
    if session.new or session.dirty or session.deleted:
        session.rollback()
        raise StrayWrite("objects were changed before `with transaction():`")
    session.rollback()
    with _writing(session):
        yield session


@contextmanager
def bookkeeping() -> Iterator[Session]:
    """A short write of its own, allowed in a GET: session touch, access events, sign-in throttle. It stands whatever
    the request does later.

    Yields a session on an own connection. Not inside ``transaction()``.
    """
    if units.active() is not None:
        raise TransactionMisuse("bookkeeping() inside another write block")
    with Session(db.engine, expire_on_commit=False) as session, _writing(session):
        yield session


def try_bookkeeping(write: Callable[[Session], None]) -> bool:
    """Bookkeeping that may be missed: False (and a log line) when the disk is full or the database busy, so that
    reading goes on.
    """
    try:
        with bookkeeping() as session:
            write(session)
    except (Busy, StorageFull) as error:
        log.warning("bookkeeping_skipped", reason=type(error).__name__)
        return False
    return True


def after_commit(callback: Callable[[], None]) -> None:
    """Run the callback once the running block is committed and its lock released; never when it is rolled back.

    An error in it is logged and undoes nothing. It may open a block of its own.
    """
    units.current().callbacks.append(callback)


def _refuse_misuse() -> None:
    if units.active() is not None:
        raise TransactionMisuse("transaction() inside another write block")
    if units.is_readonly():
        raise TransactionMisuse("transaction() while answering a GET or HEAD")


@contextmanager
def _writing(session: Session) -> Iterator[None]:
    unit = Unit(session)
    with write_turn(db.engine), units.entered(unit):
        try:
            session.connection(execution_options={WRITE: True})
            yield
            unit.finish()
            session.commit()
        except BaseException as error:
            refusal = translated(error, unit)
            with suppress(SQLAlchemyError):  # the connection may be gone; the first error is the one to tell
                session.rollback()
            if refusal is None:
                raise
            raise refusal from error
    _run(unit.callbacks)


def _run(callbacks: list[Callable[[], None]]) -> None:
    for callback in callbacks:
        try:
            callback()
        except Exception:
            log.exception("after_commit_failed", callback=getattr(callback, "__qualname__", type(callback).__name__))
