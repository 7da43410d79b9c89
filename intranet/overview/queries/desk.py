"""What waits for a person, as few statements as there are kinds of work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, exists, false, func, or_, select, true

from intranet.core import clock
from intranet.core.audit import AuditEvent
from intranet.core.permissions import Permission
from intranet.documents import policy as document_policy
from intranet.documents import queries as documents
from intranet.documents.models import Document
from intranet.documents.states import DocumentStatus
from intranet.extensions import db
from intranet.fieldwork.models import Attendance, ServiceResult, WalkIn
from intranet.opd.models import Employee, Opd
from intranet.participation.models import Participation, ServiceOffer, StaffAssignment
from intranet.participation.states import COMING, OPEN, ParticipationStatus
from intranet.places.models import Desa, Kecamatan
from intranet.visits.models import Visit
from intranet.visits.queries import TOOK_PLACE, visible_to
from intranet.visits.states import VisitStatus

if TYPE_CHECKING:
    from datetime import date, datetime

    from intranet.core.actor import Actor, Reach

MOST = 50


def _own(reach: Reach, column: Any) -> ColumnElement[bool]:
    if reach.everything:
        return true()
    return column.in_(reach.opd_ids) if reach.opd_ids else false()


# --- answers of an OPD ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WaitingMonth:
    """Unanswered visits of one month; ``late`` past their day, ``moved`` to be answered anew, ``repeatable``: with an answer."""

    year: int
    month: int
    count: int
    late: int
    moved: int
    earliest: date
    repeatable: bool


def list_waiting_months(actor: Actor) -> tuple[WaitingMonth, ...]:
    """Months in which visits wait for an answer of this person's OPDs, the most urgent first."""
    today = clock.today()
    own = _own(actor.reach(Permission.PARTICIPATION_ANSWER), Participation.opd_id)
    other = Participation.__table__.alias("earlier")
    answered = exists().where(other.c.opd_id == Participation.opd_id, other.c.status.in_([s.value for s in COMING]))
    year, month = func.extract("year", Visit.starts_on), func.extract("month", Visit.starts_on)
    rows = db.session.execute(
        select(
            year,
            month,
            func.count(),
            func.count().filter(Participation.respond_by < today),
            func.count().filter(Participation.status == ParticipationStatus.RECONFIRM),
            func.min(Participation.respond_by),
            func.max(case((answered, 1), else_=0)),
        )
        .select_from(Participation)
        .join(Visit, Visit.id == Participation.visit_id)
        .where(own, Participation.status.in_(OPEN), Visit.status == VisitStatus.SCHEDULED, Visit.starts_on >= today)
        .group_by(year, month)
        .order_by(func.min(Participation.respond_by), year, month)
    )
    return tuple(WaitingMonth(int(row[0]), int(row[1]), row[2], row[3], row[4], row[5], bool(row[6])) for row in rows)


@dataclass(frozen=True, slots=True)
class OwnVisit:
    """A visit that an OPD of this person answered or has to; ``missing``: held, and its results are not complete."""

    visit_id: int
    opd_id: int
    opd: str
    desa: str
    kecamatan: str
    starts_on: date
    ends_on: date
    km: float
    answer: ParticipationStatus
    respond_by: date
    staff: int
    offers: int
    missing: bool


def _incomplete() -> ColumnElement[bool]:
    """A participation of which somebody's attendance or a service's count is not written."""
    absent = (
        select(StaffAssignment.id)
        .outerjoin(
            Attendance,
            and_(Attendance.visit_id == Participation.visit_id, Attendance.employee_id == StaffAssignment.employee_id),
        )
        .where(StaffAssignment.participation_id == Participation.id, Attendance.id.is_(None))
        .correlate(Participation)
        .exists()
    )
    uncounted = (
        select(ServiceOffer.id)
        .outerjoin(
            ServiceResult,
            and_(ServiceResult.visit_id == Participation.visit_id, ServiceResult.service_id == ServiceOffer.service_id),
        )
        .where(ServiceOffer.participation_id == Participation.id, ServiceResult.id.is_(None))
        .correlate(Participation)
        .exists()
    )
    return or_(absent, uncounted)


def list_own_visits(actor: Actor, upcoming: int = 5) -> tuple[OwnVisit, ...]:
    """The next visits of this person's OPDs, and those held of which the results are not complete, by date."""
    today = clock.today()
    own = _own(actor.reach(Permission.PARTICIPATION_ANSWER), Participation.opd_id)
    ahead = and_(
        own, Visit.status == VisitStatus.SCHEDULED, Visit.ends_on >= today, Participation.status != ParticipationStatus.DECLINED
    )
    owed = and_(own, Visit.status == VisitStatus.HELD, Participation.status.in_(COMING), _incomplete())
    staff = select(func.count()).where(StaffAssignment.participation_id == Participation.id).scalar_subquery()
    offers = select(func.count()).where(ServiceOffer.participation_id == Participation.id).scalar_subquery()
    rows = db.session.execute(
        select(Visit.id, Opd.id, Opd.short_name, Desa.name, Kecamatan.name, Visit.starts_on, Visit.ends_on)
        .add_columns(func.coalesce(Desa.road_km, Desa.straight_km), Participation.status, Participation.respond_by, staff, offers)
        .add_columns(Visit.status == VisitStatus.HELD)
        .select_from(Participation)
        .join(Visit, Visit.id == Participation.visit_id)
        .join(Opd, Opd.id == Participation.opd_id)
        .join(Desa, Desa.id == Visit.desa_id)
        .join(Kecamatan, Kecamatan.id == Desa.kecamatan_id)
        .where(or_(Participation.id.in_(_first(ahead, upcoming)), Participation.id.in_(_first(owed, MOST))))
        .order_by(Visit.starts_on, Visit.id, Opd.short_name)
    )
    return tuple(OwnVisit(*row) for row in rows)


def _first(condition: ColumnElement[bool], limit: int) -> Select[tuple[int]]:
    chosen = (
        select(Participation.id)
        .join(Visit, Visit.id == Participation.visit_id)
        .where(condition)
        .order_by(Visit.starts_on, Visit.id, Participation.id)
        .limit(limit)
    )
    return select(chosen.subquery().c.id)


@dataclass(frozen=True, slots=True)
class Load:
    """A colleague and the visits he goes to in a month."""

    name: str
    trips: int


def list_load(actor: Actor, first: date, last: date, limit: int = 8) -> tuple[Load, ...]:
    """People of this person's OPDs by the visits they go to between two days (both count), the busiest first."""
    reach = actor.reach(Permission.STAFF_READ)
    rows = db.session.execute(
        select(Employee.name, func.count())
        .select_from(StaffAssignment)
        .join(Employee, Employee.id == StaffAssignment.employee_id)
        .join(Participation, Participation.id == StaffAssignment.participation_id)
        .join(Visit, Visit.id == Participation.visit_id)
        .where(_own(reach, Participation.opd_id), Participation.status.in_(COMING))
        .where(Visit.starts_on >= first, Visit.starts_on <= last, Visit.status.in_((VisitStatus.SCHEDULED, *TOOK_PLACE)))
        .group_by(Employee.id, Employee.name)
        .order_by(func.count().desc(), Employee.name)
        .limit(limit)
    )
    return tuple(Load(*row) for row in rows)


# --- papers and results --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Papers:
    """Documents that wait in one state: how many, and the oldest of them."""

    count: int
    first_id: int
    first_desa: str
    since: datetime


def papers_waiting(actor: Actor) -> dict[DocumentStatus, Papers]:
    """Drafts that this person may review, reviewed drafts, and issued papers without their signed scan. One statement."""
    if not document_policy.sees_drafts(actor):
        return {}
    waiting = Document.status.in_((DocumentStatus.DRAFTED, DocumentStatus.REVIEWED, DocumentStatus.ISSUED))
    # Who drafted a paper does not review it.
    not_mine = or_(Document.status != DocumentStatus.DRAFTED, Document.drafted_by_id.is_(None), Document.drafted_by_id != actor.id)
    ranked = (
        select(Document.status, Document.id, Document.visit_id, Document.drafted_at, Document.subject)
        .add_columns(func.count().over(partition_by=Document.status).label("total"))
        .add_columns(func.row_number().over(partition_by=Document.status, order_by=Document.id).label("place"))
        .where(waiting, not_mine, documents.visible_to(actor))
        .subquery()
    )
    rows = db.session.execute(
        select(ranked.c.status, ranked.c.total, ranked.c.id, func.coalesce(Desa.name, ranked.c.subject), ranked.c.drafted_at)
        .outerjoin(Visit, Visit.id == ranked.c.visit_id)
        .outerjoin(Desa, Desa.id == Visit.desa_id)
        .where(ranked.c.place == 1)
    )
    return {row[0]: Papers(*row[1:]) for row in rows}


@dataclass(frozen=True, slots=True)
class Unreported:
    """A held visit without an issued report: its draft, if any, and how many OPDs owe results."""

    visit_id: int
    desa: str
    starts_on: date
    draft_id: int | None
    incomplete: int


def list_unreported(actor: Actor) -> tuple[Unreported, ...]:
    """Held visits without an issued report, the oldest first (at most 50)."""
    draft = (
        select(func.max(Document.id))
        .where(Document.visit_id == Visit.id, Document.status.in_(document_policy.WORKING))
        .scalar_subquery()
    )
    incomplete = (
        select(func.count())
        .where(Participation.visit_id == Visit.id, Participation.status.in_(COMING), _incomplete())
        .correlate(Visit)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Visit.id, Desa.name, Visit.starts_on, draft, incomplete)
        .join(Desa, Desa.id == Visit.desa_id)
        .where(Visit.status == VisitStatus.HELD, visible_to(actor))
        .order_by(Visit.starts_on, Visit.id)
        .limit(MOST)
    )
    return tuple(Unreported(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a held visit gave: residents at the counters, services given, finished on the spot."""

    visit_id: int
    desa: str
    kecamatan: str
    starts_on: date
    residents: int
    served: int
    finished: int


def list_outcomes(actor: Actor, limit: int = 3) -> tuple[Outcome, ...]:
    """The last held visits with their sums, the latest first."""
    residents = select(func.coalesce(func.sum(WalkIn.count), 0)).where(WalkIn.visit_id == Visit.id).scalar_subquery()
    served = select(func.coalesce(func.sum(ServiceResult.served), 0)).where(ServiceResult.visit_id == Visit.id).scalar_subquery()
    finished = (
        select(func.coalesce(func.sum(ServiceResult.finished), 0)).where(ServiceResult.visit_id == Visit.id).scalar_subquery()
    )
    rows = db.session.execute(
        select(Visit.id, Desa.name, Kecamatan.name, Visit.starts_on, residents, served, finished)
        .join(Desa, Desa.id == Visit.desa_id)
        .join(Kecamatan, Kecamatan.id == Desa.kecamatan_id)
        .where(Visit.status.in_(TOOK_PLACE), visible_to(actor))
        .order_by(Visit.starts_on.desc(), Visit.id.desc())
        .limit(limit)
    )
    return tuple(Outcome(*row) for row in rows)


# --- what this person did last -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Done:
    """An own event of the audit trail, with the desa it was about."""

    at: datetime
    event: str
    desa: str
    visit_id: int | None


def _id_of(kind: str) -> ColumnElement[int | None]:
    return case((AuditEvent.subject_kind == kind, cast(AuditEvent.subject_id, Integer)), else_=None)


def list_done(actor: Actor, limit: int = 4) -> tuple[Done, ...]:
    """The last things this person did with visits, answers and documents. One statement."""
    mine = (
        select(AuditEvent.id, AuditEvent.at, AuditEvent.event)
        .add_columns(_id_of("visit").label("visit_id"), _id_of("participation").label("participation_id"))
        .add_columns(_id_of("document").label("document_id"))
        .where(AuditEvent.actor_id == actor.id, AuditEvent.subject_kind.in_(("visit", "participation", "document")))
        .order_by(AuditEvent.id.desc())
        .limit(limit)
        .subquery()
    )
    visit_id = func.coalesce(mine.c.visit_id, Participation.visit_id, Document.visit_id)
    rows = db.session.execute(
        select(mine.c.at, mine.c.event, func.coalesce(Desa.name, ""), Visit.id)
        .outerjoin(Participation, Participation.id == mine.c.participation_id)
        .outerjoin(Document, Document.id == mine.c.document_id)
        .outerjoin(Visit, Visit.id == visit_id)
        .outerjoin(Desa, Desa.id == Visit.desa_id)
        .order_by(mine.c.id.desc())
    )
    return tuple(Done(*row) for row in rows)
