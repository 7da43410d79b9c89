"""Gives each desa, in order of rank, the first day that is free for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from intranet.places.states import WetSeasonAccess
from intranet.planning.solver.days import DAY_NAMES, DayBook, Rules, span, week_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from intranet.planning.solver.ranking import Ranked, Speeds, Village

ONE_DAY = timedelta(1)
OUTSIDE = "di luar masa kunjungan"


@dataclass(frozen=True, slots=True)
class Fixed:
    """A visit that stays where it is: pinned by the planner, or already held."""

    desa_id: int
    starts_on: date
    days: int

    @property
    def ends_on(self) -> date:
        """The last day."""
        return self.starts_on + timedelta(self.days - 1)


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands against the date of a visit, in words; ``clash_desa_id`` when it is another visit."""

    words: str
    clash_desa_id: int | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A desa with its date, or without one when the year was too short, and the reason in words."""

    desa_id: int
    rank: int
    starts_on: date | None
    days: int
    reason: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The lines in order of rank; fixed desa are not among them."""

    lines: tuple[Placed, ...]

    @property
    def fits(self) -> int:
        """How many lines have a date."""
        return sum(line.starts_on is not None for line in self.lines)

    @property
    def missing(self) -> int:
        """How many lines have none."""
        return len(self.lines) - self.fits


@dataclass(slots=True)
class _Taken:
    """Visits on their days, and how many start in each week."""

    rules: Rules
    by_day: defaultdict[date, list[Fixed]] = field(default_factory=lambda: defaultdict(list))
    per_week: Counter[date] = field(default_factory=Counter)

    def add(self, visit: Fixed) -> None:
        for day in span(visit.starts_on, visit.days):
            self.by_day[day].append(visit)
        self.per_week[week_of(visit.starts_on)] += 1

    def clashes(self, start: date, days: int) -> bool:
        """True when another visit is on one of these days, other than handing over on an evening where allowed."""
        return self.clash(start, days) is not None

    def clash(self, start: date, days: int, desa_id: int | None = None) -> Fixed | None:
        """The visit of another desa that is in the way."""
        end = start + timedelta(days - 1)
        for day in span(start, days):
            for other in self.by_day.get(day, ()):
                if other.desa_id == desa_id:
                    continue
                if not (self.rules.hands_over and _hand_over(start, end, other.starts_on, other.ends_on)):
                    return other
        return None

    def week_is_full(self, start: date) -> bool:
        return self.per_week[week_of(start)] >= self.rules.visits_per_week


def _hand_over(start: date, end: date, other_start: date, other_end: date) -> bool:
    """One visit ends on the day on which the other begins, and neither is a visit of that day alone."""
    return start < end == other_start < other_end or other_start < other_end == start < end


def _taken(rules: Rules, fixed: Iterable[Fixed]) -> _Taken:
    taken = _Taken(rules)
    for visit in fixed:
        taken.add(visit)
    return taken


def draft(
    ranked: Sequence[Ranked],
    rules: Rules,
    book: DayBook,
    *,
    speeds: Speeds,
    fixed: Sequence[Fixed] = (),
    not_before: date | None = None,
) -> Draft:
    """Place the desa on the free days, farthest first.

    Each desa takes the first free start day that is open for it; a desa whose road is cut off in the rain takes the
    first one outside the wet months, when there is one.

    Args:
        ranked: all desa in order; those among ``fixed`` are left out of the lines.
        rules: window, weekdays, visits per week, days per visit.
        book: closed days.
        speeds: for the words of the reason.
        fixed: visits that keep their days.
        not_before: no new date before this day.
    """
    taken = _taken(rules, fixed)
    kept = {visit.desa_id for visit in fixed}
    starts = list(_open_starts(rules, book, not_before))
    lines: list[Placed] = []
    full_until = 0
    for entry in ranked:
        if entry.village.id in kept:
            continue
        while full_until < len(starts) and not _is_free(starts[full_until], rules, taken):
            full_until += 1
        start = _choose(entry.village, starts[full_until:], rules, book, taken)
        reason = _reason(entry, start, rules, book, taken, speeds)
        if start is not None:
            taken.add(Fixed(entry.village.id, start, rules.days_per_visit))
        lines.append(Placed(entry.village.id, entry.rank, start, rules.days_per_visit, reason))
    return Draft(tuple(lines))


def _open_starts(rules: Rules, book: DayBook, not_before: date | None = None) -> Iterator[date]:
    """Every day on which a visit may start as far as the whole regency is concerned."""
    day = max(rules.starts_on, not_before) if not_before else rules.starts_on
    last = rules.ends_on - timedelta(rules.days_per_visit - 1)
    while day <= last:
        if day.weekday() in rules.weekdays and book.why_no_visit(day, rules.days_per_visit, rules) is None:
            yield day
        day += ONE_DAY


def _is_free(start: date, rules: Rules, taken: _Taken) -> bool:
    return not taken.week_is_full(start) and not taken.clashes(start, rules.days_per_visit)


def _choose(village: Village, starts: Sequence[date], rules: Rules, book: DayBook, taken: _Taken) -> date | None:
    local = book.is_local(village.id, village.kecamatan_id)
    wet_choice: date | None = None
    for start in starts:
        if not _is_free(start, rules, taken):
            continue
        if local and book.why_no_visit(start, rules.days_per_visit, rules, desa_id=village.id, kecamatan_id=village.kecamatan_id):
            continue
        if village.wet_season is WetSeasonAccess.CUT_OFF and _is_wet(start, rules):
            wet_choice = wet_choice or start
            continue
        return start
    return wet_choice


def _is_wet(start: date, rules: Rules) -> bool:
    return any(day.month in rules.wet_months for day in span(start, rules.days_per_visit))


def _reason(entry: Ranked, start: date | None, rules: Rules, book: DayBook, taken: _Taken, speeds: Speeds) -> str:
    far = f"Terjauh ke-{entry.rank}: {entry.measure.words(speeds.origin)}."
    if start is None:
        return f"{far} Belum kebagian tanggal karena masa kunjungan sudah penuh."
    return " ".join(
        filter(None, (far, _why_this_day(entry.village, start, rules, book, taken), _rain(entry.village, start, rules)))
    )


def _why_this_day(village: Village, start: date, rules: Rules, book: DayBook, taken: _Taken) -> str:
    name = DAY_NAMES[start.weekday()]
    day = start - ONE_DAY
    while day >= rules.starts_on:
        if day.weekday() in rules.weekdays:
            closed = book.why_no_visit(day, rules.days_per_visit, rules, desa_id=village.id, kecamatan_id=village.kecamatan_id)
            if closed:
                return f"{name} pertama yang kosong setelah {closed[1]}."
            if taken.week_is_full(day) and week_of(day) != week_of(start):
                return f"{name} pertama yang kosong setelah minggu sebelumnya penuh."
            return f"{name} pertama yang masih kosong."
        day -= ONE_DAY
    return f"{name} pertama dalam masa kunjungan."


def _rain(village: Village, start: date, rules: Rules) -> str:
    wet = _is_wet(start, rules)
    if village.wet_season is WetSeasonAccess.CUT_OFF:
        if wet:
            return "Jalannya terputus saat hujan, tetapi tidak ada tanggal lain di luar musim hujan."
        return "Di luar musim hujan, karena jalannya terputus saat hujan."
    return "Jalannya sulit saat hujan." if wet and village.wet_season is WetSeasonAccess.HARD else ""


# --- dates chosen by hand ---------------------------------------------------------------------------------------------


def problem_with(start: date, days: int, village: Village, rules: Rules, book: DayBook, others: Sequence[Fixed]) -> Problem | None:
    """What stands against a date chosen by hand; None when it can be taken.

    The weekdays and the number of visits a week guide the draft alone: by hand any working day may be chosen.
    """
    return _problem(Fixed(village.id, start, days), village, rules, book, _taken(rules, others))


def problems(visits: Sequence[tuple[Village, Fixed]], rules: Rules, book: DayBook) -> dict[int, Problem]:
    """The problem of each visit that has one, by id of the desa; the visits are also looked at against each other."""
    taken = _taken(rules, (visit for _, visit in visits))
    found = ((village.id, _problem(visit, village, rules, book, taken)) for village, visit in visits)
    return {desa_id: problem for desa_id, problem in found if problem}


def _problem(visit: Fixed, village: Village, rules: Rules, book: DayBook, taken: _Taken) -> Problem | None:
    if not (rules.starts_on <= visit.starts_on and visit.ends_on <= rules.ends_on):
        return Problem(OUTSIDE)
    closed = book.why_no_visit(visit.starts_on, visit.days, rules, desa_id=village.id, kecamatan_id=village.kecamatan_id)
    if closed:
        return Problem(f"kena {closed[1]}")
    clash = taken.clash(visit.starts_on, visit.days, visit.desa_id)
    return Problem("bersamaan dengan kunjungan lain", clash.desa_id) if clash else None


def nearest_free(
    wish: date,
    days: int,
    village: Village,
    rules: Rules,
    book: DayBook,
    others: Sequence[Fixed],
    *,
    not_before: date | None = None,
    limit: int = 4,
) -> list[date]:
    """The free start days nearest to ``wish`` that keep all rules, in order of date; of equally near ones the earlier."""
    taken = _taken(rules, others)
    first = max(rules.starts_on, not_before) if not_before else rules.starts_on
    found: list[date] = []
    candidates = (first + timedelta(n) for n in range(max((rules.ends_on - first).days + 1, 0)))
    for day in sorted(candidates, key=lambda day: (abs((day - wish).days), day)):
        if len(found) == limit:
            break
        if day.weekday() not in rules.weekdays or day + timedelta(days - 1) > rules.ends_on or taken.week_is_full(day):
            continue
        if taken.clashes(day, days):
            continue
        if book.why_no_visit(day, days, rules, desa_id=village.id, kecamatan_id=village.kecamatan_id) is None:
            found.append(day)
    return sorted(found)
