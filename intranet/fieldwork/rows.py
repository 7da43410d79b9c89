"""Results of a visit as pages and the report read them: frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from intranet.fieldwork.states import AgeGroup, Presence, RemarkKind, Sex


@dataclass(frozen=True, slots=True)
class RecordRow:
    """The head of the results; version 0 when nothing was written yet."""

    evening_residents: int
    evening_from: str
    evening_until: str
    service_from: str
    service_until: str
    conclusion: str
    version: int


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A person who was sent, and whether he was there (None: not written yet)."""

    opd_id: int
    opd: str
    employee_id: int
    name: str
    position: str
    function: str
    presence: Presence | None
    note: str


@dataclass(frozen=True, slots=True)
class CountRow:
    """A service on offer (or given without being offered), with its counts; ``served`` None: not written yet."""

    opd_id: int
    opd: str
    service_id: int
    service: str
    unit: str
    quota: int | None
    served: int | None
    finished: int | None
    carried_over: int | None
    note: str


@dataclass(frozen=True, slots=True)
class WalkInRow:
    """Residents of one sex and age group who came."""

    sex: Sex
    age_group: AgeGroup
    count: int


@dataclass(frozen=True, slots=True)
class RemarkRow:
    """A wish, problem or suggestion."""

    id: int
    kind: RemarkKind
    text: str
    opd_id: int | None
    opd: str | None
    created_by_id: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A photo; size in bytes, edges in pixels."""

    id: int
    sha256: str
    caption: str
    width: int
    height: int
    size_bytes: int
    uploaded_by_id: int | None


@dataclass(frozen=True, slots=True)
class OpdState:
    """How far one OPD is with its results."""

    opd_id: int
    opd: str
    staff: int
    present: int
    marked: int
    services: int
    counted: int
    served: int

    @property
    def complete(self) -> bool:
        """True when everybody is marked and every offered service counted."""
        return self.marked >= self.staff and self.counted >= self.services


@dataclass(frozen=True, slots=True)
class Results:
    """All that was written down at one visit."""

    record: RecordRow
    roster: tuple[RosterRow, ...]
    counts: tuple[CountRow, ...]
    walk_ins: tuple[WalkInRow, ...]
    remarks: tuple[RemarkRow, ...]
    photos: tuple[PhotoRow, ...]

    @property
    def residents_served(self) -> int:
        """Residents who came to the counters, by the tally."""
        return sum(row.count for row in self.walk_ins)

    @property
    def services_served(self) -> int:
        """Services given, all OPDs together."""
        return sum(row.served or 0 for row in self.counts)

    @property
    def opds(self) -> tuple[OpdState, ...]:
        """How far each OPD is, those with something missing first."""
        names = {row.opd_id: row.opd for row in self.roster} | {row.opd_id: row.opd for row in self.counts}
        states = [self._state(opd_id, name) for opd_id, name in names.items()]
        return tuple(sorted(states, key=lambda state: (state.complete, state.opd)))

    def _state(self, opd_id: int, name: str) -> OpdState:
        roster = [row for row in self.roster if row.opd_id == opd_id]
        counts = [row for row in self.counts if row.opd_id == opd_id]
        return OpdState(
            opd_id=opd_id,
            opd=name,
            staff=len(roster),
            present=sum(1 for row in roster if row.presence == "present"),
            marked=sum(1 for row in roster if row.presence is not None),
            services=len(counts),
            counted=sum(1 for row in counts if row.served is not None),
            served=sum(row.served or 0 for row in counts),
        )
