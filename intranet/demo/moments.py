"""The demo's past, played in order of time: each moment happens with the clock stopped at it."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import count

from intranet.core import clock
from intranet.extensions import db

SATURDAY = 5


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a day on the wall clock of WIB."""
    return datetime.combine(day, time(hour, minute), clock.WIB)


def workday(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(max(0, day.weekday() - SATURDAY + 1))


def refresh() -> None:
    """Write what is pending, then read everything anew: the demo writes beside the loaded objects."""
    db.session.flush()
    db.session.expire_all()


class Moments:
    """What is still to happen. Moments may add later ones while they run; what lies after ``now`` never happens."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._queue: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = count()

    def add(self, when: datetime, run: Callable[[], None]) -> None:
        """Let something happen at a moment."""
        if when < self.now:
            heapq.heappush(self._queue, (when, next(self._order), run))

    def play(self) -> None:
        """Let everything happen."""
        while self._queue:
            when, _, run = heapq.heappop(self._queue)
            with clock.frozen(when):
                run()
