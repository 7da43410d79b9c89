"""A visit that begins on the frozen Monday, with two agencies that came: what the tests of results and reports stand on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from intranet.opd.models import Official
from intranet.opd.states import Office, OfficialStatus
from intranet.participation.models import Participation, ServiceOffer, StaffAssignment
from intranet.participation.states import ParticipationStatus
from intranet.visits.models import Visit
from intranet.visits.states import VisitStatus
from tests.world import World

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)


@dataclass(frozen=True)
class VisitDay:
    """Ids: the visit of ``far``, and another that begins in a week at ``near``."""

    id: int
    later: int


def make_visit_day(save: Callable[..., None], world: World, status: VisitStatus = VisitStatus.SCHEDULED) -> VisitDay:
    """Disdukcapil sent two people and offers two services, Dinkes one and one; the Sekda who signs is known."""
    visit = _visit(world.desa["far"], MONDAY, TUESDAY, status)
    later = _visit(world.desa["near"], date(2026, 11, 30), date(2026, 12, 1), VisitStatus.SCHEDULED)
    save(visit, later)
    parts = [_coming(visit.id, world.opds[opd]) for opd in ("a", "b")]
    save(*parts, _coming(later.id, world.opds["a"]))
    ours, theirs = (part.id for part in parts)
    save(
        StaffAssignment(participation_id=ours, employee_id=world.employees["a1"], function="Petugas rekam"),
        StaffAssignment(participation_id=ours, employee_id=world.employees["a2"], function="Petugas loket"),
        StaffAssignment(participation_id=theirs, employee_id=world.employees["b1"], function="Dokter"),
        ServiceOffer(participation_id=ours, service_id=world.services["ktp"], quota=25),
        ServiceOffer(participation_id=ours, service_id=world.services["kia"], quota=10),
        ServiceOffer(participation_id=theirs, service_id=world.services["periksa"], quota=40),
        Official(
            office=Office.SEKDA,
            name="Arsyad Malianto",
            front_title="Drs.",
            back_title="M.Si.",
            nip="197001011995031001",
            rank="IV/d",
            status=OfficialStatus.DEFINITIVE,
            valid_from=date(2026, 1, 1),
        ),
    )
    return VisitDay(visit.id, later.id)


def _visit(desa_id: int, starts_on: date, ends_on: date, status: VisitStatus) -> Visit:
    return Visit(year=2026, desa_id=desa_id, starts_on=starts_on, ends_on=ends_on, venue="Balai desa", status=status)


def _coming(visit_id: int, opd_id: int) -> Participation:
    return Participation(visit_id=visit_id, opd_id=opd_id, status=ParticipationStatus.CONFIRMED, respond_by=date(2026, 11, 6))
