"""The draft made in one click: farthest first on the free days; pinned lines and held visits keep theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from intranet.core import audit, counters
from intranet.extensions import db
from intranet.planning import queries, solver
from intranet.planning.actions.rules import load_open_plan
from intranet.planning.models import PlanLine

if TYPE_CHECKING:
    from datetime import date

    from intranet.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a draft gave: desa with a date, desa without one, and of those with a date the ones that kept theirs."""

    fits: int
    missing: int
    kept: int


def draft(actor: Actor, *, year: int, not_before: date | None = None) -> Drafted:
    """Give dates to all lines that are neither pinned nor held; an empty plan first takes in every desa.

    Made again with the same data it gives the same dates, so a second press changes nothing.

    Args:
        actor: who drafts.
        year: of the plan.
        not_before: no new date before this day (default: tomorrow). For loading a past year.

    Raises:
        NotFound, Forbidden, InvalidTransition (locked).
    """
    plan = load_open_plan(actor, year)
    copy = queries.get_working_copy(actor, year)
    ranked = queries.candidates(copy)
    found = solver.draft(
        ranked,
        copy.rules,
        queries.day_book(copy.days_off),
        speeds=copy.speeds,
        fixed=copy.fixed(pinned_only=True),
        not_before=not_before or queries.first_new_day(copy),
    )
    lines = {line.desa_id: line for line in db.session.scalars(select(PlanLine).where(PlanLine.plan_id == plan.id))}
    for placed in found.lines:
        _write(plan.id, lines.get(placed.desa_id), placed)
    _tell_kept(lines, ranked, {placed.desa_id for placed in found.lines}, copy.speeds.origin)
    kept = len(ranked) - len(found.lines)
    after = {"bertanggal": found.fits + kept, "belum bertanggal": found.missing}
    audit.record(actor, "plan_drafted", subject=("year_plan", plan.id), after=after)
    counters.bump("planning")
    return Drafted(found.fits + kept, found.missing, kept)


def _write(plan_id: int, line: PlanLine | None, placed: solver.Placed) -> None:
    if line is None:
        db.session.add(
            PlanLine(
                plan_id=plan_id,
                desa_id=placed.desa_id,
                rank=placed.rank,
                reason=placed.reason,
                starts_on=placed.starts_on,
                days=placed.days,
            )
        )
        return
    line.rank, line.reason, line.starts_on, line.days = placed.rank, placed.reason, placed.starts_on, placed.days


def _tell_kept(lines: dict[int, PlanLine], ranked: list[solver.Ranked], placed: set[int], origin: str) -> None:
    """Pinned lines keep date and reason, and take their new place in the order."""
    for entry in ranked:
        line = lines.get(entry.village.id)
        if line is not None and entry.village.id not in placed:
            line.rank = entry.rank
            if not line.reason:
                line.reason = f"Terjauh ke-{entry.rank}: {entry.measure.words(origin)}. Tanggal disematkan perencana."
