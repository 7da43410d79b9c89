"""What would make the rest fit when a year is too short: each change is really tried."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from intranet.planning.solver.days import DAY_NAMES, SATURDAY, Rules
from intranet.planning.solver.placing import Fixed, draft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from intranet.planning.solver.days import DayBook
    from intranet.planning.solver.ranking import Ranked, Speeds

MOST_PER_WEEK = 5


@dataclass(frozen=True, slots=True)
class Mend:
    """A change of the rules: what it is, in words, and how many desa of ``total`` then have a date."""

    words: str
    rules: Rules
    fits: int
    total: int

    @property
    def enough(self) -> bool:
        """True when every desa then has a date."""
        return self.fits == self.total


def mends(
    ranked: Sequence[Ranked],
    rules: Rules,
    book: DayBook,
    *,
    speeds: Speeds,
    fixed: Sequence[Fixed] = (),
    not_before: date | None = None,
) -> list[Mend]:
    """Changes that would help, the most helpful first; one of several changes at once when no single one is enough.

    Arguments as for :func:`placing.draft`. Empty when everything fits already.
    """

    def fits(changed: Rules) -> int:
        return draft(ranked, changed, book, speeds=speeds, fixed=fixed, not_before=not_before).fits

    kept = {visit.desa_id for visit in fixed}
    total = sum(entry.village.id not in kept for entry in ranked)
    now = fits(rules)
    if now == total:
        return []
    found = [Mend(words, changed, fits(changed), total) for words, changed in _single(rules)]
    found = sorted((mend for mend in found if mend.fits > now), key=lambda mend: -mend.fits)
    found = _best_weekday_only(found)
    if not any(mend.enough for mend in found):
        found = [*_first_enough(rules, total, fits), *found]
    return found


def _single(rules: Rules) -> Iterator[tuple[str, Rules]]:
    more = rules.visits_per_week + 1
    if more <= MOST_PER_WEEK:
        yield f"{more} kunjungan seminggu", replace(rules, visits_per_week=more)
    for weekday in range(SATURDAY):
        if weekday not in rules.weekdays:
            yield f"tambah hari {DAY_NAMES[weekday]}", replace(rules, weekdays=rules.weekdays | {weekday})
    if rules.starts_on > (first := date(rules.starts_on.year, 1, 1)):
        yield "mulai sejak 1 Januari", replace(rules, starts_on=first)
    if rules.ends_on < (last := date(rules.ends_on.year, 12, 31)):
        yield "berakhir 31 Desember", replace(rules, ends_on=last)
    if rules.days_per_visit > 2:  # an evening and a day of service is the least
        yield f"{rules.days_per_visit - 1} hari per kunjungan", replace(rules, days_per_visit=rules.days_per_visit - 1)


def _best_weekday_only(found: list[Mend]) -> list[Mend]:
    kept: list[Mend] = []
    for mend in found:
        if mend.words.startswith("tambah hari") and any(other.words.startswith("tambah hari") for other in kept):
            continue
        kept.append(mend)
    return kept


def _first_enough(rules: Rules, total: int, fits: Callable[[Rules], int]) -> list[Mend]:
    """The smallest combination that is enough, else the most that a year can hold."""
    first, last = date(rules.starts_on.year, 1, 1), date(rules.ends_on.year, 12, 31)
    everyday = rules.weekdays | set(range(SATURDAY))
    best: Mend | None = None
    for per_week in range(rules.visits_per_week, MOST_PER_WEEK + 1):
        for changed in (
            replace(rules, visits_per_week=per_week, starts_on=first, ends_on=last),
            replace(rules, visits_per_week=per_week, weekdays=everyday),
            replace(rules, visits_per_week=per_week, weekdays=everyday, starts_on=first, ends_on=last),
        ):
            mend = Mend(_told(rules, changed), changed, fits(changed), total)
            if best is None or mend.fits > best.fits:
                best = mend
            if mend.enough:
                return [mend]
    return [best] if best else []


def _told(rules: Rules, changed: Rules) -> str:
    parts = []
    if changed.visits_per_week != rules.visits_per_week:
        parts.append(f"{changed.visits_per_week} kunjungan seminggu")
    if changed.weekdays != rules.weekdays:
        parts.append("semua hari kerja")
    if (changed.starts_on, changed.ends_on) != (rules.starts_on, rules.ends_on):
        parts.append("1 Januari sampai 31 Desember")
    return ", ".join(parts)
