"""The plan of a year and its rules: window, weekdays, visits a week, days per visit."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from intranet.core import audit, clock, counters, versions
from intranet.core.errors import Forbidden, InvalidInput, InvalidTransition, NotFound
from intranet.core.text import clean
from intranet.extensions import db
from intranet.planning import policy
from intranet.planning.models import YearPlan
from intranet.planning.solver import DAY_NAMES

if TYPE_CHECKING:
    from intranet.core.actor import Actor

FIRST_YEAR, LAST_YEAR = 2022, 2099
YEARS_AHEAD = 5
MOST_NOTE = 1000
MOST_DAYS = 5
MOST_PER_WEEK = 5
LOCKED = "Rencana ini sedang menunggu keputusan Sekda, sehingga terkunci. Tunggu keputusannya, atau minta Sekda mengembalikannya."


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """What the planner chooses; ``weekdays`` 0 = Monday .. 6 = Sunday; both dates count."""

    starts_on: date
    ends_on: date
    weekdays: tuple[int, ...]
    visits_per_week: int
    days_per_visit: int
    note: str = ""


def load_plan(year: int) -> YearPlan:
    """The plan entity of a year, for writing. Raises NotFound."""
    plan = db.session.scalar(select(YearPlan).where(YearPlan.year == year))
    if plan is None:
        raise NotFound("Rencana untuk tahun ini belum dibuat.")
    return plan


def load_open_plan(actor: Actor, year: int) -> YearPlan:
    """The plan entity of a year for a change of the working copy.

    Raises:
        NotFound, Forbidden, InvalidTransition (it waits for the decision).
    """
    refuse_others(actor)
    plan = load_plan(year)
    refuse_locked(plan)
    return plan


def refuse_others(actor: Actor) -> None:
    """Raises Forbidden for who does not draft."""
    if not policy.may_draft(actor):
        raise Forbidden("Hanya perencana yang menyusun jadwal.")


def refuse_locked(plan: YearPlan) -> None:
    """Raises InvalidTransition while the plan waits for the decision."""
    if not policy.is_open(plan):
        raise InvalidTransition(LOCKED)


def create_plan(actor: Actor, *, year: int, choice: RuleChoice) -> int:
    """Open the plan of a year, without lines; returns its id.

    Raises:
        Forbidden, InvalidInput; DuplicateValue ``uq_year_plan_year`` at the commit when the year has a plan.
    """
    refuse_others(actor)
    if not FIRST_YEAR <= year <= min(clock.today().year + YEARS_AHEAD, LAST_YEAR):
        raise InvalidInput(None, f"Rencana hanya dapat dibuat sampai tahun {clock.today().year + YEARS_AHEAD}.")
    checked = _checked(year, choice)
    plan = YearPlan(year=year, **_columns(checked))
    db.session.add(plan)
    db.session.flush()
    audit.record(actor, "plan_created", subject=("year_plan", plan.id), after=_told(checked) | {"tahun": year})
    counters.bump("planning")
    return plan.id


def change_rules(actor: Actor, *, year: int, version: int, choice: RuleChoice) -> None:
    """Change the rules. Lines keep their dates until the next draft; those outside the rules show it. The rules as they
    stand, sent again, change nothing, whatever their version.

    Raises:
        NotFound, Forbidden, InvalidTransition (locked), Conflict, InvalidInput.
    """
    plan = load_open_plan(actor, year)
    checked = _checked(year, choice)
    before, after = _told(_choice_of(plan)), _told(checked)
    if before == after:
        return
    versions.expect(plan, version)
    for name, value in _columns(checked).items():
        setattr(plan, name, value)
    audit.record(actor, "plan_rules_changed", subject=("year_plan", plan.id), before=before, after=after)
    counters.bump("planning")


def _columns(choice: RuleChoice) -> dict[str, Any]:
    values = asdict(choice)
    values["weekdays"] = sorted(choice.weekdays)
    return values


def _choice_of(plan: YearPlan) -> RuleChoice:
    return RuleChoice(plan.starts_on, plan.ends_on, tuple(plan.weekdays), plan.visits_per_week, plan.days_per_visit, plan.note)


def _told(choice: RuleChoice) -> dict[str, Any]:
    """Values for the audit trail, under the words that people read."""
    return {
        "mulai": choice.starts_on,
        "selesai": choice.ends_on,
        "hari": ", ".join(DAY_NAMES[day] for day in sorted(choice.weekdays)),
        "kunjungan seminggu": choice.visits_per_week,
        "hari per kunjungan": choice.days_per_visit,
        "catatan": choice.note,
    }


def _checked(year: int, choice: RuleChoice) -> RuleChoice:
    for field, day in (("starts_on", choice.starts_on), ("ends_on", choice.ends_on)):
        if day.year != year:
            raise InvalidInput(field, f"Tanggal ini di luar tahun {year}. Pilih tanggal di tahun {year}.")
    if choice.ends_on < choice.starts_on + timedelta(choice.days_per_visit - 1):
        raise InvalidInput("ends_on", "Masa kunjungan berakhir sebelum satu kunjungan selesai. Pilih tanggal yang lebih akhir.")
    if not choice.weekdays or not set(choice.weekdays) <= set(range(7)):
        raise InvalidInput("weekdays", "Pilih paling sedikit satu hari.")
    if not 1 <= choice.visits_per_week <= MOST_PER_WEEK:
        raise InvalidInput("visits_per_week", f"Isi 1 sampai {MOST_PER_WEEK} kunjungan seminggu.")
    if not 1 <= choice.days_per_visit <= MOST_DAYS:
        raise InvalidInput("days_per_visit", f"Isi 1 sampai {MOST_DAYS} hari.")
    note = clean(choice.note, lines=True)
    if len(note) > MOST_NOTE:
        raise InvalidInput("note", f"Catatan paling panjang {MOST_NOTE} huruf. Sekarang {len(note)}.")
    return RuleChoice(
        choice.starts_on,
        choice.ends_on,
        tuple(sorted(set(choice.weekdays))),
        choice.visits_per_week,
        choice.days_per_visit,
        note,
    )
