"""The plans of the demo: drafted by the room's own solver, submitted, returned once, approved, moved by later releases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from intranet.core import clock
from intranet.demo import answers, results
from intranet.demo.moments import at, refresh, workday
from intranet.extensions import db
from intranet.planning import actions, queries, solver
from intranet.planning.actions import RuleChoice
from intranet.planning.models import YearPlan
from intranet.visits import actions as visit_actions
from intranet.visits.models import Visit
from intranet.visits.states import VisitStatus

if TYPE_CHECKING:
    from intranet.demo.stage import Stage
    from intranet.planning.queries import Line

TUESDAY, WEDNESDAY, THURSDAY = 1, 2, 3
LAST_THIRD = 9
LAST_DAY = (12, 18)
RESERVE = 3
FIRST_DAY = (1, 2)
VENUES = ("Balai desa", "Balai desa", "Balai desa", "Kantor desa", "Gedung serbaguna desa", "Lapangan dan balai desa")
WHYS = (
    "Jembatan menuju desa sedang diperbaiki",
    "Desa mengadakan musyawarah desa pada hari itu",
    "Bertepatan dengan panen raya",
    "Permintaan kepala desa melalui camat",
    "Bupati menghadiri rapat di Bengkulu pada hari itu",
)


@dataclass(slots=True)
class Script:
    """A year as the demo tells it. ``begins``: when the planner began; ``releases``: days of all releases; ``pending``: when
    a change was submitted that still waits."""

    year: int
    first: date
    last: date
    desa: list[int]
    per_week: int
    begins: date
    releases: list[date]
    note: str
    notes: list[str] = field(default_factory=list)
    pending: date | None = None
    weekdays: tuple[int, ...] = (TUESDAY, WEDNESDAY, THURSDAY)


def make_scripts(stage: Stage) -> list[Script]:
    """Which years there are today: a running one, and the next one when the running one ends within four months."""
    today = stage.today
    ahead_year = today.year + 1 if today.month >= LAST_THIRD else today.year
    past = today - timedelta(7 * stage.size.weeks if ahead_year > today.year else 7 * stage.size.weeks // 2)
    past -= timedelta(past.weekday())
    running = None
    if past.year < ahead_year:
        running = _running(stage, past)
        first = date(ahead_year, *FIRST_DAY)
    else:
        first = past
    begins = past - timedelta(49) if running is None else min(today - timedelta(46), first - timedelta(60))
    approved = [begins + timedelta(13), *_later(begins + timedelta(13), today)]
    main = Script(
        year=ahead_year,
        first=first,
        last=date(ahead_year, *LAST_DAY),
        desa=_desa(stage, _how_many(stage, running), 0),
        per_week=3,
        begins=begins,
        releases=approved,
        note="Jadwal setahun untuk 142 desa, dimulai dari desa terjauh. Tanpa kunjungan selama Ramadan.",
        notes=["Beberapa desa bertukar tanggal atas permintaan camat.", "Penyesuaian dengan agenda Bupati."],
        pending=None if running else today - timedelta(2),
    )
    _fit(main)
    return [script for script in (running, main) if script]


def _how_many(stage: Stage, running: Script | None) -> int | None:
    """Desa of the main year; a year that holds the past as well has more."""
    if stage.size.desa is None or running:
        return stage.size.desa
    return stage.size.desa + 3 * stage.size.weeks // 2


def _later(approved: date, today: date) -> list[date]:
    days = (today - timedelta(16), today - timedelta(6))
    return [workday(day) for day in days if day > approved + timedelta(5)]


def _running(stage: Stage, past: date) -> Script | None:
    """The year that ends: as many desa as the weeks so far, and a few to come. The last days stay free for those that move."""
    last = date(past.year, *LAST_DAY)
    script = Script(
        year=past.year,
        first=past,
        last=last,
        desa=[],
        per_week=stage.size.per_week,
        begins=past - timedelta(49),
        releases=[past - timedelta(36), workday(past + timedelta(7 * (stage.size.weeks // 2)))],
        note="Kunjungan sampai akhir tahun, sesuai anggaran yang tersisa.",
        notes=["Satu desa pindah tanggal karena jalannya diperbaiki."],
        pending=stage.today - timedelta(2),
    )
    starts = _free_starts(script)
    held = sum(day < stage.today for day in starts)
    script.desa = _desa(stage, min(held + stage.size.ahead, len(starts) - RESERVE), 40) if len(starts) > RESERVE else []
    return script if script.desa else None


def _free_starts(script: Script) -> list[date]:
    ranked = solver.rank(queries.list_villages(), queries.load_settings()[0])
    found = solver.draft(ranked, _rules(script), _book(script), speeds=queries.load_settings()[0])
    return sorted(line.starts_on for line in found.lines if line.starts_on)


def _rules(script: Script) -> solver.Rules:
    return solver.Rules(script.first, script.last, frozenset(script.weekdays), script.per_week, 2)


def _book(script: Script) -> solver.DayBook:
    return queries.day_book(queries.list_days_off(date(script.year, 1, 1), date(script.year, 12, 31)))


def _fit(script: Script) -> None:
    """Four visits a week when three do not hold all desa."""
    if len(script.desa) > len(_free_starts(script)):
        script.per_week, script.weekdays = 4, (0, TUESDAY, WEDNESDAY, THURSDAY)


def _desa(stage: Stage, how_many: int | None, after: int) -> list[int]:
    """Desa evenly over the order from farthest to nearest, beginning after a rank; all of them for None."""
    ranked = [entry.village.id for entry in solver.rank(queries.list_villages(), queries.load_settings()[0])]
    if how_many is None:
        return ranked
    rest = ranked[after:]
    return [rest[number * len(rest) // how_many] for number in range(min(how_many, len(rest)))]


# --- playing ----------------------------------------------------------------------------------------------------------


def play(stage: Stage, script: Script) -> None:
    """Put the moments of a year into the queue."""
    moments, begins = stage.moments, script.begins
    moments.add(at(workday(begins), 9, 20), lambda: _create(stage, script))
    moments.add(at(workday(begins + timedelta(4)), 10, 5), lambda: _submit(stage, script, script.note))
    moments.add(at(workday(begins + timedelta(6)), 14, 40), lambda: _return(stage, script))
    moments.add(at(workday(begins + timedelta(10)), 8, 50), lambda: _submit(stage, script, script.note))
    moments.add(at(workday(script.releases[0]), 13, 15), lambda: _approve(stage, script, 1))
    for number, day in enumerate(script.releases[1:], 2):
        note = script.notes[(number - 2) % len(script.notes)]
        moments.add(at(workday(day - timedelta(2)), 9, 30), lambda n=number: _change(stage, script, 2 if n == 2 else 1))  # type: ignore[misc]
        moments.add(at(workday(day - timedelta(1)), 10, 10), lambda text=note: _submit(stage, script, text))  # type: ignore[misc]
        moments.add(at(workday(day), 15, 25), lambda n=number: _approve(stage, script, n))  # type: ignore[misc]
    if script.pending:
        moments.add(at(workday(script.pending - timedelta(2)), 8, 30), lambda: _postpone(stage, script))
        moments.add(at(workday(script.pending - timedelta(1)), 11, 0), lambda: _change(stage, script, 2))
        moments.add(at(workday(script.pending), 9, 45), lambda: _submit(stage, script, "Perubahan tanggal karena keadaan jalan."))


def _version(script: Script) -> int:
    refresh()
    return db.session.execute(select(YearPlan.version).where(YearPlan.year == script.year)).scalar_one()


def _create(stage: Stage, script: Script) -> None:
    planner = stage.planner
    choice = RuleChoice(script.first, script.last, script.weekdays, script.per_week, 2)
    actions.create_plan(planner, year=script.year, choice=choice)
    if len(script.desa) < queries.count_desa():
        for desa_id in script.desa:
            actions.add_desa(planner, year=script.year, desa_id=desa_id)
    db.session.flush()
    actions.draft(planner, year=script.year)
    db.session.flush()
    for line in _lines(stage, script):
        venue = stage.rng.choice(VENUES)
        if venue != line.venue:
            _put(stage, line, line.starts_on, venue, "", pinned=False)


def _lines(stage: Stage, script: Script) -> list[Line]:
    refresh()
    return list(queries.get_working_copy(stage.planner, script.year).lines)


def _put(stage: Stage, line: Line, starts_on: date | None, venue: str, why: str, *, pinned: bool) -> None:
    actions.change_line(
        stage.planner, line_id=line.id, version=line.version, starts_on=starts_on, venue=venue, pinned=pinned, why=why
    )


def _submit(stage: Stage, script: Script, note: str) -> None:
    copy = queries.get_working_copy(stage.planner, script.year)
    if copy.plan.is_open and not copy.diff.empty:
        actions.submit(stage.planner, year=script.year, version=_version(script), note=note)


def _return(stage: Stage, script: Script) -> None:
    reason = "Tempat kunjungan pada beberapa desa belum dipastikan. Lengkapi dahulu bersama camat, lalu ajukan lagi."
    actions.send_back(stage.sekda, year=script.year, version=_version(script), reason=reason)


def _approve(stage: Stage, script: Script, number: int) -> None:
    if queries.get_plan(stage.sekda, script.year).is_open:
        return
    before = _scheduled(script)
    decree = f"000.8.3/{40 + number}/SETDA/{clock.today().year}"
    actions.approve(stage.sekda, year=script.year, version=_version(script), decree_number=decree)
    refresh()
    after = _scheduled(script)
    new = {visit_id for visit_id in after if visit_id not in before}
    moved = {visit_id for visit_id, days in after.items() if before.get(visit_id, days) != days}
    answers.free(stage, moved)
    answers.expect(stage, sorted(new))
    answers.expect_again(stage, sorted(moved))
    for visit_id in sorted(new | moved):
        results.expect(stage, visit_id, after[visit_id][1])


def _scheduled(script: Script) -> dict[int, tuple[date, date]]:
    rows = db.session.execute(
        select(Visit.id, Visit.starts_on, Visit.ends_on).where(Visit.year == script.year, Visit.status == VisitStatus.SCHEDULED)
    )
    return {visit_id: (first, last) for visit_id, first, last in rows}


def _change(stage: Stage, script: Script, how_many: int) -> None:
    """Move some visits that are two to eight weeks away, each to the nearest free date; postponed ones in any case."""
    lines = _lines(stage, script)
    if not queries.get_plan(stage.planner, script.year).is_open:
        return
    today = clock.today()
    soonest = max(today + timedelta(9), script.first)
    near = [line for line in lines if (day := line.starts_on or line.old_starts_on) and soonest <= day <= soonest + timedelta(50)]
    chosen = [line for line in near if line.visit_status is VisitStatus.POSTPONED]
    others = [line for line in near if line.visit_status is VisitStatus.SCHEDULED]
    chosen += (
        [others[(2 * number + 1) * len(others) // (2 * how_many)] for number in range(how_many)] if len(others) > how_many else []
    )
    for line in chosen:
        fresh = next(each for each in _lines(stage, script) if each.id == line.id)
        _move(stage, script, fresh)


def _move(stage: Stage, script: Script, line: Line) -> None:
    """To a later free date, from its present one or from the one that it lost; a visit without one stays where it is."""
    start = line.starts_on or line.old_starts_on
    if start is None:
        return
    copy = queries.get_working_copy(stage.planner, script.year)
    later = [day for day in queries.nearest_dates(copy, line, start + timedelta(10)) if day > start]
    if later:
        _put(stage, line, later[0], line.venue, stage.rng.choice(WHYS), pinned=True)
        db.session.flush()


def _postpone(stage: Stage, script: Script) -> None:
    """One coming visit loses its date, another is cancelled for good; both with a reason that everybody reads."""
    refresh()
    soon = clock.today() + timedelta(11)
    rows = db.session.execute(
        select(Visit.id, Visit.version)
        .where(Visit.year == script.year, Visit.status == VisitStatus.SCHEDULED, Visit.starts_on >= soon)
        .order_by(Visit.starts_on)
        .limit(3)
    ).all()
    if len(rows) < 3:
        return
    visit_id, version = rows[1]
    reason = "Jembatan gantung menuju desa rusak diterjang banjir; menunggu perbaikan oleh Dinas PUPR."
    visit_actions.postpone(stage.planner, visit_id=visit_id, version=version, reason=reason)
    db.session.flush()
    answers.free(stage, {visit_id})
