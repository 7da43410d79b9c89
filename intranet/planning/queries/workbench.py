"""The working copy of a year: its rules, its lines, what differs from the last release, and what a draft would give."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from intranet.accounts.models import User
from intranet.core import clock
from intranet.core.errors import Forbidden, NotFound
from intranet.extensions import db
from intranet.places.models import Desa, Kecamatan
from intranet.places.states import DesaKind
from intranet.planning import policy, solver
from intranet.planning.models import PlanLine, Release, YearPlan
from intranet.planning.queries.calendar import day_book, list_days_off, load_settings
from intranet.planning.queries.rows import Diff, Line, PlanRow, Preview, Removal, WorkingCopy
from intranet.planning.solver import Fixed, Rules, Village
from intranet.planning.states import LineChange
from intranet.visits.models import Visit
from intranet.visits.queries import TOOK_PLACE
from intranet.visits.states import VisitStatus

if TYPE_CHECKING:
    from sqlalchemy import Row

    from intranet.core.actor import Actor
    from intranet.planning.solver import DayBook, Ranked

ONE_DAY = timedelta(1)
NEAREST = 4
NO_PLAN = "Rencana untuk tahun ini belum dibuat."


def _refuse_strangers(actor: Actor) -> None:
    if not policy.can_see_working_copy(actor):
        raise Forbidden("Rancangan jadwal hanya terbuka bagi perencana dan Sekda.")


def find_plan(actor: Actor, year: int) -> PlanRow | None:
    """The plan of a year, None when there is none. Raises Forbidden for who neither drafts nor decides."""
    _refuse_strangers(actor)
    submitter, returner = aliased(User), aliased(User)
    last = select(func.max(Release.number)).where(Release.plan_id == YearPlan.id).correlate(YearPlan).scalar_subquery()
    statement = (
        select(YearPlan.id, YearPlan.year, YearPlan.status, YearPlan.starts_on, YearPlan.ends_on, YearPlan.weekdays)
        .add_columns(YearPlan.visits_per_week, YearPlan.days_per_visit, YearPlan.note, YearPlan.submitted_by_id)
        .add_columns(func.coalesce(submitter.name, ""), YearPlan.submitted_at, YearPlan.return_reason)
        .add_columns(func.coalesce(returner.name, ""), YearPlan.version, Release.number, Release.approved_at)
        .outerjoin(submitter, submitter.id == YearPlan.submitted_by_id)
        .outerjoin(returner, returner.id == YearPlan.returned_by_id)
        .outerjoin(Release, and_(Release.plan_id == YearPlan.id, Release.number == last))
        .where(YearPlan.year == year)
    )
    row = db.session.execute(statement).first()
    if row is None:
        return None
    values = list(row)
    values[5] = tuple(sorted(values[5]))
    return PlanRow(*values)


def get_plan(actor: Actor, year: int) -> PlanRow:
    """As :func:`find_plan`, but raises NotFound when there is none."""
    plan = find_plan(actor, year)
    if plan is None:
        raise NotFound(NO_PLAN)
    return plan


def get_working_copy(actor: Actor, year: int) -> WorkingCopy:
    """The working copy of a year. A constant number of statements.

    Raises:
        NotFound: there is no plan for the year.
        Forbidden: the actor neither drafts nor decides.
    """
    plan = get_plan(actor, year)
    return load_working_copy(plan)


def load_working_copy(plan: PlanRow) -> WorkingCopy:
    """The lines of a plan that was read already."""
    speeds, wet_months = load_settings()
    rules = rules_of(plan, wet_months)
    days_off = list_days_off(date(plan.year, 1, 1), date(plan.year, 12, 31))
    released = _released(plan)
    rows = _line_rows(plan.id)
    villages = {row.desa_id: _village(row) for row in rows}
    old = {row.desa_id: row for row in released}
    lines = [_line(row, old.get(row.desa_id)) for row in rows]
    lines = _with_problems(lines, villages, rules, day_book(days_off))
    return WorkingCopy(
        plan=plan,
        lines=tuple(lines),
        diff=_diff(lines, released),
        days_off=days_off,
        rules=rules,
        villages=villages,
        desa_total=rows[0].desa_total if rows else count_desa(),
        speeds=speeds,
    )


def _line_rows(plan_id: int) -> list[Row[Any]]:
    total = select(func.count()).where(Desa.kind == DesaKind.DESA).scalar_subquery()
    statement = (
        select(PlanLine.id, PlanLine.desa_id, PlanLine.rank, PlanLine.reason, PlanLine.starts_on, PlanLine.days)
        .add_columns(PlanLine.venue, PlanLine.pinned, PlanLine.version, Desa.name, Desa.kecamatan_id, Desa.straight_km)
        .add_columns(Desa.road_km, Desa.travel_minutes, Desa.wet_season_access, Kecamatan.name.label("kecamatan"))
        .add_columns(total.label("desa_total"))
        .join(Desa, Desa.id == PlanLine.desa_id)
        .join(Kecamatan, Kecamatan.id == Desa.kecamatan_id)
        .where(PlanLine.plan_id == plan_id)
        .order_by(PlanLine.starts_on.is_(None), PlanLine.starts_on, PlanLine.rank, PlanLine.id)
    )
    return list(db.session.execute(statement).all())


def _released(plan: PlanRow) -> list[Row[Any]]:
    """The visits of the year that the last release published, as they stand now (cancelled ones are gone)."""
    if plan.release is None:
        return []
    statement = (
        select(Visit.id, Visit.desa_id, Visit.starts_on, Visit.ends_on, Visit.venue, Visit.status, Desa.name)
        .add_columns(Kecamatan.name.label("kecamatan"))
        .join(Desa, Desa.id == Visit.desa_id)
        .join(Kecamatan, Kecamatan.id == Desa.kecamatan_id)
        .where(Visit.year == plan.year, Visit.status.not_in((VisitStatus.CANCELLED, VisitStatus.DRAFTED)))
        .order_by(Visit.starts_on, Visit.id)
    )
    return list(db.session.execute(statement).all())


def _village(row: Any) -> Village:
    return Village(
        id=row.desa_id,
        name=row.name,
        kecamatan_id=row.kecamatan_id,
        straight_km=row.straight_km,
        road_km=row.road_km,
        travel_minutes=row.travel_minutes,
        wet_season=row.wet_season_access,
    )


def _line(row: Row[Any], old: Row[Any] | None) -> Line:
    line = Line(
        id=row.id,
        desa_id=row.desa_id,
        desa=row.name,
        kecamatan_id=row.kecamatan_id,
        kecamatan=row.kecamatan,
        rank=row.rank,
        reason=row.reason,
        starts_on=row.starts_on,
        days=row.days,
        venue=row.venue,
        pinned=row.pinned,
        version=row.version,
        change=LineChange.UNDATED if row.starts_on is None else LineChange.NEW,
    )
    if old is None:
        return line
    change = line.change
    if line.starts_on is not None:
        same_days = (line.starts_on, line.ends_on) == (old.starts_on, old.ends_on)
        moved = not same_days or old.status is VisitStatus.POSTPONED
        change = LineChange.MOVED if moved else LineChange.SAME if line.venue == old.venue else LineChange.VENUE
    return replace(
        line,
        change=change,
        old_starts_on=old.starts_on,
        old_ends_on=old.ends_on,
        old_venue=old.venue,
        visit_id=old.id,
        visit_status=old.status,
    )


def _with_problems(lines: list[Line], villages: dict[int, Village], rules: Rules, book: DayBook) -> list[Line]:
    """Mark the lines that cannot be published: what took place is not asked about any more."""
    today = clock.today()
    fixed = {line.id: Fixed(line.desa_id, line.starts_on, line.days) for line in lines if line.starts_on}
    found = solver.problems([(villages[visit.desa_id], visit) for visit in fixed.values()], rules, book)
    names = {line.desa_id: line.desa for line in lines}
    marked = []
    for line in lines:
        words = ""
        if line.id in fixed and not line.locked:
            words = _problem_words(line, found.get(line.desa_id), names, today)
        marked.append(replace(line, problem=words) if words else line)
    return marked


def _problem_words(line: Line, problem: solver.Problem | None, names: dict[int, str], today: date) -> str:
    if line.starts_on and line.starts_on < today:
        # A published visit whose day passed waits to be marked as held; only a new day in the past is wrong.
        return "" if line.change is LineChange.SAME else "tanggalnya sudah lewat"
    if problem is None:
        return ""
    if problem.clash_desa_id is not None:
        return f"bersamaan dengan kunjungan ke {names[problem.clash_desa_id]}"
    return problem.words


def _diff(lines: list[Line], released: list[Row[Any]]) -> Diff:
    by_desa = {line.desa_id: line for line in lines}
    removed = []
    for row in released:
        line = by_desa.get(row.desa_id)
        if row.status in TOOK_PLACE or (line and (line.starts_on or line.waits)):
            continue
        removed.append(
            Removal(
                visit_id=row.id,
                desa_id=row.desa_id,
                desa=row.name,
                kecamatan=row.kecamatan,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                postponed=row.status is VisitStatus.POSTPONED,
                why=line.reason if line else "Dikeluarkan dari rencana.",
            )
        )
    changes = (LineChange.NEW, LineChange.MOVED, LineChange.VENUE)
    return Diff(
        changed=tuple(line for line in lines if line.change in changes),
        removed=tuple(removed),
        same=sum(line.change is LineChange.SAME for line in lines),
        undated=sum(line.starts_on is None for line in lines),
        waiting=sum(line.waits for line in lines),
    )


def rules_of(plan: PlanRow | YearPlan, wet_months: frozenset[int]) -> Rules:
    """The rules of a plan as the solver takes them."""
    return Rules(
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        weekdays=frozenset(plan.weekdays),
        visits_per_week=plan.visits_per_week,
        days_per_visit=plan.days_per_visit,
        wet_months=wet_months,
    )


def count_desa() -> int:
    """How many desa there are; kelurahan are not visited."""
    return db.session.scalar(select(func.count()).where(Desa.kind == DesaKind.DESA)) or 0


def list_villages() -> list[Village]:
    """Every desa as the solver takes it."""
    statement = select(
        Desa.id.label("desa_id"),
        Desa.name,
        Desa.kecamatan_id,
        Desa.straight_km,
        Desa.road_km,
        Desa.travel_minutes,
        Desa.wet_season_access,
    ).where(Desa.kind == DesaKind.DESA)
    return [_village(row) for row in db.session.execute(statement)]


def candidates(copy: WorkingCopy) -> list[Ranked]:
    """The desa that a draft places, farthest first: those in the plan, or all of them while it is empty."""
    return solver.rank(copy.villages.values() or list_villages(), copy.speeds)


def first_new_day(copy: WorkingCopy) -> date:
    """The first day that a draft may give away: tomorrow, or the first day of the plan."""
    return max(copy.rules.starts_on, clock.today() + ONE_DAY)


def preview(copy: WorkingCopy) -> Preview:
    """What drafting now would give, and what would help when not all desa fit."""
    ranked = candidates(copy)
    fixed = copy.fixed(pinned_only=True)
    book = day_book(copy.days_off)
    not_before = first_new_day(copy)
    found = solver.draft(ranked, copy.rules, book, speeds=copy.speeds, fixed=fixed, not_before=not_before)
    helpful = (
        solver.mends(ranked, copy.rules, book, speeds=copy.speeds, fixed=fixed, not_before=not_before) if found.missing else []
    )
    kept = len(ranked) - len(found.lines)
    return Preview(fits=found.fits + kept, total=len(ranked), kept=kept, mends=tuple(helpful))


def find_line(copy: WorkingCopy, line_id: int) -> Line:
    """A line of the working copy. Raises NotFound."""
    line = next((line for line in copy.lines if line.id == line_id), None)
    if line is None:
        raise NotFound("Baris ini sudah tidak ada dalam rencana.")
    return line


def nearest_dates(copy: WorkingCopy, line: Line, wish: date | None) -> list[date]:
    """Free days for this desa near the wished one (else near its present one, else the first ones), without its own."""
    near = wish or line.starts_on or copy.rules.starts_on
    found = solver.nearest_free(
        near,
        line.days,
        copy.villages[line.desa_id],
        copy.rules,
        day_book(copy.days_off),
        copy.fixed(but=line.desa_id),
        not_before=first_new_day(copy),
        limit=NEAREST + 1,
    )
    own = () if line.problem else (line.starts_on,)
    others = [day for day in found if day not in own]
    return others[:NEAREST] if wish is None else sorted(sorted(others, key=lambda day: abs((day - near).days))[:NEAREST])


def list_missing_desa(actor: Actor, year: int) -> list[tuple[int, str]]:
    """Desa that are not in the plan of the year: id, and name with kecamatan."""
    plan = get_plan(actor, year)
    taken = select(PlanLine.desa_id).where(PlanLine.plan_id == plan.id)
    statement = (
        select(Desa.id, Desa.name, Kecamatan.name)
        .join(Kecamatan, Kecamatan.id == Desa.kecamatan_id)
        .where(Desa.kind == DesaKind.DESA, Desa.id.not_in(taken))
        .order_by(Desa.name, Kecamatan.name)
    )
    return [(id_, f"{desa}, Kecamatan {kecamatan}") for id_, desa, kecamatan in db.session.execute(statement)]
