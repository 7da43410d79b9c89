"""Single lines of the working copy: date, venue and pin of a desa, desa in and out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from intranet.core import audit, clock, counters, versions
from intranet.core.errors import InvalidInput, InvalidTransition, NotFound
from intranet.core.text import clean
from intranet.extensions import db
from intranet.places.models import Desa
from intranet.places.states import DesaKind
from intranet.planning import queries, solver
from intranet.planning.actions.rules import load_open_plan, refuse_locked, refuse_others
from intranet.planning.models import PlanLine, YearPlan
from intranet.planning.words import day_words

if TYPE_CHECKING:
    from intranet.core.actor import Actor
    from intranet.planning.queries import Line, WorkingCopy

GONE = "Baris ini sudah tidak ada dalam rencana."
HELD = "Kunjungan ini sudah terlaksana, sehingga barisnya tidak dapat diubah."
MOST_VENUE = 160
LEAST_VENUE = 3


def change_line(
    actor: Actor, *, line_id: int, version: int, starts_on: date | None, venue: str, pinned: bool, why: str = ""
) -> str:
    """Give a line another date, venue or pin; returns the desa. ``why`` stands in the reason, for the Sekda and the OPDs.

    Raises:
        NotFound, Forbidden, InvalidTransition (locked, or already held), Conflict,
        InvalidInput (``starts_on`` with what stands against it and the nearest free dates; ``venue``; ``why``).
    """
    line, plan = _load_line(actor, line_id)
    versions.expect(line, version)
    copy = queries.get_working_copy(actor, plan.year)
    row = queries.find_line(copy, line_id)
    if row.locked:
        raise InvalidTransition(HELD)
    place = clean(venue)
    if not LEAST_VENUE <= len(place) <= MOST_VENUE:
        raise InvalidInput("venue", f"Tulis tempatnya, {LEAST_VENUE} sampai {MOST_VENUE} huruf, misalnya Balai desa.")
    reason = clean(why)
    if len(reason) > MOST_VENUE:
        raise InvalidInput("why", f"Alasan paling panjang {MOST_VENUE} huruf. Sekarang {len(reason)}.")
    days = copy.rules.days_per_visit if starts_on != row.starts_on else row.days
    if starts_on is not None and starts_on != row.starts_on:
        _check_date(copy, row, starts_on, days)
    before = told(line)
    if starts_on != line.starts_on or reason:
        line.reason = _reason(copy, row, starts_on, reason)
    line.starts_on, line.days, line.venue, line.pinned = starts_on, days, place, pinned and starts_on is not None
    after = told(line)
    if before != after:
        audit.record(actor, "plan_line_changed", subject=("plan_line", line.id), before=before, after=after)
        counters.bump("planning")
    return row.desa


def _load_line(actor: Actor, line_id: int) -> tuple[PlanLine, YearPlan]:
    refuse_others(actor)
    line = db.session.get(PlanLine, line_id)
    plan = db.session.get(YearPlan, line.plan_id) if line else None
    if line is None or plan is None:
        raise NotFound(GONE)
    refuse_locked(plan)
    return line, plan


def told(line: PlanLine) -> dict[str, Any]:
    """What the audit trail says of a line, under the words that people read."""
    return {
        "tanggal": day_words(line.starts_on) if line.starts_on else "",
        "tempat": line.venue,
        "disematkan": line.pinned,
        "alasan": line.reason,
    }


def _check_date(copy: WorkingCopy, row: Line, wish: date, days: int) -> None:
    """Raises InvalidInput with what stands against the date and the nearest free ones."""
    year = copy.plan.year
    if wish.year != year:
        raise InvalidInput("starts_on", f"{day_words(wish)} di luar tahun {year}. {_mend(copy, row, date(year, 1, 1))}")
    if wish < clock.today():
        raise InvalidInput("starts_on", f"{day_words(wish)} sudah lewat. {_mend(copy, row, clock.today())}")
    problem = solver.problem_with(
        wish, days, copy.villages[row.desa_id], copy.rules, queries.day_book(copy.days_off), copy.fixed(but=row.desa_id)
    )
    if problem is None:
        return
    words = problem.words
    if problem.clash_desa_id is not None:
        names = {line.desa_id: line.desa for line in copy.lines}
        words = f"bersamaan dengan kunjungan ke {names[problem.clash_desa_id]}"
    elif words == solver.OUTSIDE:
        words = f"di luar masa kunjungan ({day_words(copy.rules.starts_on)} sampai {day_words(copy.rules.ends_on)})"
    visit = day_words(wish) if days == 1 else f"{day_words(wish)} ({days} hari)"
    raise InvalidInput("starts_on", f"{visit} {words}. {_mend(copy, row, wish)}")


def _mend(copy: WorkingCopy, row: Line, wish: date) -> str:
    near = queries.nearest_dates(copy, row, wish)
    if not near:
        return "Tidak ada tanggal kosong lagi dalam masa kunjungan; ubah aturan rencana atau pindahkan kunjungan lain."
    return f"Pilih tanggal lain, misalnya {' atau '.join(day_words(day) for day in near[:2])}."


def _reason(copy: WorkingCopy, row: Line, starts_on: date | None, why: str) -> str:
    ranked = next((entry for entry in queries.candidates(copy) if entry.village.id == row.desa_id), None)
    far = f"Terjauh ke-{ranked.rank}: {ranked.measure.words(copy.speeds.origin)}." if ranked else ""
    if why:
        told = why if why.endswith((".", "?")) else f"{why}."
    else:
        told = "Tanggal dipilih perencana." if starts_on else "Tanggalnya dilepas oleh perencana."
    return f"{far} {told}".strip()


def add_desa(actor: Actor, *, year: int, desa_id: int) -> int:
    """Take a desa into the plan, without a date; returns the id of the line.

    Raises:
        NotFound, Forbidden, InvalidTransition (locked), InvalidInput (no desa to visit);
        DuplicateValue ``uq_plan_line_plan_id_desa_id`` at the commit when it is in the plan already.
    """
    plan = load_open_plan(actor, year)
    desa = db.session.get(Desa, desa_id)
    if desa is None or desa.kind is not DesaKind.DESA:
        raise InvalidInput("desa_id", "Pilih desa dari daftar. Kelurahan tidak dikunjungi.")
    line = PlanLine(
        plan_id=plan.id,
        desa_id=desa.id,
        rank=_rank_of(desa.id),
        reason="Ditambahkan perencana, belum bertanggal.",
        days=plan.days_per_visit,
    )
    db.session.add(line)
    db.session.flush()
    audit.record(actor, "plan_line_added", subject=("plan_line", line.id), after={"tahun": year, "desa": desa.name})
    counters.bump("planning")
    return line.id


def _rank_of(desa_id: int) -> int:
    speeds, _ = queries.load_settings()
    order = {entry.village.id: entry.rank for entry in solver.rank(queries.list_villages(), speeds)}
    return order[desa_id]


def add_missing_desa(actor: Actor, *, year: int) -> int:
    """Take in every desa that the plan lacks; returns how many. Raises as :func:`add_desa`."""
    plan = load_open_plan(actor, year)
    speeds, _ = queries.load_settings()
    known = set(db.session.scalars(select(PlanLine.desa_id).where(PlanLine.plan_id == plan.id)))
    added = [entry for entry in solver.rank(queries.list_villages(), speeds) if entry.village.id not in known]
    for entry in added:
        db.session.add(
            PlanLine(
                plan_id=plan.id,
                desa_id=entry.village.id,
                rank=entry.rank,
                reason=f"Terjauh ke-{entry.rank}: {entry.measure.words(speeds.origin)}. Belum bertanggal.",
                days=plan.days_per_visit,
            )
        )
    if added:
        audit.record(actor, "plan_line_added", subject=("year_plan", plan.id), after={"tahun": year, "desa": len(added)})
        counters.bump("planning")
    return len(added)


def remove_line(actor: Actor, *, line_id: int, version: int) -> None:
    """Take a desa out of the plan; a published visit to it is cancelled by the next release.

    Raises:
        NotFound (also when it was taken out before), Forbidden, InvalidTransition (locked, or already held), Conflict.
    """
    line, plan = _load_line(actor, line_id)
    versions.expect(line, version)
    row = queries.find_line(queries.get_working_copy(actor, plan.year), line_id)
    if row.locked:
        raise InvalidTransition(HELD)
    before = told(line) | {"tahun": plan.year, "desa": row.desa}
    audit.record(actor, "plan_line_removed", subject=("plan_line", line.id), before=before)
    db.session.delete(line)
    counters.bump("planning")
