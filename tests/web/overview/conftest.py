"""A year seen from Monday 23 November 2026: one visit held, one next week, two in January; two agencies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event

from intranet.extensions import db
from intranet.fieldwork.models import Attendance, ServiceResult, VisitRecord, WalkIn
from intranet.fieldwork.states import AgeGroup, Presence, Sex
from intranet.participation.models import Participation, ServiceOffer, StaffAssignment, StaffDay
from intranet.participation.states import ParticipationStatus
from intranet.visits.models import Visit
from intranet.visits.states import VisitStatus
from tests.world import World

ANSWERED = datetime(2026, 10, 1, 3, 0, tzinfo=UTC)
Save = Callable[..., None]


@dataclass(frozen=True)
class Year:
    """Ids of the visits by name, and of the participations by visit and agency."""

    visits: dict[str, int]
    answers: dict[tuple[str, str], int]

    def path(self, name: str) -> str:
        """Address of a visit."""
        return f"/kunjungan/{self.visits[name]}"


def visit(desa_id: int, first: date, last: date, status: VisitStatus = VisitStatus.SCHEDULED, year: int | None = None) -> Visit:
    return Visit(year=year or first.year, desa_id=desa_id, starts_on=first, ends_on=last, venue="Balai desa", status=status)


@pytest.fixture
def year(world: World, save: Save, frozen_clock: datetime) -> Year:
    """``held`` 17-18 November with results of agency a, ``soon`` 1-2 December (a comes, b is late), ``january`` unanswered."""
    del frozen_clock
    visits = {
        "held": visit(world.desa["near"], date(2026, 11, 17), date(2026, 11, 18), VisitStatus.HELD),
        "soon": visit(world.desa["far"], date(2026, 12, 1), date(2026, 12, 2)),
        "january": visit(world.desa["farther"], date(2027, 1, 12), date(2027, 1, 13)),
    }
    save(*visits.values())
    came, silent = ParticipationStatus.CONFIRMED, ParticipationStatus.INVITED
    plan = {
        ("held", "a"): (came, date(2026, 10, 2)),
        ("held", "b"): (came, date(2026, 10, 2)),
        ("soon", "a"): (came, date(2026, 10, 30)),
        ("soon", "b"): (silent, date(2026, 10, 30)),
        ("january", "a"): (silent, date(2026, 12, 4)),
        ("january", "b"): (silent, date(2026, 12, 4)),
    }
    answers = {
        key: Participation(
            visit_id=visits[key[0]].id,
            opd_id=world.opds[key[1]],
            status=status,
            respond_by=deadline,
            answered_at=ANSWERED if status is came else None,
        )
        for key, (status, deadline) in plan.items()
    }
    save(*answers.values())
    for key, answer in answers.items():
        if answer.status is came:
            _send(save, world, answer, visits[key[0]], key[1])
    save(
        VisitRecord(visit_id=visits["held"].id, evening_residents=64, updated_at=ANSWERED),
        WalkIn(visit_id=visits["held"].id, sex=Sex.FEMALE, age_group=AgeGroup.ADULT, count=31),
        ServiceResult(
            visit_id=visits["held"].id,
            opd_id=world.opds["a"],
            service_id=world.services["ktp"],
            served=40,
            finished=36,
            carried_over=4,
        ),
        Attendance(
            visit_id=visits["held"].id, opd_id=world.opds["a"], employee_id=world.employees["a2"], presence=Presence.PRESENT
        ),
    )
    return Year({name: each.id for name, each in visits.items()}, {key: each.id for key, each in answers.items()})


def _send(save: Save, world: World, answer: Participation, trip: Visit, agency: str) -> None:
    """One person and one service of an agency."""
    person, service = ("a2", "ktp") if agency == "a" else ("b1", "periksa")
    staff = StaffAssignment(participation_id=answer.id, employee_id=world.employees[person], function="Petugas pelayanan")
    save(staff, ServiceOffer(participation_id=answer.id, service_id=world.services[service], quota=40))
    save(StaffDay(assignment_id=staff.id, employee_id=staff.employee_id, day=trip.starts_on))


@pytest.fixture
def statements(app) -> Callable[[], Iterator[list[str]]]:
    """Count what a block asks the database: ``with statements() as asked: ...; len(asked)``."""

    @contextmanager
    def counted() -> Iterator[list[str]]:
        asked: list[str] = []

        def note(_connection, _cursor, statement, _parameters, _context, _many) -> None:
            if statement.split(None, 1)[0] in {"SELECT", "WITH"}:
                asked.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield asked
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counted
