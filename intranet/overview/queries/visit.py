"""Everything about one visit, in six statements whatever its size: head, answers, rosters, documents, events, surroundings.

Core rows only and few joins: this page is measured against its own bare SQL.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, literal, or_, select, union_all

from intranet.core.audit import AuditEvent
from intranet.core.counters import Counter
from intranet.core.errors import NotFound
from intranet.extensions import db
from intranet.fieldwork.models import Photo, ServiceResult, VisitRecord, WalkIn
from intranet.opd.models import Employee, Opd, Service
from intranet.participation.models import Participation, ServiceOffer, StaffAssignment
from intranet.participation.states import COMING, OPEN
from intranet.places.models import Desa, Kecamatan
from intranet.planning.models import Release, ReleasedVisit, YearPlan
from intranet.visits.models import Visit
from intranet.visits.queries import TOOK_PLACE, visible_to
from intranet.visits.states import VisitStatus

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from intranet.core.actor import Actor
    from intranet.participation.states import Duty, ParticipationStatus
    from intranet.places.states import WetSeasonAccess

MOST_EVENTS = 14
OPDS_PER_VISIT = 100_000
"""``fieldwork.actions`` writes results under visit × this + OPD in the audit trail."""


@dataclass(frozen=True, slots=True)
class Head:
    """A visit, its desa, the release that published it, and the sums of its results.

    Distances in kilometres, travel in minutes one way; ``place`` of ``total`` in the year by date; ``mark``: counter of the visit.
    """

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
    road_km: float | None
    straight_km: float
    travel_minutes: int | None
    wet_season_access: WetSeasonAccess
    place: int
    total: int
    mark: int
    release: int | None
    released_by: str | None
    released_at: datetime | None
    reason: str | None
    record_id: int | None
    evening_residents: int | None
    evening_from: str | None
    evening_until: str | None
    service_from: str | None
    service_until: str | None
    residents: int
    served: int
    finished: int
    photos: int

    @property
    def took_place(self) -> bool:
        """True once it was held."""
        return self.status in TOOK_PLACE

    @property
    def title(self) -> str:
        """As it is named in sentences."""
        return f"{self.desa}, Kecamatan {self.kecamatan}"


def get_head(actor: Actor, visit_id: int) -> Head:
    """The visit itself. Raises NotFound."""
    count = Counter.__table__.alias("mark")
    sibling = Visit.__table__.alias("sibling")
    counts = and_(sibling.c.year == Visit.year, sibling.c.status != VisitStatus.CANCELLED.value)
    earlier = or_(sibling.c.starts_on < Visit.starts_on, and_(sibling.c.starts_on == Visit.starts_on, sibling.c.id <= Visit.id))
    of_year = select(func.count()).select_from(sibling)
    last_line = (
        select(ReleasedVisit.id)
        .join(Release, Release.id == ReleasedVisit.release_id)
        .join(YearPlan, YearPlan.id == Release.plan_id)
        .where(YearPlan.year == Visit.year, ReleasedVisit.desa_id == Visit.desa_id, ReleasedVisit.visit_id == Visit.id)
        .order_by(Release.number.desc())
        .limit(1)
        .correlate(Visit)
        .scalar_subquery()
    )
    row = db.session.execute(
        select(Visit.id, Visit.year, Visit.desa_id, Desa.name, Kecamatan.id, Kecamatan.name, Visit.starts_on, Visit.ends_on)
        .add_columns(Visit.venue, Visit.status, Visit.status_reason, Visit.status_at, Visit.version)
        .add_columns(Desa.road_km, Desa.straight_km, Desa.travel_minutes, Desa.wet_season_access)
        .add_columns(of_year.where(counts, earlier).scalar_subquery(), of_year.where(counts).scalar_subquery())
        .add_columns(func.coalesce(count.c.value, 0))
        .add_columns(Release.number, Release.approved_by_name, Release.approved_at, ReleasedVisit.reason)
        .add_columns(VisitRecord.id, VisitRecord.evening_residents, VisitRecord.evening_from, VisitRecord.evening_until)
        .add_columns(VisitRecord.service_from, VisitRecord.service_until)
        .add_columns(_sum(WalkIn.count, WalkIn.visit_id), _sum(ServiceResult.served, ServiceResult.visit_id))
        .add_columns(_sum(ServiceResult.finished, ServiceResult.visit_id))
        .add_columns(select(func.count()).where(Photo.visit_id == Visit.id).scalar_subquery())
        .select_from(Visit)
        .join(Desa, Desa.id == Visit.desa_id)
        .join(Kecamatan, Kecamatan.id == Desa.kecamatan_id)
        .outerjoin(count, count.c.name == f"visit:{visit_id}")
        .outerjoin(ReleasedVisit, ReleasedVisit.id == last_line)
        .outerjoin(Release, Release.id == ReleasedVisit.release_id)
        .outerjoin(VisitRecord, VisitRecord.visit_id == Visit.id)
        .where(Visit.id == visit_id, visible_to(actor))
    ).first()
    if row is None:
        raise NotFound("Kunjungan ini tidak ditemukan.")
    return Head(*row)


def _sum(column: Any, visit_id: Any) -> Any:
    return select(func.coalesce(func.sum(column), 0)).where(visit_id == Visit.id).scalar_subquery()


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of one OPD with people (name, function) and services (name, quota, unit)."""

    id: int
    opd_id: int
    opd: str
    duty: Duty
    status: ParticipationStatus
    respond_by: date
    decline_reason: str
    note: str
    staff: tuple[tuple[str, str], ...]
    offers: tuple[tuple[str, int, str], ...]

    @property
    def coming(self) -> bool:
        """True when the OPD said that it comes."""
        return self.status in COMING

    @property
    def open(self) -> bool:
        """True while an answer is wanted."""
        return self.status in OPEN


def list_answers(visit_id: int) -> tuple[Answer, ...]:
    """Every OPD that was asked, by name. Two statements."""
    staff, offers = _rosters(visit_id)
    rows: Any = db.session.execute(
        select(Participation.id, Participation.opd_id, Opd.short_name, Participation.duty, Participation.status)
        .add_columns(Participation.respond_by, Participation.decline_reason, Participation.note)
        .join(Opd, Opd.id == Participation.opd_id)
        .where(Participation.visit_id == visit_id)
        .order_by(Opd.short_name, Participation.id)
    )
    return tuple(Answer(*row, tuple(staff.get(row[0], ())), tuple(offers.get(row[0], ()))) for row in rows)


def _rosters(visit_id: int) -> tuple[dict[int, list[tuple[str, str]]], dict[int, list[tuple[str, int, str]]]]:
    people = (
        select(literal(0).label("kind"), StaffAssignment.participation_id, Employee.name, StaffAssignment.function, literal(0))
        .join(Participation, Participation.id == StaffAssignment.participation_id)
        .join(Employee, Employee.id == StaffAssignment.employee_id)
        .where(Participation.visit_id == visit_id)
    )
    services = (
        select(literal(1).label("kind"), ServiceOffer.participation_id, Service.name, Service.unit, ServiceOffer.quota)
        .join(Participation, Participation.id == ServiceOffer.participation_id)
        .join(Service, Service.id == ServiceOffer.service_id)
        .where(Participation.visit_id == visit_id)
    )
    staff: dict[int, list[tuple[str, str]]] = {}
    offers: dict[int, list[tuple[str, int, str]]] = {}
    for kind, answer_id, name, word, quota in db.session.execute(union_all(people, services).order_by("name")):
        if kind:
            offers.setdefault(answer_id, []).append((name, quota, word))
        else:
            staff.setdefault(answer_id, []).append((name, word))
    return staff, offers


@dataclass(frozen=True, slots=True)
class Event:
    """An entry of the audit trail about this visit, its answers, results or documents."""

    at: datetime
    actor_id: int | None
    actor_name: str
    event: str
    subject_kind: str
    subject_id: int
    before: dict[str, Any]
    after: dict[str, Any]


def list_events(head: Head, answers: Iterable[Answer], document_ids: Iterable[int]) -> tuple[Event, ...]:
    """What happened around a visit, the latest first. One statement."""
    known = list(answers)
    subjects = {
        "visit": [str(head.id)],
        "participation": [str(answer.id) for answer in known],
        "visit_opd": [str(head.id * OPDS_PER_VISIT + answer.opd_id) for answer in known],
        "visit_record": [str(head.record_id)] if head.record_id else [],
        "document": [str(each) for each in document_ids],
    }
    # One branch per kind, so that each is a walk along the index of subjects.
    found = union_all(
        *(
            select(AuditEvent.id).where(AuditEvent.subject_kind == kind, AuditEvent.subject_id.in_(ids))
            for kind, ids in subjects.items()
            if ids
        )
    ).subquery()
    newest = select(found.c.id).order_by(found.c.id.desc()).limit(MOST_EVENTS).subquery()
    rows: Any = db.session.execute(
        select(AuditEvent.at, AuditEvent.actor_id, AuditEvent.actor_name, AuditEvent.event)
        .add_columns(AuditEvent.subject_kind, AuditEvent.subject_id, AuditEvent.before, AuditEvent.after)
        .where(AuditEvent.id.in_(select(newest.c.id)))
        .order_by(AuditEvent.id.desc())
    )
    return tuple(Event(*row[:5], int(row[5] or 0), row[6] or {}, row[7] or {}) for row in rows)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A desa of the same kecamatan with its visit of the same year, if any."""

    desa_id: int
    desa: str
    lat: float
    lon: float
    visit_id: int | None
    starts_on: date | None
    ends_on: date | None
    status: VisitStatus | None


def list_neighbours(head: Head) -> tuple[Neighbour, ...]:
    """The desa and kelurahan of the kecamatan of a visit, itself included, by name. One statement."""
    of_year = and_(
        Visit.desa_id == Desa.id, Visit.year == head.year, Visit.status.not_in((VisitStatus.DRAFTED, VisitStatus.CANCELLED))
    )
    rows = db.session.execute(
        select(Desa.id, Desa.name, func.coalesce(Desa.office_lat, Desa.lat), func.coalesce(Desa.office_lon, Desa.lon))
        .add_columns(Visit.id, Visit.starts_on, Visit.ends_on, Visit.status)
        .outerjoin(Visit, of_year)
        .where(Desa.kecamatan_id == head.kecamatan_id)
        .order_by(Desa.name, Desa.id)
    )
    return tuple(Neighbour(*row) for row in rows)
