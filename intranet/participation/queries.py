"""Reads about answers. An OPD sees its own; the Sekda's office, clerks and the regent see all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, or_, select, true, union_all

from intranet.core import clock
from intranet.core.errors import NotFound
from intranet.core.permissions import Permission
from intranet.extensions import db
from intranet.opd.models import Employee, Opd, Service
from intranet.participation import months, policy
from intranet.participation.models import Participation, ServiceOffer, StaffAssignment, StaffDay
from intranet.participation.rows import (
    AnswerPage,
    AnswerRow,
    Clash,
    Inbox,
    InboxItem,
    MonthCount,
    OfferRow,
    OpdAnswer,
    Repeat,
    ServiceChoice,
    StaffChoice,
    StaffRow,
)
from intranet.participation.states import COMING, OPEN
from intranet.places.models import Desa, Kecamatan
from intranet.visits.models import Visit
from intranet.visits.states import VisitStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from intranet.core.actor import Actor

NOT_FOUND = "Jawaban ini tidak ditemukan."
ON_BOARD = (VisitStatus.SCHEDULED, VisitStatus.HELD, VisitStatus.REPORTED, VisitStatus.CLOSED)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The participations that a person may see."""
    if policy.can_see_board(actor):
        return true()
    reach = actor.reach(Permission.PARTICIPATION_ANSWER)
    if reach.everything:
        return true()
    return Participation.opd_id.in_(reach.opd_ids) if reach.opd_ids else false()


@cache
def answer_rows() -> Select[*tuple[Any, ...]]:
    """The select behind ``AnswerRow``, columns in its order; callers add the condition and the order."""
    staff = select(func.count()).where(StaffAssignment.participation_id == Participation.id).scalar_subquery()
    offers = select(func.count()).where(ServiceOffer.participation_id == Participation.id).scalar_subquery()
    return (
        select(
            Participation.id,
            Participation.visit_id,
            Participation.opd_id,
            Opd.short_name,
            Desa.name,
            Kecamatan.name,
            Visit.starts_on,
            Visit.ends_on,
            Visit.venue,
            func.coalesce(Desa.road_km, Desa.straight_km),
            Desa.travel_minutes,
            Visit.status,
            Participation.status,
            Participation.duty,
            Participation.respond_by,
            Participation.decline_reason,
            Participation.note,
            Participation.answered_at,
            staff,
            offers,
            Participation.version,
        )
        .join(Visit, Visit.id == Participation.visit_id)
        .join(Opd, Opd.id == Participation.opd_id)
        .join(Desa, Desa.id == Visit.desa_id)
        .join(Kecamatan, Kecamatan.id == Desa.kecamatan_id)
    )


def get_answer(actor: Actor, visit_id: int, opd_id: int | None = None) -> AnswerRow:
    """The participation of an OPD of this person in a visit.

    With several OPDs of his own in the visit and none named, the first that still waits is meant.

    Raises:
        NotFound: no such participation, or another OPD's.
    """
    query = answer_rows().where(Participation.visit_id == visit_id, months.own(actor))
    if opd_id is not None:
        query = query.where(Participation.opd_id == opd_id)
    rows = [AnswerRow(*row) for row in db.session.execute(query.order_by(Opd.short_name, Participation.id))]
    if not rows:
        raise NotFound(NOT_FOUND)
    return next((row for row in rows if row.status in OPEN), rows[0])


def _templates(opd_ids: Iterable[int] | ColumnElement[bool], *, also: Sequence[int] = ()) -> Select[int]:
    """Ids of the last answer with people of each OPD, and of the participations named in ``also``."""
    newest = (
        select(Participation.opd_id.label("opd_id"), func.max(Participation.answered_at).label("at"))
        .where(Participation.status.in_(COMING), Participation.answered_at.is_not(None))
        .group_by(Participation.opd_id)
    )
    newest = newest.where(opd_ids if isinstance(opd_ids, ColumnElement) else Participation.opd_id.in_(list(opd_ids)))
    latest = newest.subquery()
    last = and_(Participation.opd_id == latest.c.opd_id, Participation.answered_at == latest.c.at, Participation.status.in_(COMING))
    query = select(Participation.id).outerjoin(latest, last)
    wanted = latest.c.opd_id.is_not(None)
    return query.where(or_(wanted, Participation.id.in_(also)) if also else wanted)


@dataclass(frozen=True, slots=True)
class _Rosters:
    """People and services by participation, and the OPD of each participation that has people."""

    staff: dict[int, list[StaffRow]]
    offers: dict[int, list[OfferRow]]
    opds: dict[int, int]


def _rosters(ids: Select[int] | Sequence[int]) -> _Rosters:
    """People and services of several participations in one statement; who has left and what is no longer offered stays out."""
    people = (
        select(
            literal(0).label("kind"),
            StaffAssignment.participation_id,
            Employee.id,
            Employee.name,
            StaffAssignment.function,
            Employee.position,
            Participation.opd_id,
        )
        .join(Employee, Employee.id == StaffAssignment.employee_id)
        .join(Participation, Participation.id == StaffAssignment.participation_id)
        .where(StaffAssignment.participation_id.in_(ids), Employee.active)
    )
    services = (
        select(
            literal(1).label("kind"),
            ServiceOffer.participation_id,
            Service.id,
            Service.name,
            Service.unit,
            literal(""),
            ServiceOffer.quota,
        )
        .join(Service, Service.id == ServiceOffer.service_id)
        .where(ServiceOffer.participation_id.in_(ids), Service.active)
    )
    found = _Rosters({}, {}, {})
    for kind, pid, thing, name, word, position, number in db.session.execute(union_all(people, services).order_by("kind", "name")):
        if kind == 0:
            found.staff.setdefault(pid, []).append(StaffRow(pid, thing, name, word, position))
            found.opds[pid] = number
        else:
            found.offers.setdefault(pid, []).append(OfferRow(pid, thing, name, word, number))
    return found


def list_clashes(employees: Iterable[int] | Select[int], first: date, last: date) -> list[Clash]:
    """Trips of these people between two days (both included), one row a day."""
    query = (
        select(
            StaffDay.employee_id,
            Employee.name,
            StaffDay.day,
            StaffAssignment.participation_id,
            Desa.name,
            Opd.short_name,
            Visit.starts_on,
            Visit.ends_on,
        )
        .join(StaffAssignment, StaffAssignment.id == StaffDay.assignment_id)
        .join(Participation, Participation.id == StaffAssignment.participation_id)
        .join(Visit, Visit.id == Participation.visit_id)
        .join(Desa, Desa.id == Visit.desa_id)
        .join(Opd, Opd.id == Participation.opd_id)
        .join(Employee, Employee.id == StaffDay.employee_id)
        .where(StaffDay.employee_id.in_(employees if isinstance(employees, Select) else list(employees)))
        .where(StaffDay.day >= first, StaffDay.day <= last)
        .order_by(StaffDay.day, Employee.name)
    )
    return [Clash(*row) for row in db.session.execute(query)]


def _clashes_for(row: AnswerRow, staff: Iterable[StaffRow], busy: Sequence[Clash]) -> tuple[Clash, ...]:
    """The first other trip of each person of a roster on the days of a visit."""
    ids = {person.employee_id for person in staff}
    found: dict[int, Clash] = {}
    for clash in busy:
        if clash.employee_id in ids and clash.participation_id != row.id and row.starts_on <= clash.day <= row.ends_on:
            found.setdefault(clash.employee_id, clash)
    return tuple(found.values())


def get_inbox(actor: Actor, year: int | None = None, month: int | None = None) -> Inbox:
    """The inbox of one month, else of the first month with something unanswered, else of the next one with visits.

    Waiting visits come earliest respond-by first, and carry the last answer of their OPD.
    """
    today = clock.today()
    found = months.list_months(months.own(actor), today)
    if year is None or month is None:
        chosen = next((m for m in found if m.open), found[0] if found else MonthCount(today.year, today.month, 0, 0))
        year, month = chosen.year, chosen.month
    first, last = months.month_bounds(year, month)
    query = (
        answer_rows()
        .where(
            months.own(actor), Visit.status == VisitStatus.SCHEDULED, Visit.starts_on >= max(first, today), Visit.starts_on <= last
        )
        .order_by(Participation.respond_by, Visit.starts_on, Participation.id)
    )
    rows = [AnswerRow(*row) for row in db.session.execute(query)]
    waiting = [row for row in rows if row.status in OPEN]
    items = tuple(InboxItem(row, repeat) for row, repeat in zip(waiting, _repeats(waiting, last), strict=True))
    answered = sorted((row for row in rows if row.status not in OPEN), key=lambda row: (row.starts_on, row.id))
    return Inbox(year=year, month=month, months=found, waiting=items, answered=tuple(answered))


def _repeats(rows: Sequence[AnswerRow], last: date) -> list[Repeat | None]:
    """The offered answer of each row: its own earlier one when the date moved, else the last of its OPD."""
    if not rows:
        return []
    rosters = _rosters(_templates({row.opd_id for row in rows}, also=[row.id for row in rows if row.staff_count]))
    people = {person.employee_id for roster in rosters.staff.values() for person in roster}
    busy = list_clashes(people, min(row.starts_on for row in rows), last + timedelta(days=6)) if people else []
    own = {row.id for row in rows}
    answer: list[Repeat | None] = []
    for row in rows:
        source = row.id if row.id in rosters.opds else None
        if source is None:
            source = max((pid for pid, opd in rosters.opds.items() if opd == row.opd_id and pid not in own), default=None)
        if source is None:
            answer.append(None)
            continue
        team = tuple(rosters.staff[source])
        answer.append(Repeat(team, tuple(rosters.offers.get(source, ())), _clashes_for(row, team, busy)))
    return answer


def get_repeat(row: AnswerRow) -> Repeat | None:
    """The answer that one tap would give for this visit; None when the OPD never answered."""
    return _repeats([row], row.ends_on)[0]


def get_answer_page(actor: Actor, visit_id: int, opd_id: int | None = None) -> AnswerPage:
    """All that the form for an answer needs: own services, own people with their load and clashes, and the offered choice.

    Raises:
        NotFound: no such participation, or another OPD's.
    """
    row = get_answer(actor, visit_id, opd_id)
    first, last = months.month_bounds(row.starts_on.year, row.starts_on.month)
    services = tuple(
        ServiceChoice(*item)
        for item in db.session.execute(
            select(Service.id, Service.name, Service.unit, Service.minutes)
            .where(Service.opd_id == row.opd_id, Service.active)
            .order_by(Service.name)
        )
    )
    people = db.session.execute(
        select(Employee.id, Employee.name, Employee.position, Employee.usual_function)
        .where(Employee.opd_id == row.opd_id, Employee.active)
        .order_by(Employee.usual_function == "", Employee.name)
    ).all()
    own = select(Employee.id).where(Employee.opd_id == row.opd_id, Employee.active)
    trips = list_clashes(own, min(first, row.starts_on), max(last, row.ends_on))
    load: dict[int, set[int]] = {}
    clashes: dict[int, Clash] = {}
    for trip in trips:
        load.setdefault(trip.employee_id, set()).add(trip.participation_id)
        if trip.participation_id != row.id and row.starts_on <= trip.day <= row.ends_on:
            clashes.setdefault(trip.employee_id, trip)
    staff = tuple(StaffChoice(*item, len(load.get(item[0], ())), clashes.get(item[0])) for item in people)
    repeat = get_repeat(row)
    if repeat is None:
        return AnswerPage(row, services, staff, {}, {}, from_last=False)
    return AnswerPage(
        row,
        services,
        staff,
        {person.employee_id: person.function for person in repeat.staff},
        {offer.service_id: offer.quota for offer in repeat.offers},
        from_last=not row.staff_count,
    )


def list_answers(actor: Actor, visit_id: int) -> list[OpdAnswer]:
    """Every OPD's answer for a visit, for who may see them: coming first, then silent, then not coming. Two statements."""
    today = clock.today()
    rows = [
        AnswerRow(*row)
        for row in db.session.execute(
            answer_rows().where(Participation.visit_id == visit_id).order_by(Opd.short_name, Participation.id)
        )
    ]
    rosters = _rosters(select(Participation.id).where(Participation.visit_id == visit_id))
    return [
        OpdAnswer(
            row, tuple(rosters.staff.get(row.id, ())), tuple(rosters.offers.get(row.id, ())), policy.can_answer(actor, row, today)
        )
        for row in rows
    ]


def list_substitutes(row: AnswerRow, function: str, taken: Iterable[int], limit: int = 2) -> list[tuple[int, str]]:
    """Colleagues of the same OPD who are free on the visit's days, those of the same function first (id, name)."""
    busy = select(StaffDay.employee_id).where(StaffDay.day >= row.starts_on, StaffDay.day <= row.ends_on)
    query = (
        select(Employee.id, Employee.name)
        .where(Employee.opd_id == row.opd_id, Employee.active, Employee.id.not_in(busy), Employee.id.not_in(list(taken)))
        .order_by(Employee.usual_function != function, Employee.name)
        .limit(limit)
    )
    return [(row_id, name) for row_id, name in db.session.execute(query)]
