"""The working copy after a visit was postponed or cancelled by itself, whoever waits for whose decision meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from intranet.core import audit, counters
from intranet.extensions import db
from intranet.planning.actions.lines import told
from intranet.planning.models import PlanLine, YearPlan
from intranet.visits.models import Visit

if TYPE_CHECKING:
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
    before = told(line)
    line.starts_on, line.pinned, line.reason = None, False, f"Ditunda: {reason}"[:MOST_REASON]
    audit.record(actor, "plan_line_changed", subject=("plan_line", line.id), before=before, after=told(line))
    counters.bump("planning")


def drop_line(actor: Actor, *, visit_id: int) -> None:
    """Take the line of a cancelled visit out of the plan."""
    line = _line_of(visit_id)
    if line is None:
        return
    audit.record(actor, "plan_line_removed", subject=("plan_line", line.id), before=told(line))
    db.session.delete(line)
    counters.bump("planning")
