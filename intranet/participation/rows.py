"""What the pages about answers show: frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from intranet.participation.states import Duty, ParticipationStatus
    from intranet.visits.states import VisitStatus


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A person on a roster."""

    participation_id: int
    employee_id: int
    name: str
    function: str
    position: str


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A service on offer, with its quota in units."""

    participation_id: int
    service_id: int
    name: str
    unit: str
    quota: int


@dataclass(frozen=True, slots=True)
class Clash:
    """A person who is already on another trip that day."""

    employee_id: int
    name: str
    day: date
    participation_id: int
    desa: str
    opd: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One participation with its visit, as the inbox and the visit's page list it."""

    id: int
    visit_id: int
    opd_id: int
    opd: str
    desa: str
    kecamatan: str
    starts_on: date
    ends_on: date
    venue: str
    km: float
    travel_minutes: int | None
    visit_status: VisitStatus
    status: ParticipationStatus
    duty: Duty
    respond_by: date
    decline_reason: str
    note: str
    answered_at: datetime | None
    staff_count: int
    offer_count: int
    version: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """The last answer, offered again: who and what, and who is not free this time."""

    staff: tuple[StaffRow, ...]
    offers: tuple[OfferRow, ...]
    clashes: tuple[Clash, ...]

    @property
    def free(self) -> bool:
        """True when it can be taken as it is."""
        return bool(self.staff) and not self.clashes


@dataclass(frozen=True, slots=True)
class InboxItem:
    """A visit that waits for an answer, with the answer that one tap would give (None: there is none yet)."""

    row: AnswerRow
    repeat: Repeat | None


@dataclass(frozen=True, slots=True)
class MonthCount:
    """How many visits a month has for an OPD, and how many of them are unanswered."""

    year: int
    month: int
    total: int
    open: int


@dataclass(frozen=True, slots=True)
class Inbox:
    """The inbox of one month."""

    year: int
    month: int
    months: tuple[MonthCount, ...]
    waiting: tuple[InboxItem, ...]
    answered: tuple[AnswerRow, ...]

    @property
    def total(self) -> int:
        """Visits of the month."""
        return len(self.waiting) + len(self.answered)

    @property
    def repeatable(self) -> int:
        """How many of the waiting can take the last answer as it is."""
        return sum(1 for item in self.waiting if item.repeat is not None and item.repeat.free)


@dataclass(frozen=True, slots=True)
class StaffChoice:
    """A colleague who can be sent; ``load`` counts the trips of the visit's month."""

    employee_id: int
    name: str
    position: str
    usual_function: str
    load: int
    clash: Clash | None


@dataclass(frozen=True, slots=True)
class ServiceChoice:
    """A service that can be brought; ``minutes`` per unit."""

    service_id: int
    name: str
    unit: str
    minutes: int


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """All that the form for one answer needs."""

    row: AnswerRow
    services: tuple[ServiceChoice, ...]
    staff: tuple[StaffChoice, ...]
    chosen_staff: dict[int, str]
    chosen_offers: dict[int, int]
    from_last: bool


@dataclass(frozen=True, slots=True)
class OpdAnswer:
    """One OPD on a visit's page: answer, people and services."""

    row: AnswerRow
    staff: tuple[StaffRow, ...]
    offers: tuple[OfferRow, ...]
    may_answer: bool


@dataclass(frozen=True, slots=True)
class BoardCell:
    """One answer on the board."""

    visit_id: int
    status: ParticipationStatus
    overdue: bool


@dataclass(frozen=True, slots=True)
class BoardVisit:
    """A column of the board."""

    visit_id: int
    desa: str
    kecamatan: str
    starts_on: date
    coming: int
    declined: int
    silent: int


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A line of the board: one OPD; ``cells`` in the order of the visits, None where it is not asked."""

    opd_id: int
    opd: str
    cells: tuple[BoardCell | None, ...]
    silent: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Board:
    """OPD × visit for one month."""

    year: int
    month: int
    months: tuple[MonthCount, ...]
    visits: tuple[BoardVisit, ...]
    lines: tuple[BoardLine, ...]
