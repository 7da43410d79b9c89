"""The published schedule of a year: every desa with its visit, as the last release says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, func, select

from intranet.core import clock
from intranet.core.errors import Forbidden
from intranet.extensions import db
from intranet.places.models import Boundary, Desa, Kecamatan
from intranet.places.states import DesaKind
from intranet.planning import policy
from intranet.planning.models import Release, ReleasedVisit, YearPlan
from intranet.planning.queries.calendar import DayOff, list_days_off
from intranet.visits import hooks
from intranet.visits import policy as visit_policy
from intranet.visits.models import Visit
from intranet.visits.queries import TOOK_PLACE
from intranet.visits.states import VisitStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from intranet.core.actor import Actor
    from intranet.core.status import StatusEnum


class Place(NamedTuple):
    """A desa or kelurahan on the map; kelurahan are drawn as land only."""

    id: int
    name: str
    kecamatan_id: int
    kecamatan: str
    lat: float
    lon: float
    visited: bool


class Entry(NamedTuple):
    """One visit of the year's schedule."""

    visit_id: int
    desa_id: int
    desa: str
    kecamatan_id: int
    kecamatan: str
    starts_on: date
    ends_on: date
    venue: str
    status: VisitStatus
    reason: str

    @property
    def dated(self) -> bool:
        """True while the visit has days that count: not postponed, not cancelled."""
        return self.status not in (VisitStatus.POSTPONED, VisitStatus.CANCELLED)

    @property
    def took_place(self) -> bool:
        """True once it was held."""
        return self.status in TOOK_PLACE

    def overdue(self, today: date) -> bool:
        """True when its days are over and nobody marked it as held."""
        return visit_policy.is_overdue(self.status, self.ends_on, today)


@dataclass(frozen=True, slots=True)
class Published:
    """The last release of a year in short."""

    number: int
    approved_by: str
    approved_at: datetime
    decree_number: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """The published schedule; ``release`` None while nothing is published. Entries by date."""

    year: int
    release: Published | None
    entries: tuple[Entry, ...]
    places: tuple[Place, ...]
    days_off: tuple[DayOff, ...]
    years: tuple[int, ...]

    @property
    def desa_total(self) -> int:
        """How many desa there are."""
        return sum(place.visited for place in self.places)

    @property
    def dated(self) -> int:
        """How many desa have a date."""
        return len({entry.desa_id for entry in self.entries if entry.dated})

    def in_month(self, month: int) -> tuple[Entry, ...]:
        """The dated visits that begin in a month of this year."""
        return tuple(entry for entry in self.entries if entry.dated and entry.starts_on.month == month)

    def blocked_in(self, month: int) -> tuple[DayOff, ...]:
        """Periods without visits for the whole regency that touch the month."""
        first = date(self.year, month, 1)
        last = date(self.year + month // 12, month % 12 + 1, 1)
        return tuple(
            day for day in self.days_off if not day.is_holiday and day.everywhere and day.first < last and day.last >= first
        )


def _refuse_strangers(actor: Actor) -> None:
    if not policy.can_read(actor):
        raise Forbidden


# Built once per process and only bound: this page is opened more than any other.


@cache
def _published_years() -> Select[Any]:
    return select(YearPlan.year).join(Release, Release.plan_id == YearPlan.id).distinct().order_by(YearPlan.year.desc())


def find_year(actor: Actor, wanted: int | None) -> tuple[int, tuple[int, ...]]:
    """The year to show (the wanted one, else this year, else the nearest published one), and all published years, latest first."""
    _refuse_strangers(actor)
    years = tuple(db.session.scalars(_published_years()))
    if wanted is not None:
        return wanted, years
    this_year = clock.today().year
    if this_year in years or not years:
        return this_year, years
    return min(years, key=lambda year: (abs(year - this_year), -year)), years


def get_schedule(actor: Actor, wanted: int | None) -> Schedule:
    """The published schedule of a year (see :func:`find_year`). Four statements, whatever its size."""
    year, years = find_year(actor, wanted)
    release = _last_release(year)
    rows = db.session.execute(_statement(), {"year": year, "release_id": release[0] if release else None}).all()
    places: dict[int, Place] = {}
    entries = []
    for row in rows:
        if row.desa_id not in places:
            places[row.desa_id] = _place(row)
        if row.visit_id is not None:
            entries.append(_entry(row))
    return Schedule(
        year=year,
        release=release[1] if release else None,
        entries=tuple(entries),
        places=tuple(places.values()),
        days_off=list_days_off(date(year, 1, 1), date(year, 12, 31)),
        years=years,
    )


@cache
def _last_release_statement() -> Select[Any]:
    return (
        select(Release.id)
        .add_columns(Release.number, Release.approved_by_name, Release.approved_at, Release.decree_number)
        .join(YearPlan, YearPlan.id == Release.plan_id)
        .where(YearPlan.year == bindparam("year"))
        .order_by(Release.number.desc())
        .limit(1)
    )


def _last_release(year: int) -> tuple[int, Published] | None:
    row = db.session.execute(_last_release_statement(), {"year": year}).first()
    return (row[0], Published(row[1], row[2], row[3], row[4])) if row else None


@cache
def _statement() -> Select[Any]:
    of_year = and_(Visit.desa_id == Desa.id, Visit.year == bindparam("year"), Visit.status != VisitStatus.DRAFTED)
    released = and_(ReleasedVisit.visit_id == Visit.id, ReleasedVisit.release_id == bindparam("release_id"))
    return (
        select(Desa.id.label("desa_id"), Desa.name, Desa.kind, Desa.kecamatan_id, Kecamatan.name.label("kecamatan"))
        .add_columns(func.coalesce(Desa.office_lat, Desa.lat).label("lat"))
        .add_columns(func.coalesce(Desa.office_lon, Desa.lon).label("lon"))
        .add_columns(Visit.id.label("visit_id"), Visit.starts_on, Visit.ends_on, Visit.venue, Visit.status)
        .add_columns(func.coalesce(ReleasedVisit.reason, "").label("reason"))
        .join(Kecamatan, Kecamatan.id == Desa.kecamatan_id)
        .outerjoin(Visit, of_year)
        .outerjoin(ReleasedVisit, released)
        .order_by(Visit.starts_on, Visit.id, Desa.id)
    )


def _place(row: Any) -> Place:
    return Place(row.desa_id, row.name, row.kecamatan_id, row.kecamatan, row.lat, row.lon, visited=row.kind is DesaKind.DESA)


def _entry(row: Any) -> Entry:
    return Entry(
        visit_id=row.visit_id,
        desa_id=row.desa_id,
        desa=row.name,
        kecamatan_id=row.kecamatan_id,
        kecamatan=row.kecamatan,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        venue=row.venue,
        status=row.status,
        reason=row.reason,
    )


def readiness_of(entries: Iterable[Entry]) -> Mapping[int, StatusEnum]:
    """How ready the scheduled ones among these visits are, by visit; empty while no room above knows."""
    return hooks.readiness([entry.visit_id for entry in entries if entry.status is VisitStatus.SCHEDULED])


def load_outlines() -> dict[int, dict[str, Any]]:
    """True outlines by desa, where a boundary file was loaded."""
    return {row.desa_id: row.geometry for row in db.session.execute(select(Boundary.desa_id, Boundary.geometry))}
