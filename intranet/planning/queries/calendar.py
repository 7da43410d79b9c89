"""Days off, blocked periods and speeds out of tables and settings, as the solver takes them."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Select, String, bindparam, literal, null, select, type_coerce, union_all

from intranet.core import settings_store
from intranet.extensions import db
from intranet.places.models import BlockedPeriod, Holiday
from intranet.places.states import HolidayKind
from intranet.planning.solver import Blocked, DayBook, Speeds

if TYPE_CHECKING:
    from collections.abc import Iterable

ROAD_KMH = settings_store.declare("planning.road_kmh", 30)
STRAIGHT_KMH = settings_store.declare("planning.straight_kmh", 20)
ORIGIN = settings_store.declare("planning.origin", "Manna")
WET_MONTHS = settings_store.declare("planning.wet_months", [11, 12, 1, 2])
ESTIMATE = " (perkiraan)"


class DayOff(NamedTuple):
    """One holiday or one blocked period as it is told to people; a holiday has ``first`` = ``last``."""

    first: date
    last: date
    name: str
    kind: str
    kecamatan_id: int | None = None
    desa_id: int | None = None

    @property
    def is_holiday(self) -> bool:
        """True for a holiday or joint leave, False for a blocked period."""
        return self.kind in {HolidayKind.PUBLIC.value, HolidayKind.JOINT_LEAVE.value}

    @property
    def everywhere(self) -> bool:
        """True when it holds for the whole regency."""
        return self.kecamatan_id is None and self.desa_id is None

    @property
    def label(self) -> str:
        """For a reason: ``libur Isra Mikraj``, ``cuti bersama Idulfitri``, ``Ramadan``."""
        name = self.name.replace(ESTIMATE, "")
        if self.kind == HolidayKind.PUBLIC.value:
            return f"libur {name}"
        if self.kind == HolidayKind.JOINT_LEAVE.value and not name.lower().startswith("cuti bersama"):
            return f"cuti bersama {name}"
        return name


@cache
def _days_off() -> Select[Any]:
    holidays = select(
        Holiday.on.label("first"),
        Holiday.on.label("last"),
        Holiday.name.label("name"),
        type_coerce(Holiday.kind, String).label("kind"),
        null().label("kecamatan_id"),
        null().label("desa_id"),
    ).where(Holiday.on.between(bindparam("first_day"), bindparam("last_day")))
    periods = select(
        BlockedPeriod.starts_on,
        BlockedPeriod.ends_on,
        BlockedPeriod.name,
        literal("blocked"),
        BlockedPeriod.kecamatan_id,
        BlockedPeriod.desa_id,
    ).where(BlockedPeriod.starts_on <= bindparam("last_day"), BlockedPeriod.ends_on >= bindparam("first_day"))
    both = union_all(holidays, periods).subquery()
    return select(both).order_by(both.c.first, both.c.last.desc(), both.c.name)


def list_days_off(first: date, last: date) -> tuple[DayOff, ...]:
    """Holidays and blocked periods that touch these days, by date. One statement."""
    rows = db.session.execute(_days_off(), {"first_day": first, "last_day": last})
    return tuple(DayOff(row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows)


def day_book(days_off: Iterable[DayOff]) -> DayBook:
    """The same for the solver; on a day with two names the public holiday gives the reason."""
    holidays: dict[date, str] = {}
    blocked: list[Blocked] = []
    for day in days_off:
        if not day.is_holiday:
            blocked.append(Blocked(day.first, day.last, day.label, day.kecamatan_id, day.desa_id))
        elif day.first not in holidays or day.kind == HolidayKind.PUBLIC.value:
            holidays[day.first] = day.label
    return DayBook(holidays, tuple(blocked))


def load_settings() -> tuple[Speeds, frozenset[int]]:
    """Speeds and wet months in force."""
    values = settings_store.get_many(ROAD_KMH, STRAIGHT_KMH, ORIGIN, WET_MONTHS)
    speeds = Speeds(float(values[ROAD_KMH]), float(values[STRAIGHT_KMH]), str(values[ORIGIN]))
    return speeds, frozenset(values[WET_MONTHS])
