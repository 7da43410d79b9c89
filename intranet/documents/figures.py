"""The tables of a Laporan Kunjungan, computed from its frozen values: groups, sums and what is worth a column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intranet.documents.snapshot import Aspiration, Attendee, ServiceLine, VisitReport, WalkIn


@dataclass(frozen=True, slots=True)
class Sums:
    """Services of one OPD, or of all."""

    expected: int
    served: int
    finished: int
    carried_over: int


@dataclass(frozen=True, slots=True)
class ServiceGroup:
    """The services of one OPD."""

    opd: str
    lines: tuple[ServiceLine, ...]
    sums: Sums


@dataclass(frozen=True, slots=True)
class StaffGroup:
    """The people whom one OPD sent."""

    opd: str
    people: tuple[Attendee, ...]


@dataclass(frozen=True, slots=True)
class WalkInTable:
    """Residents by age group (rows) and sex (columns), with the sums of both."""

    sexes: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...], int], ...]
    sums: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything in a report that is computed."""

    services: tuple[ServiceGroup, ...]
    sums: Sums
    carried_over: tuple[ServiceLine, ...]
    walk_ins: WalkInTable
    staff: tuple[StaffGroup, ...]
    staff_sent: int
    staff_present: int
    agencies: int
    guests: int
    shows_follow_up: bool
    shows_due: bool


def figures_of(report: VisitReport) -> Figures:
    """The figures of a report."""
    return Figures(
        services=_services(report.services),
        sums=_sums(report.services),
        carried_over=tuple(line for line in report.services if line.carried_over),
        walk_ins=_walk_ins(report.walk_ins),
        staff=_staff(report.attendance),
        staff_sent=sum(each.staff for each in report.participants) or len(report.attendance),
        staff_present=sum(1 for each in report.attendance if each.present) or sum(each.present for each in report.participants),
        agencies=sum(1 for each in report.participants if each.attends and not each.external),
        guests=sum(1 for each in report.participants if each.attends and each.external),
        shows_follow_up=_any(report.aspirations, "follow_up"),
        shows_due=_any(report.aspirations, "due_on"),
    )


def _any(rows: tuple[Aspiration, ...], name: str) -> bool:
    return any(getattr(row, name) for row in rows)


def _sums(lines: Iterable[ServiceLine]) -> Sums:
    lines = tuple(lines)
    return Sums(
        expected=sum(line.expected or 0 for line in lines),
        served=sum(line.served or 0 for line in lines),
        finished=sum(line.finished or 0 for line in lines),
        carried_over=sum(line.carried_over or 0 for line in lines),
    )


def _services(lines: tuple[ServiceLine, ...]) -> tuple[ServiceGroup, ...]:
    by_opd: dict[str, list[ServiceLine]] = {}
    for line in lines:
        by_opd.setdefault(line.opd, []).append(line)
    return tuple(ServiceGroup(opd, tuple(found), _sums(found)) for opd, found in by_opd.items())


def _staff(people: tuple[Attendee, ...]) -> tuple[StaffGroup, ...]:
    by_opd: dict[str, list[Attendee]] = {}
    for person in people:
        by_opd.setdefault(person.opd, []).append(person)
    return tuple(StaffGroup(opd, tuple(found)) for opd, found in by_opd.items())


def _walk_ins(rows: tuple[WalkIn, ...]) -> WalkInTable:
    sexes = tuple(dict.fromkeys(row.sex for row in rows))
    ages = tuple(dict.fromkeys(row.age_group for row in rows))
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        counts[row.age_group, row.sex] = counts.get((row.age_group, row.sex), 0) + row.count
    table = []
    for age in ages:
        line = tuple(counts.get((age, sex), 0) for sex in sexes)
        table.append((age, line, sum(line)))
    sums = tuple(sum(line[1][column] for line in table) for column in range(len(sexes)))
    return WalkInTable(sexes, tuple(table), sums, sum(sums))
