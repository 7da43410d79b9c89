"""Everything about one visit, in six statements whatever its size: head, answers, rosters, documents, events, surroundings.

Core rows only and few joins: this page is measured against its own bare SQL.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import CompoundSelect, Select, String, Table, and_, bindparam, cast, func, literal, or_, select, union_all

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
from intranet.visits import policy as visit_policy
from intranet.visits.models import Visit
from intranet.visits.queries import TOOK_PLACE
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


def _table(model: Any) -> Table:
    found: Table = model.__table__
    return found


class _V:
    """The bare tables: statements are built once per process and only bound afterwards."""

    visit, desa, kecamatan, counter = _table(Visit), _table(Desa), _table(Kecamatan), _table(Counter)
    line, release, plan = _table(ReleasedVisit), _table(Release), _table(YearPlan)
    record, walk_in, result, photo = _table(VisitRecord), _table(WalkIn), _table(ServiceResult), _table(Photo)
    answer, staff, offer = _table(Participation), _table(StaffAssignment), _table(ServiceOffer)
    opd, employee, service, event = _table(Opd), _table(Employee), _table(Service), _table(AuditEvent)


class Head(NamedTuple):
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


@cache
def _head_statement() -> Select[Any]:
    sibling = _V.visit.alias("sibling").c
    in_year = and_(sibling.year == _V.visit.c.year, sibling.status != VisitStatus.CANCELLED)
    same_day = and_(sibling.starts_on == _V.visit.c.starts_on, sibling.id <= _V.visit.c.id)
    total = select(func.count()).where(in_year)
    place = total.where(or_(sibling.starts_on < _V.visit.c.starts_on, same_day))
    line, release, plan, visit = _V.line.c, _V.release.c, _V.plan.c, _V.visit.c
    last_line = (
        select(line.id)
        .select_from(_V.line.join(_V.release, release.id == line.release_id).join(_V.plan, plan.id == release.plan_id))
        .where(plan.year == visit.year, line.desa_id == visit.desa_id, line.visit_id == visit.id)
        .order_by(release.number.desc())
        .limit(1)
        .correlate(_V.visit)
        .scalar_subquery()
    )
    own_line = _V.line.alias("own_line")
    desa, kecamatan, record, mark = _V.desa.c, _V.kecamatan.c, _V.record.c, _V.counter.c
    return (
        select(visit.id, visit.year, visit.desa_id, desa.name, kecamatan.id, kecamatan.name, visit.starts_on, visit.ends_on)
        .add_columns(visit.venue, visit.status, visit.status_reason, visit.status_at, visit.version)
        .add_columns(desa.road_km, desa.straight_km, desa.travel_minutes, desa.wet_season_access)
        .add_columns(place.scalar_subquery(), total.scalar_subquery(), func.coalesce(mark.value, 0))
        .add_columns(release.number, release.approved_by_name, release.approved_at, own_line.c.reason)
        .add_columns(record.id, record.evening_residents, record.evening_from, record.evening_until)
        .add_columns(record.service_from, record.service_until)
        .add_columns(_sum(_V.walk_in.c.count, _V.walk_in.c.visit_id), _sum(_V.result.c.served, _V.result.c.visit_id))
        .add_columns(_sum(_V.result.c.finished, _V.result.c.visit_id))
        .add_columns(select(func.count()).where(_V.photo.c.visit_id == visit.id).scalar_subquery())
        .select_from(
            _V.visit.join(_V.desa, desa.id == visit.desa_id)
            .join(_V.kecamatan, kecamatan.id == desa.kecamatan_id)
            .outerjoin(_V.counter, mark.name == bindparam("mark"))
            .outerjoin(own_line, own_line.c.id == last_line)
            .outerjoin(_V.release, release.id == own_line.c.release_id)
            .outerjoin(_V.record, record.visit_id == visit.id)
        )
        .where(visit.id == bindparam("visit_id"), visit.status != VisitStatus.DRAFTED)
    )


def _sum(column: Any, visit_id: Any) -> Any:
    return select(func.coalesce(func.sum(column), 0)).where(visit_id == _V.visit.c.id).scalar_subquery()


def get_head(actor: Actor, visit_id: int) -> Head:
    """The visit itself. Raises NotFound."""
    known = visit_policy.can_see(actor)
    row = db.session.execute(_head_statement(), {"visit_id": visit_id, "mark": f"visit:{visit_id}"}).first() if known else None
    if row is None:
        raise NotFound("Kunjungan ini tidak ditemukan.")
    return Head(*row)


class Answer(NamedTuple):
    """The answer of one OPD with people (name, function) and services (name, quota, unit)."""

    staff: tuple[tuple[str, str], ...]
    offers: tuple[tuple[str, int, str], ...]
    id: int
    opd_id: int
    opd: str
    duty: Duty
    status: ParticipationStatus
    respond_by: date
    decline_reason: str
    note: str

    @property
    def coming(self) -> bool:
        """True when the OPD said that it comes."""
        return self.status in COMING

    @property
    def open(self) -> bool:
        """True while an answer is wanted."""
        return self.status in OPEN


@cache
def _answer_statement() -> Select[Any]:
    answer, opd = _V.answer.c, _V.opd.c
    return (
        select(answer.id, answer.opd_id, opd.short_name, answer.duty, answer.status, answer.respond_by)
        .add_columns(answer.decline_reason, answer.note)
        .select_from(_V.answer.join(_V.opd, opd.id == answer.opd_id))
        .where(answer.visit_id == bindparam("visit_id"))
        .order_by(opd.short_name, answer.id)
    )


@cache
def _roster_statement() -> CompoundSelect[Any]:
    answer, staff, person, offer, service = _V.answer.c, _V.staff.c, _V.employee.c, _V.offer.c, _V.service.c
    wanted = answer.visit_id == bindparam("visit_id")
    people = (
        select(literal(0).label("kind"), staff.participation_id, person.name, staff.function, literal(0))
        .select_from(
            _V.answer.join(_V.staff, staff.participation_id == answer.id).join(_V.employee, person.id == staff.employee_id)
        )
        .where(wanted)
    )
    services = (
        select(literal(1).label("kind"), offer.participation_id, service.name, service.unit, offer.quota)
        .select_from(_V.answer.join(_V.offer, offer.participation_id == answer.id).join(_V.service, service.id == offer.service_id))
        .where(wanted)
    )
    return union_all(people, services).order_by("name")


def list_answers(visit_id: int) -> tuple[Answer, ...]:
    """Every OPD that was asked, by name. Two statements."""
    staff: dict[int, list[tuple[str, str]]] = {}
    offers: dict[int, list[tuple[str, int, str]]] = {}
    for kind, answer_id, name, word, quota in db.session.execute(_roster_statement(), {"visit_id": visit_id}).all():
        if kind:
            offers.setdefault(answer_id, []).append((name, quota, word))
        else:
            staff.setdefault(answer_id, []).append((name, word))
    rows: Any = db.session.execute(_answer_statement(), {"visit_id": visit_id}).all()
    return tuple(Answer(tuple(staff.get(row[0], ())), tuple(offers.get(row[0], ())), *row) for row in rows)


class Event(NamedTuple):
    """An entry of the audit trail about this visit, its answers, results or documents."""

    subject_id: int
    before: dict[str, Any]
    after: dict[str, Any]
    at: datetime
    actor_name: str
    event: str
    subject_kind: str


@cache
def _event_statement(*, took_place: bool, documents: bool) -> Select[Any]:
    """One branch per kind, so that each is a walk along the index of subjects; whom the answers belong to is asked within, for
    a list of ids sent along is written into the statement anew each time.
    """
    event, answer = _V.event.c, _V.answer.c
    visit_id: Any = bindparam("visit_id")

    def of_answers(subject: Any) -> Any:
        return select(cast(subject, String)).where(answer.visit_id == visit_id)

    wanted: dict[str, Any] = {"visit": select(cast(visit_id, String)), "participation": of_answers(answer.id)}
    if took_place:
        wanted["visit_opd"] = of_answers(answer.visit_id * OPDS_PER_VISIT + answer.opd_id)
        wanted["visit_record"] = select(cast(_V.record.c.id, String)).where(_V.record.c.visit_id == visit_id)
    if documents:
        wanted["document"] = bindparam("documents", expanding=True)
    found = union_all(
        *(select(event.id).where(event.subject_kind == kind, event.subject_id.in_(ids)) for kind, ids in wanted.items())
    ).subquery()
    newest = select(found.c.id).order_by(found.c.id.desc()).limit(MOST_EVENTS).subquery()
    return (
        select(event.subject_id, event.before, event.after, event.at, event.actor_name, event.event, event.subject_kind)
        .where(event.id.in_(select(newest.c.id)))
        .order_by(event.id.desc())
    )


def list_events(head: Head, document_ids: Iterable[int]) -> tuple[Event, ...]:
    """What happened around a visit, the latest first; of documents only around those named. One statement."""
    papers = [str(each) for each in document_ids]
    statement = _event_statement(took_place=head.took_place, documents=bool(papers))
    values: dict[str, Any] = {"visit_id": head.id} | ({"documents": papers} if papers else {})
    rows: Any = db.session.execute(statement, values).all()
    return tuple(Event(int(row[0] or 0), row[1] or {}, row[2] or {}, *row[3:]) for row in rows)


class Neighbour(NamedTuple):
    """A desa of the same kecamatan with its visit of the same year, if any."""

    desa_id: int
    desa: str
    lat: float
    lon: float
    visit_id: int | None
    starts_on: date | None
    ends_on: date | None
    status: VisitStatus | None


@cache
def _neighbour_statement() -> Select[Any]:
    desa, visit = _V.desa.c, _V.visit.c
    shown = visit.status.not_in((VisitStatus.DRAFTED, VisitStatus.CANCELLED))
    of_year = and_(visit.desa_id == desa.id, visit.year == bindparam("year"), shown)
    return (
        select(desa.id, desa.name, func.coalesce(desa.office_lat, desa.lat), func.coalesce(desa.office_lon, desa.lon))
        .add_columns(visit.id, visit.starts_on, visit.ends_on, visit.status)
        .select_from(_V.desa.outerjoin(_V.visit, of_year))
        .where(desa.kecamatan_id == bindparam("kecamatan_id"))
        .order_by(desa.name, desa.id)
    )


def list_neighbours(head: Head) -> tuple[Neighbour, ...]:
    """The desa and kelurahan of the kecamatan of a visit, itself included, by name. One statement."""
    rows = db.session.execute(_neighbour_statement(), {"year": head.year, "kecamatan_id": head.kecamatan_id}).all()
    return tuple(Neighbour(*row) for row in rows)
