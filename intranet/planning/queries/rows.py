"""What the working copy of a year looks like to pages and actions: frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from intranet.planning import policy
from intranet.planning.solver import Fixed, Rules, Speeds, Village
from intranet.planning.states import LineChange, PlanStatus
from intranet.visits.queries import TOOK_PLACE
from intranet.visits.states import VisitStatus

if TYPE_CHECKING:
    from intranet.planning.queries.calendar import DayOff
    from intranet.planning.solver import Mend


@dataclass(frozen=True, slots=True)
class PlanRow:
    """The plan of a year without its lines; ``release`` is the number of the last release, None before the first."""

    id: int
    year: int
    status: PlanStatus
    starts_on: date
    ends_on: date
    weekdays: tuple[int, ...]
    visits_per_week: int
    days_per_visit: int
    note: str
    submitted_by_id: int | None
    submitted_by: str
    submitted_at: datetime | None
    return_reason: str
    returned_by: str
    version: int
    release: int | None
    released_at: datetime | None

    @property
    def is_open(self) -> bool:
        """True while the working copy can be changed."""
        return policy.is_open(self)

    @property
    def next_release(self) -> int:
        """The number that the next approval gives."""
        return (self.release or 0) + 1


@dataclass(frozen=True, slots=True)
class Line:
    """One desa in the working copy, beside what the last release says (``old_*``, None when it is not in it)."""

    id: int
    desa_id: int
    desa: str
    kecamatan_id: int
    kecamatan: str
    rank: int
    reason: str
    starts_on: date | None
    days: int
    venue: str
    pinned: bool
    version: int
    change: LineChange
    old_starts_on: date | None = None
    old_ends_on: date | None = None
    old_venue: str = ""
    visit_id: int | None = None
    visit_status: VisitStatus | None = None
    problem: str = ""

    @property
    def ends_on(self) -> date | None:
        """The last day, None without a date."""
        return None if self.starts_on is None else self.starts_on + timedelta(self.days - 1)

    @property
    def postponed(self) -> bool:
        """True while the published visit has no days; ``old_*`` are those that it had."""
        return self.visit_status is VisitStatus.POSTPONED

    @property
    def waits(self) -> bool:
        """True for a postponed visit without a new date: a release leaves it as it is."""
        return self.postponed and self.starts_on is None

    @property
    def locked(self) -> bool:
        """True once the visit took place: then nothing can be changed."""
        return self.visit_status in TOOK_PLACE


@dataclass(frozen=True, slots=True)
class Removal:
    """A visit of the last release that the working copy no longer has."""

    visit_id: int
    desa_id: int
    desa: str
    kecamatan: str
    starts_on: date
    ends_on: date
    postponed: bool
    why: str


@dataclass(frozen=True, slots=True)
class Diff:
    """What the next release changes, by date. ``undated`` lines stay out of it; ``waiting`` of them are postponed visits."""

    changed: tuple[Line, ...]
    removed: tuple[Removal, ...]
    same: int
    undated: int
    waiting: int

    def count(self, change: LineChange) -> int:
        """How many lines changed in this way."""
        if change == LineChange.REMOVED:
            return len(self.removed)
        return sum(line.change == change for line in self.changed)

    @property
    def empty(self) -> bool:
        """True when the working copy says what the last release says."""
        return not self.changed and not self.removed

    @property
    def total(self) -> int:
        """How many changes."""
        return len(self.changed) + len(self.removed)

    @property
    def touched_visit_ids(self) -> tuple[int, ...]:
        """Published visits that the release would move, send elsewhere or cancel."""
        moved = [line.visit_id for line in self.changed if line.visit_id is not None and line.change is not LineChange.NEW]
        return tuple(moved + [removal.visit_id for removal in self.removed])


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """The plan with all its lines (by date, those without one last), the diff and the days off of its year."""

    plan: PlanRow
    lines: tuple[Line, ...]
    diff: Diff
    days_off: tuple[DayOff, ...]
    rules: Rules
    villages: dict[int, Village]
    desa_total: int
    speeds: Speeds

    @property
    def dated(self) -> int:
        """How many lines have a date."""
        return sum(line.starts_on is not None for line in self.lines)

    @property
    def problems(self) -> tuple[Line, ...]:
        """Lines that cannot be published as they stand."""
        return tuple(line for line in self.lines if line.problem)

    def fixed(self, *, but: int | None = None, pinned_only: bool = False) -> list[Fixed]:
        """The dated lines as the solver takes them; with ``pinned_only`` those that a draft leaves alone."""
        return [
            Fixed(line.desa_id, line.starts_on, line.days)
            for line in self.lines
            if line.starts_on and line.desa_id != but and (not pinned_only or line.pinned or line.locked)
        ]


@dataclass(frozen=True, slots=True)
class Preview:
    """What drafting would give: ``fits`` of ``total`` desa have a date then, ``kept`` of them pinned or held."""

    fits: int
    total: int
    kept: int
    mends: tuple[Mend, ...]

    @property
    def missing(self) -> int:
        """How many desa would have no date."""
        return self.total - self.fits
