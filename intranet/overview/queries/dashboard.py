"""The year in figures. Each is one summary statement over the visits of that year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select, true

from intranet.core import clock
from intranet.core.clock import WIB
from intranet.core.permissions import Permission
from intranet.extensions import db
from intranet.fieldwork.models import ServiceResult, VisitRecord, WalkIn
from intranet.opd.models import Opd
from intranet.participation.models import Participation
from intranet.participation.states import OPEN, ParticipationStatus
from intranet.places.models import Boundary, Desa, Kecamatan
from intranet.places.states import DesaKind
from intranet.visits.models import Visit
from intranet.visits.queries import TOOK_PLACE
from intranet.visits.states import VisitStatus

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement

    from intranet.core.actor import Actor

ANSWERED_LIVE = (VisitStatus.SCHEDULED, *TOOK_PLACE)


@dataclass(frozen=True, slots=True)
class DesaState:
    """A desa or kelurahan with its visit of the year, if any."""

    id: int
    name: str
    kecamatan_id: int
    kecamatan: str
    lat: float
    lon: float
    kind: DesaKind
    visit_id: int | None
    starts_on: date | None
    ends_on: date | None
    status: VisitStatus | None

    @property
    def visited(self) -> bool:
        """True for a desa, which the movement goes to; a kelurahan is drawn as land only."""
        return self.kind is DesaKind.DESA

    @property
    def took_place(self) -> bool:
        """True once its visit was held."""
        return self.status in TOOK_PLACE


def list_desa(year: int) -> tuple[DesaState, ...]:
    """Every desa and kelurahan, by kecamatan and name; ``visited`` tells those that the movement goes to."""
    of_year = and_(Visit.desa_id == Desa.id, Visit.year == year, Visit.status.not_in((VisitStatus.DRAFTED, VisitStatus.CANCELLED)))
    rows: Any = db.session.execute(
        select(Desa.id, Desa.name, Kecamatan.id, Kecamatan.name)
        .add_columns(func.coalesce(Desa.office_lat, Desa.lat), func.coalesce(Desa.office_lon, Desa.lon), Desa.kind)
        .add_columns(Visit.id, Visit.starts_on, Visit.ends_on, Visit.status)
        .join(Kecamatan, Kecamatan.id == Desa.kecamatan_id)
        .outerjoin(Visit, of_year)
        .order_by(Kecamatan.name, Desa.name, Desa.id)
    )
    return tuple(DesaState(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class Sums:
    """Residents at the counters and in the evenings, services given, finished on the spot and carried over, of a year."""

    residents: int
    evening: int
    served: int
    finished: int
    carried_over: int
    visits: int


def get_sums(year: int) -> Sums:
    """All sums of a year with one statement."""
    of_year = select(Visit.id).where(Visit.year == year, Visit.status.in_(TOOK_PLACE))

    def total(column: Any, visit_id: Any) -> Any:
        return select(func.coalesce(func.sum(column), 0)).where(visit_id.in_(of_year)).scalar_subquery()

    row = db.session.execute(
        select(
            total(WalkIn.count, WalkIn.visit_id),
            total(VisitRecord.evening_residents, VisitRecord.visit_id),
            total(ServiceResult.served, ServiceResult.visit_id),
            total(ServiceResult.finished, ServiceResult.visit_id),
            total(ServiceResult.carried_over, ServiceResult.visit_id),
            select(func.count()).where(Visit.id.in_(of_year)).scalar_subquery(),
        )
    ).one()
    return Sums(*row)


@dataclass(frozen=True, slots=True)
class Discipline:
    """How an OPD answered in a year, and what it served; silent ones are ``overdue`` (past the day) or ``pending``."""

    opd_id: int
    opd: str
    asked: int
    in_time: int
    late: int
    overdue: int
    pending: int
    declined: int
    served: int
    finished: int

    @property
    def due(self) -> int:
        """Answers that should be there by now."""
        return self.asked - self.pending


def list_discipline(actor: Actor, year: int) -> tuple[Discipline, ...]:
    """OPDs by how they answered, the least punctual first; the head of an OPD sees the own one. One statement."""
    today = clock.today()
    reach = actor.reach(Permission.OVERVIEW_DASHBOARD)
    own: ColumnElement[bool] = true() if reach.everything else Opd.id.in_(reach.opd_ids)
    still_open = Participation.status.in_(OPEN)
    in_time = and_(~still_open, or_(Participation.answered_at.is_(None), _answered_on() <= Participation.respond_by))
    given = (
        select(
            ServiceResult.opd_id, func.sum(ServiceResult.served).label("served"), func.sum(ServiceResult.finished).label("finished")
        )
        .join(Visit, Visit.id == ServiceResult.visit_id)
        .where(Visit.year == year)
        .group_by(ServiceResult.opd_id)
        .subquery()
    )
    answers = (
        select(Participation.opd_id)
        .add_columns(func.count().label("asked"), func.count().filter(in_time).label("in_time"))
        .add_columns(func.count().filter(~still_open, ~in_time).label("late"))
        .add_columns(func.count().filter(still_open, Participation.respond_by < today).label("overdue"))
        .add_columns(func.count().filter(still_open, Participation.respond_by >= today).label("pending"))
        .add_columns(func.count().filter(Participation.status == ParticipationStatus.DECLINED).label("declined"))
        .join(Visit, Visit.id == Participation.visit_id)
        .where(Visit.year == year, Visit.status.in_(ANSWERED_LIVE))
        .group_by(Participation.opd_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Opd.id, Opd.short_name, answers.c.asked, answers.c.in_time, answers.c.late, answers.c.overdue, answers.c.pending)
        .add_columns(answers.c.declined, func.coalesce(given.c.served, 0), func.coalesce(given.c.finished, 0))
        .join(answers, answers.c.opd_id == Opd.id)
        .outerjoin(given, given.c.opd_id == Opd.id)
        .where(own)
        .order_by((answers.c.overdue + answers.c.late).desc(), Opd.short_name, Opd.id)
    )
    return tuple(Discipline(*row) for row in rows)


def _answered_on() -> Any:
    """The day of the answer in WIB."""
    if db.session.get_bind().dialect.name == "postgresql":
        return func.date(func.timezone("Asia/Jakarta", Participation.answered_at))
    return func.date(Participation.answered_at, f"+{int(WIB.utcoffset(None).total_seconds())} seconds")


def list_years() -> tuple[int, ...]:
    """Years with published visits, the latest first."""
    rows = db.session.scalars(select(Visit.year).where(Visit.status != VisitStatus.DRAFTED).distinct().order_by(Visit.year.desc()))
    return tuple(rows)


def load_outlines() -> dict[int, dict[str, Any]]:
    """True outlines by desa, where a boundary file was loaded."""
    return {row[0]: row[1] for row in db.session.execute(select(Boundary.desa_id, Boundary.geometry))}


@dataclass(frozen=True, slots=True)
class Figures:
    """The year in four numbers, for the starting page."""

    year: int
    desa: int
    visited: int
    scheduled: int
    residents: int
    served: int
    finished: int


def get_figures(year: int) -> Figures:
    """Four numbers of a year, one statement."""
    of_year = select(Visit.id).where(Visit.year == year, Visit.status.in_(TOOK_PLACE))
    desa = select(func.count()).select_from(Desa).where(Desa.kind == DesaKind.DESA).scalar_subquery()
    visited = select(func.count()).where(Visit.id.in_(of_year)).scalar_subquery()
    scheduled = select(func.count()).where(Visit.year == year, Visit.status == VisitStatus.SCHEDULED).scalar_subquery()
    residents = select(func.coalesce(func.sum(WalkIn.count), 0)).where(WalkIn.visit_id.in_(of_year)).scalar_subquery()
    served = select(func.coalesce(func.sum(ServiceResult.served), 0)).where(ServiceResult.visit_id.in_(of_year)).scalar_subquery()
    finished = (
        select(func.coalesce(func.sum(ServiceResult.finished), 0)).where(ServiceResult.visit_id.in_(of_year)).scalar_subquery()
    )
    row = db.session.execute(select(desa, visited, scheduled, residents, served, finished)).one()
    return Figures(year, *row)
