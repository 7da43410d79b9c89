"""Which days are open for visits, and why the others are not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SATURDAY = 5
WEEK = 7
DAY_NAMES = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
WET_MONTHS = frozenset({11, 12, 1, 2})


@dataclass(frozen=True, slots=True)
class Blocked:
    """A period without visits, both ends included; for the whole regency when neither kecamatan nor desa is named."""

    first: date
    last: date
    label: str
    kecamatan_id: int | None = None
    desa_id: int | None = None

    def covers(self, day: date, desa_id: int | None, kecamatan_id: int | None) -> bool:
        """True when the period closes the day for this desa (None: asks for the whole regency only)."""
        if not self.first <= day <= self.last:
            return False
        if self.desa_id is not None:
            return self.desa_id == desa_id
        return self.kecamatan_id is None or self.kecamatan_id == kecamatan_id


@dataclass(frozen=True, slots=True)
class Rules:
    """What the planner chose: visits start on ``weekdays`` (0 = Monday), all days in ``starts_on`` .. ``ends_on``."""

    starts_on: date
    ends_on: date
    weekdays: frozenset[int]
    visits_per_week: int
    days_per_visit: int = 2
    wet_months: frozenset[int] = WET_MONTHS

    @property
    def hands_over(self) -> bool:
        """May the last day of a visit be the evening on which the next one begins?

        Only when the visits of a week do not fit otherwise: the regent can be in one place at a time, and the service
        of the last day is over before people gather in the next desa.
        """
        if self.days_per_visit == 1:
            return False
        fits, next_free = 0, 0
        for weekday in sorted(self.weekdays):
            span = range(weekday, weekday + self.days_per_visit)
            if weekday >= next_free and all(self.allows_weekday(day % WEEK) for day in span):
                fits, next_free = fits + 1, weekday + self.days_per_visit
        return fits < self.visits_per_week

    def allows_weekday(self, weekday: int) -> bool:
        """True for Monday to Friday, and for a day of the weekend that was chosen."""
        return weekday < SATURDAY or weekday in self.weekdays


def span(start: date, days: int) -> Iterator[date]:
    """The days of a visit."""
    return (start + timedelta(n) for n in range(days))


def week_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(day.weekday())


@dataclass(frozen=True, slots=True)
class DayBook:
    """Days off and blocked periods. ``holidays`` maps a day to words such as ``libur Isra Mikraj``."""

    holidays: Mapping[date, str] = field(default_factory=dict)
    blocked: tuple[Blocked, ...] = ()

    def why_closed(self, day: date, rules: Rules, *, desa_id: int | None = None, kecamatan_id: int | None = None) -> str | None:
        """Why no visit can have a day here, in words (``libur Isra Mikraj``, ``hari Sabtu``); None when it is open."""
        if day in self.holidays:
            return self.holidays[day]
        for period in self.blocked:
            if period.covers(day, desa_id, kecamatan_id):
                return period.label
        return None if rules.allows_weekday(day.weekday()) else f"hari {DAY_NAMES[day.weekday()]}"

    def why_no_visit(
        self, start: date, days: int, rules: Rules, *, desa_id: int | None = None, kecamatan_id: int | None = None
    ) -> tuple[date, str] | None:
        """The first closed day of a visit that would start here, with the reason; None when all its days are open."""
        for day in span(start, days):
            if label := self.why_closed(day, rules, desa_id=desa_id, kecamatan_id=kecamatan_id):
                return day, label
        return None

    def is_local(self, village_id: int, kecamatan_id: int) -> bool:
        """True when a period concerns this desa or its kecamatan alone."""
        return any(period.desa_id == village_id or period.kecamatan_id == kecamatan_id for period in self.blocked)
