"""The working copy after a visit changed by itself, whoever waits for whose decision meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from intranet.core import audit, counters
from intranet.extensions import db
from intranet.places.models import Desa
from intranet.planning.actions.lines import told
from intranet.planning.models import PlanLine, YearPlan
from intranet.planning.states import PlanStatus
from intranet.planning.words import day_words
from intranet.visits.models import Visit

if TYPE_CHECKING:
    from datetime import date

    from intranet.core.actor import Actor

MOST_REASON = 500


def _line_of(visit_id: int) -> PlanLine | None:
    return db.session.scalar(
        select(PlanLine)
        .join(YearPlan, YearPlan.id == PlanLine.plan_id)
        .join(Visit, (Visit.year == YearPlan.year) & (Visit.desa_id == PlanLine.desa_id))
        .where(Visit.id == visit_id)
    )


def free_date(actor: Actor, *, visit_id: int, reason: str) -> None:
    """Take the date from the line of a postponed visit; the planner gives it a new one."""
    line = _line_of(visit_id)
    if line is None or line.starts_on is None:
        return
    before, had = told(line), line.starts_on
    line.starts_on, line.pinned, line.reason = None, False, f"Ditunda: {reason}"[:MOST_REASON]
    audit.record(actor, "plan_line_changed", subject=("plan_line", line.id), before=before, after=told(line))
    _tell_who_decides(actor, line, had, "ditunda")
    counters.bump("planning")


def drop_line(actor: Actor, *, visit_id: int) -> None:
    """Take the line of a cancelled visit out of the plan."""
    line = _line_of(visit_id)
    if line is None:
        return
    audit.record(actor, "plan_line_removed", subject=("plan_line", line.id), before=told(line))
    _tell_who_decides(actor, line, line.starts_on, "dibatalkan")
    db.session.delete(line)
    counters.bump("planning")


def keep_held(actor: Actor, *, visit_id: int) -> None:
    """Give the line of a visit that took place its real days and venue: a change not yet decided on comes too late, and
    would be refused by every release from now on.
    """
    line = _line_of(visit_id)
    if line is None:
        return
    visit = db.session.get_one(Visit, visit_id)
    days = (visit.ends_on - visit.starts_on).days + 1
    if (line.starts_on, line.days, line.venue) == (visit.starts_on, days, visit.venue):
        return
    before, had = told(line), line.starts_on
    line.starts_on, line.days, line.venue = visit.starts_on, days, visit.venue
    line.reason = "Terlaksana pada hari yang terbit; perubahannya tidak sempat diputuskan."
    audit.record(actor, "plan_line_changed", subject=("plan_line", line.id), before=before, after=told(line))
    _tell_who_decides(actor, line, had, f"terlaksana {day_words(visit.starts_on)}")
    counters.bump("planning")


def _tell_who_decides(actor: Actor, line: PlanLine, had: date | None, now: str) -> None:
    """A submitted plan is another one than was read: with a new version, so that a decision on the older one is told."""
    plan = db.session.get_one(YearPlan, line.plan_id)
    if plan.status is not PlanStatus.SUBMITTED:
        return
    desa = db.session.scalar(select(Desa.name).where(Desa.id == line.desa_id))
    audit.record(
        actor,
        "plan_followed",
        subject=("year_plan", plan.id),
        before={"kunjungan": f"{desa}, {day_words(had) if had else 'belum bertanggal'}"},
        after={"kunjungan": f"{desa}, {now}"},
    )
    flag_modified(plan, "status")
