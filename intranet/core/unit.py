"""The running write of this thread of work: what ``transaction`` opens, and what audit, counters and jobs hang their
part on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar, cast

from sqlalchemy.orm import Session

T = TypeVar("T")


class StrayWrite(RuntimeError):
    """Something was written outside ``with transaction():``. A fault of the program, never of the person."""


class TransactionMisuse(RuntimeError):
    """A block was nested, or opened where nothing may be written (GET, HEAD)."""


class Unit:
    """One write block: its session, what is to be added just before the commit, and what follows it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.committing = False
        self.callbacks: list[Callable[[], None]] = []
        self.versioned: list[tuple[str, int, int]] = []
        self._finishers: dict[str, tuple[int, Callable[[Session], None]]] = {}
        self._stores: dict[str, object] = {}

    def store(self, key: str, make: Callable[[], T]) -> T:
        """A value that belongs to this unit, made at the first call."""
        if key not in self._stores:
            self._stores[key] = make()
        return cast("T", self._stores[key])

    def at_commit(self, key: str, order: int, finisher: Callable[[Session], None]) -> None:
        """Run once before the commit, lowest order first. Every unit locks shared rows in this order, so none can
        deadlock.
        """
        self._finishers.setdefault(key, (order, finisher))

    def note_versions(self) -> None:
        """Before a flush: kind, id and version of what is saved, to name it when somebody else was faster."""
        self.versioned = [
            (str(entity.__tablename__), entity.id, entity.version)
            for entity in [*self.session.dirty, *self.session.deleted]
            if isinstance(getattr(entity, "version", None), int) and isinstance(getattr(entity, "id", None), int)
        ]

    def finish(self) -> None:
        """Flush, then let the finishers write."""
        self.committing = True
        self.session.flush()
        for _, finisher in sorted(self._finishers.values(), key=lambda entry: entry[0]):
            finisher(self.session)
        self.session.flush()


_unit: ContextVar[Unit | None] = ContextVar("intranet_unit", default=None)
_readonly: ContextVar[bool] = ContextVar("intranet_readonly", default=False)
_unguarded: ContextVar[bool] = ContextVar("intranet_unguarded", default=False)


def active() -> Unit | None:
    """The running unit, or None."""
    return _unit.get()


def current() -> Unit:
    """The running unit; raises StrayWrite outside a block."""
    unit = _unit.get()
    if unit is None:
        raise StrayWrite("only inside `with transaction():`")
    return unit


@contextmanager
def entered(unit: Unit) -> Iterator[None]:
    """Make the unit the running one inside the block."""
    token = _unit.set(unit)
    try:
        yield
    finally:
        _unit.reset(token)


def is_readonly() -> bool:
    """True while the web answers a GET or HEAD."""
    return _readonly.get()


def set_readonly(value: bool) -> None:  # noqa: FBT001 - reads as an assignment
    """Called by the web layer at the start of each request (True for GET, HEAD, OPTIONS) and at its end (False)."""
    _readonly.set(value)


def is_unguarded() -> bool:
    """True inside ``unguarded()``."""
    return _unguarded.get()


@contextmanager
def unguarded() -> Iterator[None]:
    """Lift the stray-write guard: for migrations and for tests that set up or tamper with tables. Never in the app
    itself.
    """
    token = _unguarded.set(True)
    try:
        yield
    finally:
        _unguarded.reset(token)
