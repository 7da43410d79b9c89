"""Visits as frozen rows with the names of desa and kecamatan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, false, func, select, true

from intranet.core import clock
from intranet.core.errors import NotFound
from intranet.extensions import db
from intranet.places.models import Desa, Kecamatan
from intranet.places.states import WetSeasonAccess
from intranet.visits import policy
from intranet.visits.models import Visit
from intranet.visits.states import VisitStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import ColumnElement

    from intranet.core.actor import Actor

UPCOMING = (VisitStatus.SCHEDULED,)
TOOK_PLACE = (VisitStatus.HELD, VisitStatus.REPORTED, VisitStatus.CLOSED)


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit. ``lat``/``lon``: office of the desa where known, else the desa itself; ``travel_minutes`` one way."""

    id: int
    year: int
    desa_id: int
    desa: str
    kecamatan_id: int
    kecamatan: str
    starts_on: date
    ends_on: date
    venue: str
    status: VisitStatus
    status_reason: str
    status_at: datetime | None
    version: int
    lat: float
    lon: float
    road_km: float | None
    travel_minutes: int | None
    straight_km: float
    wet_season_access: WetSeasonAccess

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of the visit, first to last."""
        return tuple(self.starts_on + timedelta(n) for n in range((self.ends_on - self.starts_on).days + 1))

    @property
    def took_place(self) -> bool:
        """True once the visit was held."""
        return self.status in TOOK_PLACE

    @property
    def title(self) -> str:
        """The visit as it is named in sentences: ``Lubuk Resam, Kecamatan Kedurang``."""
        return f"{self.desa}, Kecamatan {self.kecamatan}"


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Which visits this person may see, as a condition on ``Visit``: all that a release published, or none."""
    return Visit.status != VisitStatus.DRAFTED if policy.can_see(actor) else false()


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Visit.id,
            Visit.year,
            Visit.desa_id,
            Desa.name,
            Kecamatan.id,
            Kecamatan.name,
            Visit.starts_on,
            Visit.ends_on,
            Visit.venue,
            Visit.status,
            Visit.status_reason,
            Visit.status_at,
            Visit.version,
            func.coalesce(Desa.office_lat, Desa.lat),
            func.coalesce(Desa.office_lon, Desa.lon),
            Desa.road_km,
            Desa.travel_minutes,
            Desa.straight_km,
            Desa.wet_season_access,
        )
        .join(Desa, Desa.id == Visit.desa_id)
        .join(Kecamatan, Kecamatan.id == Desa.kecamatan_id)
    )


def _list(statement: Select[*tuple[Any, ...]]) -> tuple[VisitRow, ...]:
    return tuple(VisitRow(*row) for row in db.session.execute(statement))


def get_visit(actor: Actor, visit_id: int) -> VisitRow:
    """One visit.

    Raises:
        NotFound: there is none, or this person may not know it.
    """
    row = db.session.execute(_rows().where(Visit.id == visit_id, visible_to(actor))).first()
    if row is None:
        raise NotFound("Kunjungan ini tidak ditemukan.")
    return VisitRow(*row)


def list_between(actor: Actor, first: date, last: date, *, statuses: Iterable[VisitStatus] | None = None) -> tuple[VisitRow, ...]:
    """Visits with a day between ``first`` and ``last`` (both count), by date; in all states without ``statuses``."""
    wanted = Visit.status.in_(list(statuses)) if statuses is not None else true()
    return _list(
        _rows()
        .where(Visit.starts_on <= last, Visit.ends_on >= first, wanted, visible_to(actor))
        .order_by(Visit.starts_on, Visit.id)
    )


def list_year(actor: Actor, year: int, *, statuses: Iterable[VisitStatus] | None = None) -> tuple[VisitRow, ...]:
    """The visits of a year's schedule, by date."""
    wanted = Visit.status.in_(list(statuses)) if statuses is not None else true()
    return _list(_rows().where(Visit.year == year, wanted, visible_to(actor)).order_by(Visit.starts_on, Visit.id))


def list_by_ids(actor: Actor, visit_ids: Sequence[int]) -> dict[int, VisitRow]:
    """These visits by id; ids that this person may not see are missing."""
    if not visit_ids:
        return {}
    return {row.id: row for row in _list(_rows().where(Visit.id.in_(list(visit_ids)), visible_to(actor)))}


def list_of_desa(actor: Actor, desa_id: int, *, limit: int) -> tuple[VisitRow, ...]:
    """Visits to one desa over the years, the latest date first."""
    return _list(
        _rows().where(Visit.desa_id == desa_id, visible_to(actor)).order_by(Visit.starts_on.desc(), Visit.id.desc()).limit(limit)
    )


def next_visits(actor: Actor, limit: int = 3, *, since: date | None = None) -> tuple[VisitRow, ...]:
    """The scheduled visits that end on or after ``since`` (default: today), the nearest first."""
    return _list(
        _rows()
        .where(Visit.status.in_(UPCOMING), Visit.ends_on >= (since or clock.today()), visible_to(actor))
        .order_by(Visit.starts_on, Visit.id)
        .limit(limit)
    )


def list_overdue(actor: Actor, *, limit: int = 50) -> tuple[VisitRow, ...]:
    """Scheduled visits whose days are over and that nobody marked as held, the oldest first."""
    return _list(
        _rows()
        .where(Visit.status == VisitStatus.SCHEDULED, Visit.ends_on < clock.today(), visible_to(actor))
        .order_by(Visit.starts_on, Visit.id)
        .limit(limit)
    )


def count_by_status(actor: Actor, year: int) -> dict[VisitStatus, int]:
    """How many visits of the year stand in which state; states without visits are missing."""
    statement = select(Visit.status, func.count()).where(Visit.year == year, visible_to(actor)).group_by(Visit.status)
    return {row[0]: row[1] for row in db.session.execute(statement)}


def list_years(actor: Actor) -> tuple[int, ...]:
    """Years that have visits, the latest first."""
    return tuple(db.session.scalars(select(Visit.year).where(visible_to(actor)).distinct().order_by(Visit.year.desc())))
