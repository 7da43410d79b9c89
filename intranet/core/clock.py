"""The one clock. Stored times are aware UTC; people live in WIB (UTC+7, without daylight saving)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone

WIB = timezone(timedelta(hours=7), "WIB")

Clock = Callable[[], datetime]


def _system() -> datetime:
    return datetime.now(UTC)


_clock: Clock = _system


def now() -> datetime:
    """The present moment, aware, UTC."""
    return _clock().astimezone(UTC)


def today() -> date:
    """The present date in WIB."""
    return wib(now()).date()


def wib(at: datetime) -> datetime:
    """The same moment on a WIB wall clock. A naive time raises ValueError: it says not when it is."""
    if at.tzinfo is None:
        raise ValueError("naive datetime")
    return at.astimezone(WIB)


def set_clock(clock: Clock | None) -> None:
    """Replace the clock of the whole process (all threads); None restores the system clock. For tests and the demo."""
    global _clock  # noqa: PLW0603 - one clock for every thread is the point
    _clock = clock or _system


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Stop the clock at an aware moment inside the block."""
    if at.tzinfo is None:
        raise ValueError("naive datetime")
    before = _clock
    set_clock(lambda: at)
    try:
        yield
    finally:
        set_clock(before)
