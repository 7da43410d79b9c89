"""What this room does when visits change, and what it tells the rooms below about them. Registered once, by the factory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, case, func, select

from intranet.core import clock
from intranet.extensions import db
from intranet.participation import actions
from intranet.participation.models import Participation, StaffAssignment
from intranet.participation.states import COMING, OPEN, Duty, ParticipationStatus, Readiness
from intranet.visits import hooks
from intranet.visits.states import VisitStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from intranet.core.actor import Actor
    from intranet.core.status import StatusEnum

HIT = COMING | {ParticipationStatus.RECONFIRM}


def register() -> None:
    """Listen to visits, and answer what they ask."""
    hooks.on_published(published)
    hooks.on_changed(changed)
    hooks.answer_hits(count_hits, count_hits_together)
    hooks.answer_readiness(readiness)
    hooks.answer_progress(count_answers)


def published(actor: Actor, event: hooks.Published) -> None:
    """A release: ask for answers to new visits, ask again for moved ones, free the people of removed ones."""
    actions.invite(actor, event.created)
    actions.ask_again(actor, event.moved)
    actions.invite(actor, event.moved)
    actions.release_people(actor, event.removed)


def changed(actor: Actor, event: hooks.Changed) -> None:
    """A visit was postponed or cancelled by itself: its people are free."""
    if event.after in (VisitStatus.POSTPONED, VisitStatus.CANCELLED):
        actions.release_people(actor, [event.visit_id])


def count_hits(visit_ids: Sequence[int]) -> Mapping[int, hooks.Hit]:
    """OPDs and people who answered that they come, per visit."""
    rows = db.session.execute(
        select(Participation.visit_id, func.count(Participation.id.distinct()), func.count(StaffAssignment.id))
        .outerjoin(StaffAssignment, StaffAssignment.participation_id == Participation.id)
        .where(Participation.visit_id.in_(visit_ids), Participation.status.in_(HIT))
        .group_by(Participation.visit_id)
    )
    return {visit_id: hooks.Hit(opds, staff) for visit_id, opds, staff in rows}


def count_hits_together(visit_ids: Sequence[int]) -> hooks.Hit:
    """OPDs and people who answered that they come to any of the visits, each counted once."""
    row = db.session.execute(
        select(func.count(Participation.opd_id.distinct()), func.count(StaffAssignment.employee_id.distinct()))
        .outerjoin(StaffAssignment, StaffAssignment.participation_id == Participation.id)
        .where(Participation.visit_id.in_(visit_ids), Participation.status.in_(HIT))
    ).one()
    return hooks.Hit(row[0], row[1])


def readiness(visit_ids: Sequence[int]) -> Mapping[int, StatusEnum]:
    """Not ready: somebody who must come is overdue, declined, or has to answer anew. Waiting: answers are still due. Else ready."""
    must = Participation.duty == Duty.REQUIRED
    late = and_(Participation.status.in_(OPEN), Participation.respond_by < clock.today())
    anew = Participation.status.in_([ParticipationStatus.RECONFIRM, ParticipationStatus.DECLINED])
    rows = db.session.execute(
        select(
            Participation.visit_id,
            func.sum(case((and_(must, late | anew), 1), else_=0)),
            func.sum(case((and_(must, Participation.status.in_(OPEN)), 1), else_=0)),
        )
        .where(Participation.visit_id.in_(visit_ids))
        .group_by(Participation.visit_id)
    )
    return {visit_id: _light(bad, waiting) for visit_id, bad, waiting in rows}


def count_answers(visit_ids: Sequence[int]) -> Mapping[int, hooks.Progress]:
    """OPDs that were asked, and those of them that answered."""
    rows = db.session.execute(
        select(Participation.visit_id, func.sum(case((Participation.status.in_(OPEN), 0), else_=1)), func.count())
        .where(Participation.visit_id.in_(visit_ids))
        .group_by(Participation.visit_id)
    )
    return {visit_id: hooks.Progress(int(given), asked) for visit_id, given, asked in rows}


def _light(bad: int, waiting: int) -> Readiness:
    if bad:
        return Readiness.NOT_READY
    return Readiness.WAITING if waiting else Readiness.READY
