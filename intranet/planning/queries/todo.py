"""What a person has to do about plans: for the starting page and the menu."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Select, Table, and_, bindparam, func, or_, select

from intranet.core import clock
from intranet.core.actor import SYSTEM
from intranet.core.tally import Tally
from intranet.extensions import db
from intranet.planning import policy
from intranet.planning.models import PlanLine, YearPlan
from intranet.planning.states import PlanStatus

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from intranet.core.actor import Actor


_PLAN = cast("Table", YearPlan.__table__)


@dataclass(frozen=True, slots=True)
class PlanWork:
    """A plan that waits for this person.

    ``decides``: to be approved or returned, at ``planning.decision``; otherwise to be worked on, at ``planning.workbench``.
    ``note`` is what the planner wrote to the Sekda, or the reason of a return.
    """

    year: int
    status: PlanStatus
    decides: bool
    lines: int
    undated: int
    submitted_at: datetime | None
    note: str


def plan_work_for(actor: Actor) -> tuple[PlanWork, ...]:
    """Plans that wait for this person, the earliest year first. One statement, none for who has nothing to do with plans."""
    wanted: list[ColumnElement[bool]] = []
    if policy.may_decide(actor):
        wanted.append(_to_decide(actor))
    if policy.may_draft(actor):
        wanted.append(YearPlan.status.in_((PlanStatus.DRAFT, PlanStatus.RETURNED)))
    if not wanted:
        return ()
    statement = (
        select(YearPlan.year, YearPlan.status, func.count(PlanLine.id), func.count(PlanLine.starts_on))
        .add_columns(YearPlan.submitted_at, YearPlan.note, YearPlan.return_reason)
        .outerjoin(PlanLine, PlanLine.plan_id == YearPlan.id)
        .where(or_(*wanted))
        .group_by(YearPlan.id)
        .order_by(YearPlan.year)
    )
    return tuple(
        PlanWork(
            year=row.year,
            status=row.status,
            decides=row.status is PlanStatus.SUBMITTED,
            lines=row[2],
            undated=row[2] - row[3],
            submitted_at=row.submitted_at,
            note=row.return_reason if row.status is PlanStatus.RETURNED else row.note,
        )
        for row in db.session.execute(statement)
    )


def _count(*conditions: ColumnElement[bool]) -> Select[Any]:
    return select(func.count()).select_from(_PLAN).where(*conditions)


@cache
def _count_to_decide() -> Select[Any]:
    """Built once: the menu of every page asks it. Nobody has the id -1."""
    others = or_(_PLAN.c.submitted_by_id.is_(None), _PLAN.c.submitted_by_id != bindparam("me"))
    return _count(_PLAN.c.status == PlanStatus.SUBMITTED, others)


@cache
def _count_returned() -> Select[Any]:
    return _count(_PLAN.c.status == PlanStatus.RETURNED)


def count_to_decide(actor: Actor) -> Tally | None:
    """How many plans wait for this person's decision, for the menu."""
    if not policy.may_decide(actor):
        return None
    return Tally(_count_to_decide(), {"me": -1 if actor.id is None else actor.id})


def _to_decide(actor: Actor) -> ColumnElement[bool]:
    """Submitted by somebody else."""
    waiting = YearPlan.status == PlanStatus.SUBMITTED
    if actor is SYSTEM:
        return waiting
    return and_(waiting, or_(YearPlan.submitted_by_id.is_(None), YearPlan.submitted_by_id != actor.id))


def count_returned(actor: Actor) -> Tally | None:
    """How many plans came back to be mended, for the menu."""
    return Tally(_count_returned(), {}) if policy.may_draft(actor) else None


def list_plan_years() -> tuple[int, ...]:
    """Years that have a plan, the latest first."""
    return tuple(db.session.scalars(select(YearPlan.year).order_by(YearPlan.year.desc())))


def year_to_work_on() -> int:
    """The year to open when none is named: a plan that waits for the planner, else the latest one, else the coming year."""
    waits = YearPlan.status.in_((PlanStatus.RETURNED, PlanStatus.DRAFT))
    statement = select(YearPlan.year).order_by(waits.desc(), YearPlan.year.desc()).limit(1)
    return db.session.scalar(statement) or clock.today().year + 1


def year_to_decide() -> int | None:
    """The first submitted plan's year; None when nothing waits."""
    return db.session.scalar(select(YearPlan.year).where(YearPlan.status == PlanStatus.SUBMITTED).order_by(YearPlan.year).limit(1))
