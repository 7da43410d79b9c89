"""Reads about the results of visits. An operator writes those of the own OPD; who may read results reads all of a visit."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select

from intranet.core.errors import NotFound
from intranet.extensions import db
from intranet.fieldwork import policy
from intranet.fieldwork.models import Attendance, Photo, Remark, ServiceResult, VisitRecord, WalkIn
from intranet.fieldwork.rows import CountRow, PhotoRow, RecordRow, RemarkRow, Results, RosterRow, WalkInRow
from intranet.fieldwork.states import AgeGroup, Sex
from intranet.opd.models import Employee, Opd, Service
from intranet.participation.models import Participation, ServiceOffer, StaffAssignment
from intranet.participation.states import COMING
from intranet.visits import queries as visits

if TYPE_CHECKING:
    from intranet.core.actor import Actor
    from intranet.visits.queries import VisitRow

NOTHING_YET = RecordRow(0, "17.00", "21.30", "08.00", "13.00", "", 0)


def get_results(actor: Actor, visit_id: int) -> tuple[VisitRow, Results]:
    """A visit and all that was written down at it. Six statements besides the visit's.

    Raises:
        NotFound: no such visit, or this person may not read results.
    """
    visit = visits.get_visit(actor, visit_id)
    if not policy.can_read(actor):
        raise NotFound
    return visit, Results(
        record=get_record(visit_id),
        roster=tuple(list_roster(visit_id)),
        counts=tuple(list_counts(visit_id)),
        walk_ins=tuple(list_walk_ins(visit_id)),
        remarks=tuple(list_remarks(visit_id)),
        photos=tuple(list_photos(visit_id)),
    )


def get_record(visit_id: int) -> RecordRow:
    """The head of the results, with the usual hours while nothing is written."""
    row = db.session.execute(
        select(
            VisitRecord.evening_residents,
            VisitRecord.evening_from,
            VisitRecord.evening_until,
            VisitRecord.service_from,
            VisitRecord.service_until,
            VisitRecord.conclusion,
            VisitRecord.version,
        ).where(VisitRecord.visit_id == visit_id)
    ).one_or_none()
    return RecordRow(*row) if row else NOTHING_YET


def list_roster(visit_id: int, opd_id: int | None = None) -> list[RosterRow]:
    """People who were sent, with their attendance, by OPD and name."""
    query = (
        select(
            Participation.opd_id,
            Opd.short_name,
            Employee.id,
            Employee.name,
            Employee.position,
            StaffAssignment.function,
            Attendance.presence,
            func.coalesce(Attendance.note, ""),
        )
        .join(StaffAssignment, StaffAssignment.participation_id == Participation.id)
        .join(Employee, Employee.id == StaffAssignment.employee_id)
        .join(Opd, Opd.id == Participation.opd_id)
        .outerjoin(Attendance, and_(Attendance.visit_id == Participation.visit_id, Attendance.employee_id == Employee.id))
        .where(Participation.visit_id == visit_id, Participation.status.in_(COMING))
        .order_by(Opd.short_name, Opd.id, Employee.name, Employee.id)
    )
    if opd_id is not None:
        query = query.where(Participation.opd_id == opd_id)
    return [RosterRow(*row) for row in db.session.execute(query)]


def list_counts(visit_id: int, opd_id: int | None = None) -> list[CountRow]:
    """Offered services and those given without an offer, with their counts, by OPD and service."""
    offered = (
        select(ServiceOffer.service_id, ServiceOffer.quota)
        .join(Participation, Participation.id == ServiceOffer.participation_id)
        .where(Participation.visit_id == visit_id, Participation.status.in_(COMING))
        .subquery()
    )
    query = (
        select(
            Service.opd_id,
            Opd.short_name,
            Service.id,
            Service.name,
            Service.unit,
            offered.c.quota,
            ServiceResult.served,
            ServiceResult.finished,
            ServiceResult.carried_over,
            func.coalesce(ServiceResult.note, ""),
        )
        .join(Opd, Opd.id == Service.opd_id)
        .outerjoin(offered, offered.c.service_id == Service.id)
        .outerjoin(ServiceResult, and_(ServiceResult.service_id == Service.id, ServiceResult.visit_id == visit_id))
        .where(or_(offered.c.service_id.is_not(None), ServiceResult.id.is_not(None)))
        .order_by(Opd.short_name, Opd.id, Service.name, Service.id)
    )
    if opd_id is not None:
        query = query.where(Service.opd_id == opd_id)
    return [CountRow(*row) for row in db.session.execute(query)]


def fingerprint(visit_id: int, opd_id: int) -> str:
    """A short mark of an OPD's results as they stand, for the form."""
    there = [(r.employee_id, r.presence, r.note) for r in list_roster(visit_id, opd_id)]
    counted = [(r.service_id, r.served, r.finished, r.note) for r in list_counts(visit_id, opd_id)]
    return hashlib.sha256(repr((there, counted)).encode()).hexdigest()[:16]


def list_walk_ins(visit_id: int) -> list[WalkInRow]:
    """The tally, every cell of it (0 while nothing is written)."""
    found = {
        (sex, age): count
        for sex, age, count in db.session.execute(
            select(WalkIn.sex, WalkIn.age_group, WalkIn.count).where(WalkIn.visit_id == visit_id)
        )
    }
    return [WalkInRow(sex, age, found.get((sex, age), 0)) for sex in Sex for age in AgeGroup]


def list_remarks(visit_id: int) -> list[RemarkRow]:
    """Wishes, problems and suggestions in the order they were written."""
    query = (
        select(Remark.id, Remark.kind, Remark.text, Remark.opd_id, Opd.short_name, Remark.created_by_id, Remark.created_at)
        .outerjoin(Opd, Opd.id == Remark.opd_id)
        .where(Remark.visit_id == visit_id)
        .order_by(Remark.id)
    )
    return [RemarkRow(*row) for row in db.session.execute(query)]


def list_photos(visit_id: int) -> list[PhotoRow]:
    """Photos in the order they came."""
    query = (
        select(Photo.id, Photo.sha256, Photo.caption, Photo.width, Photo.height, Photo.size_bytes, Photo.uploaded_by_id)
        .where(Photo.visit_id == visit_id)
        .order_by(Photo.id)
    )
    return [PhotoRow(*row) for row in db.session.execute(query)]


def get_photo(actor: Actor, visit_id: int, photo_id: int) -> PhotoRow:
    """One photo of a visit.

    Raises:
        NotFound: not of this visit, or this person may not read results.
    """
    visits.get_visit(actor, visit_id)
    found = next((photo for photo in list_photos(visit_id) if photo.id == photo_id), None)
    if found is None or not policy.can_read(actor):
        raise NotFound("Foto ini tidak ditemukan.")
    return found
