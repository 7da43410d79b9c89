"""What the OPDs answered: each in one sitting a month, with people who are free on the days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Table, bindparam, delete, insert, select, update

from intranet.core import audit, clock, counters
from intranet.core.errors import DomainError
from intranet.demo.moments import at, refresh, workday
from intranet.extensions import db
from intranet.opd.models import Opd
from intranet.opd.states import OpdKind
from intranet.participation import actions
from intranet.participation.models import Participation, ServiceOffer, StaffAssignment, StaffDay
from intranet.participation.states import OPEN, ParticipationStatus
from intranet.visits.models import Visit
from intranet.visits.states import VisitStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intranet.core.actor import Actor
    from intranet.demo.stage import Agency, Offered, Person, Stage

MINUTE = timedelta(minutes=1)
REASONS = (
    "Semua petugas mengikuti bimbingan teknis di Bengkulu pada tanggal itu.",
    "Kendaraan dinas sedang dalam perbaikan; layanan diberikan di kantor.",
    "Bersamaan dengan pemeriksaan oleh inspektorat.",
    "Petugas terbatas karena cuti; diusulkan bergabung pada kunjungan berikutnya.",
)
LIBRARY_REASON = "Mobil perpustakaan keliling sedang diperbaiki sampai awal bulan."
NOTES = (
    "Mohon disediakan dua meja dan sambungan listrik.",
    "Alat rekam memerlukan listrik; mohon genset disiapkan.",
    "Petugas berangkat bersama rombongan Setda.",
    "Mohon ruang tertutup untuk pemeriksaan.",
)
QUOTAS = (20, 25, 30, 30, 40, 50, 60)
FEW = {"usulan", "kelompok", "desa", "kegiatan", "perkara", "organisasi", "berkas", "aduan", "rumah", "usaha", "bidang"}
LARGE_TEAMS = {"disdukcapil": 4, "dinkes": 5, "dinsos": 3, "setda": 3, "rsud": 2, "dppkbp3a": 3}
SILENT_AHEAD = {"dpmptsp", "dinsos"}
"""OPDs whose inbox of the next unanswered month is still whole, so that there is work to try."""
CLASHING = "disdukcapil"
HALFWAY = "dinkes"
DECLINING = "perpustakaan"


@dataclass(frozen=True, slots=True)
class Asked:
    """A visit that waits for the answer of an OPD."""

    id: int
    visit_id: int
    starts_on: date
    ends_on: date

    @property
    def days(self) -> list[date]:
        """All its days."""
        return [self.starts_on + timedelta(n) for n in range((self.ends_on - self.starts_on).days + 1)]


# --- when -------------------------------------------------------------------------------------------------------------


def expect(stage: Stage, visit_ids: list[int]) -> None:
    """After a release: each OPD will sit down once for each month of its visits."""
    if not visit_ids:
        return
    rows = db.session.execute(
        select(Opd.code, Visit.starts_on, Participation.respond_by)
        .join(Participation, Participation.opd_id == Opd.id)
        .join(Visit, Visit.id == Participation.visit_id)
        .where(Participation.visit_id.in_(visit_ids))
        .order_by(Opd.id, Visit.starts_on)
    )
    sittings: dict[tuple[str, int, int], date] = {}
    for code, starts_on, respond_by in rows:
        sittings.setdefault((code, starts_on.year, starts_on.month), respond_by)
    for (code, year, month), respond_by in sittings.items():
        when = _sitting(stage, stage.agencies[code], respond_by)
        if when is not None:
            stage.moments.add(when, lambda c=code, y=year, m=month: sit(stage, c, y, m))  # type: ignore[misc]


def _sitting(stage: Stage, agency: Agency, respond_by: date) -> datetime | None:
    """When an OPD answers: mostly in the three weeks before the deadline, sometimes a little late, some never."""
    rng = stage.rng
    released = clock.today() + timedelta(2)
    diligent = rng.random() < (0.96 if agency.required else stage.size.guests)
    first, last = max(released, respond_by - timedelta(24)), max(released, respond_by + timedelta(2))
    day = first + timedelta(rng.randint(0, (last - first).days))
    minute = rng.randint(0, 59)
    hour = rng.randint(8, 15)
    if stage.size.answer_all:
        day = min(day, stage.today - timedelta(rng.randint(1, 4)))
    elif respond_by >= stage.today:
        return _sitting_ahead(stage, agency, day, hour, minute)
    return at(workday(day), hour, minute) if diligent else None


def _sitting_ahead(stage: Stage, agency: Agency, day: date, hour: int, minute: int) -> datetime | None:
    """Deadlines that are still open: about half of the OPDs were early; some have a part to play."""
    if agency.code in SILENT_AHEAD or day >= stage.today + timedelta(14):
        return None
    if agency.code in {CLASHING, HALFWAY, DECLINING}:
        day = stage.today - timedelta(4)
    return at(workday(day), hour, minute)


def expect_again(stage: Stage, visit_ids: list[int]) -> None:
    """After a visit moved: most of those who had answered do so anew within a week."""
    if not visit_ids:
        return
    rows = db.session.execute(
        select(Opd.code, Participation.visit_id)
        .join(Participation, Participation.opd_id == Opd.id)
        .where(Participation.visit_id.in_(visit_ids), Participation.status == ParticipationStatus.RECONFIRM)
        .order_by(Opd.id, Participation.visit_id)
    )
    for code, visit_id in rows:
        if stage.chance(0.6):
            day = workday(clock.today() + timedelta(stage.rng.randint(2, 8)))
            stage.moments.add(at(day, 10, stage.rng.randint(0, 59)), lambda c=code, v=visit_id: sit(stage, c, visit_id=v))  # type: ignore[misc]


def free(stage: Stage, visit_ids: Iterable[int]) -> None:
    """Forget the booked days of visits that lost them; the rooms have freed the rows already."""
    if set(visit_ids):
        rows = db.session.execute(select(StaffDay.employee_id, StaffDay.day))
        stage.busy = set(rows)


# --- a sitting --------------------------------------------------------------------------------------------------------


def sit(stage: Stage, code: str, year: int = 0, month: int = 0, *, visit_id: int | None = None) -> None:
    """An OPD answers the visits of a month that it has not answered yet (or one visit), one after the other."""
    agency = stage.agencies[code]
    asked = _asked(agency, year, month, visit_id)
    begun = clock.now()
    writer = _Writer(stage, agency.speaker, agency)
    for number, visit in enumerate(_worked_on(stage, agency, asked)):
        with clock.frozen(begun + number * MINUTE * 2):
            _answer(stage, writer, visit)
    writer.store()


def _asked(agency: Agency, year: int, month: int, visit_id: int | None) -> list[Asked]:
    rows = db.session.execute(
        select(Participation.id, Participation.visit_id, Visit.starts_on, Visit.ends_on)
        .join(Visit, Visit.id == Participation.visit_id)
        .where(
            Participation.opd_id == agency.id,
            Participation.status.in_(OPEN),
            Visit.status == VisitStatus.SCHEDULED,
            Visit.starts_on > clock.today(),
        )
        .order_by(Visit.starts_on)
    )
    found = [Asked(*row) for row in rows]
    if visit_id is not None:
        return [visit for visit in found if visit.visit_id == visit_id]
    return [visit for visit in found if (visit.starts_on.year, visit.starts_on.month) == (year, month)]


def _worked_on(stage: Stage, agency: Agency, asked: list[Asked]) -> list[Asked]:
    """All of them; but the two OPDs with a part to play leave some open when they are early."""
    early = bool(asked) and asked[0].starts_on > stage.today + timedelta(21)
    if not early or stage.size.answer_all or len(asked) < 3:
        return asked
    if agency.code == HALFWAY:
        return asked[: (len(asked) + 1) // 2]
    if agency.code == CLASHING:
        return _all_but_a_clash(asked)
    return asked


def _all_but_a_clash(asked: list[Asked]) -> list[Asked]:
    """Leave open a visit that begins on the last day of another, and answer that other one last: its people clash."""
    for before, after in pairwise(asked):
        if before.ends_on >= after.starts_on:
            return [visit for visit in asked[: len(asked) // 2 + 2] if visit not in (before, after)] + [before]
    return asked[:-1]


def _answer(stage: Stage, writer: _Writer, visit: Asked) -> None:
    agency = writer.agency
    team = _team(stage, agency, visit)
    declines = 0.06 if agency.required else 0.35
    if agency.code == DECLINING and visit.starts_on > stage.today and not writer.declined:
        writer.decline(visit, LIBRARY_REASON)
    elif not team or (stage.chance(declines) and agency.code != CLASHING):
        writer.decline(visit, stage.rng.choice(REASONS))
    else:
        note = stage.rng.choice(NOTES) if stage.chance(0.15) else ""
        writer.confirm(visit, team, _offers(stage, agency), note)
        if stage.chance(0.05):
            day = workday(clock.today() + timedelta(stage.rng.randint(2, 6)))
            stage.moments.add(at(day, 11, stage.rng.randint(0, 59)), lambda: _swap_one(stage, agency, visit))


def _team(stage: Stage, agency: Agency, visit: Asked) -> list[Person]:
    """People who are free on all days, those with fewest trips first; the head stays at home."""
    free_people = [
        person for person in agency.people[1:] if not any((person.id, day) in stage.busy for day in visit.days)
    ]  # fmt: skip
    free_people.sort(key=lambda person: (stage.trips.get(person.id, 0) // 3, person.id))
    usual = 1 if agency.kind in (OpdKind.VERTICAL, OpdKind.COMPANY) else 2
    wanted = stage.size.team or LARGE_TEAMS.get(agency.code, usual)
    return free_people[: min(wanted, max(1, (len(agency.people) - 1) // 2))]


def _offers(stage: Stage, agency: Agency) -> list[tuple[Offered, int]]:
    kept = [service for service in agency.services if stage.chance(0.85)] or agency.services[:1]
    return [
        (service, stage.rng.choice((3, 5, 8, 10)) if service.unit in FEW else stage.rng.choice(QUOTAS)) for service in kept
    ]  # fmt: skip


def _swap_one(stage: Stage, agency: Agency, visit: Asked) -> None:
    """One person of a confirmed team cannot come after all: the OPD changes its answer through the room's own action."""
    refresh()
    part = db.session.get_one(Participation, visit.id)
    if part.status is not ParticipationStatus.CONFIRMED:
        return
    staff = dict(
        db.session.execute(
            select(StaffAssignment.employee_id, StaffAssignment.function)
            .where(StaffAssignment.participation_id == visit.id)
            .order_by(StaffAssignment.id)
        ).all()
    )
    spare = [person for person in _team(stage, agency, visit) if person.id not in staff]
    if not spare or not staff:
        return
    gone, new = max(staff), spare[0]
    staff[new.id] = staff.pop(gone)
    services = dict(
        db.session.execute(
            select(ServiceOffer.service_id, ServiceOffer.quota)
            .where(ServiceOffer.participation_id == visit.id)
            .order_by(ServiceOffer.id)
        ).all()
    )
    try:
        actions.confirm(
            agency.speaker,
            participation_id=visit.id,
            version=part.version,
            staff=staff,
            services=services,
            note="Satu petugas diganti.",
        )
    except DomainError:
        return  # the visit moved or was postponed meanwhile
    stage.busy -= {(gone, day) for day in visit.days}
    stage.busy |= {(new.id, day) for day in visit.days}


class _Writer:
    """Collects the answers of one sitting and stores them in a few statements, with the events that the actions would leave."""

    def __init__(self, stage: Stage, actor: Actor, agency: Agency) -> None:
        self.agency = agency
        self.declined = 0
        self._stage = stage
        self._actor = actor
        self._answers: list[dict[str, Any]] = []
        self._staff: list[dict[str, Any]] = []
        self._offers: list[dict[str, Any]] = []
        self._days: dict[tuple[int, int], list[date]] = {}

    def confirm(self, visit: Asked, team: list[Person], offers: list[tuple[Offered, int]], note: str) -> None:
        """We come."""
        self._keep(visit, ParticipationStatus.CONFIRMED, note=note)
        for person in team:
            self._staff.append(
                {"participation_id": visit.id, "employee_id": person.id, "function": person.function or "Petugas pelayanan"}
            )
            self._days[visit.id, person.id] = visit.days
            self._stage.busy.update((person.id, day) for day in visit.days)
            self._stage.trips[person.id] = self._stage.trips.get(person.id, 0) + 1
        self._offers += [{"participation_id": visit.id, "service_id": service.id, "quota": quota} for service, quota in offers]
        told = _told(
            ParticipationStatus.CONFIRMED,
            [person.name for person in team],
            [f"{service.name}: {quota}" for service, quota in offers],
            note,
        )
        self._record(visit, "participation_confirmed", told)

    def decline(self, visit: Asked, reason: str) -> None:
        """We cannot come."""
        self.declined += 1
        self._keep(visit, ParticipationStatus.DECLINED, reason=reason)
        self._record(visit, "participation_declined", {"status": ParticipationStatus.DECLINED.label, "alasan": reason})

    def _keep(self, visit: Asked, status: ParticipationStatus, *, note: str = "", reason: str = "") -> None:
        self._answers.append(
            {"key": visit.id, "to": status, "words": reason, "told": note, "when": clock.now(), "who": self._actor.id}
        )  # fmt: skip

    def _record(self, visit: Asked, event: str, after: dict[str, Any]) -> None:
        before = _told(ParticipationStatus.INVITED, [], [], "")
        audit.record(self._actor, event, ("participation", visit.id), before, after)
        counters.bump(f"visit:{visit.visit_id}", "board")

    def store(self) -> None:
        """Write all of it."""
        if not self._answers:
            return
        ids = [answer["key"] for answer in self._answers]
        db.session.execute(delete(StaffAssignment).where(StaffAssignment.participation_id.in_(ids)))
        db.session.execute(delete(ServiceOffer).where(ServiceOffer.participation_id.in_(ids)))
        table = cast("Table", Participation.__table__)
        db.session.connection().execute(
            update(table)
            .where(table.c.id == bindparam("key"))
            .values(
                status=bindparam("to"),
                decline_reason=bindparam("words"),
                note=bindparam("told"),
                answered_at=bindparam("when"),
                answered_by_id=bindparam("who"),
                version=table.c.version + 1,
            ),
            self._answers,
        )
        if self._offers:
            db.session.execute(insert(ServiceOffer), self._offers)
        self._store_staff(ids)

    def _store_staff(self, ids: list[int]) -> None:
        if not self._staff:
            return
        db.session.execute(insert(StaffAssignment), self._staff)
        stored = db.session.execute(
            select(StaffAssignment.id, StaffAssignment.participation_id, StaffAssignment.employee_id)
            .where(StaffAssignment.participation_id.in_(ids))
            .order_by(StaffAssignment.id)
        )
        db.session.execute(
            insert(StaffDay),
            [
                {"assignment_id": id_, "employee_id": employee_id, "day": day}
                for id_, participation_id, employee_id in stored
                for day in self._days[participation_id, employee_id]
            ],
        )


def _told(status: ParticipationStatus, people: list[str], offers: list[str], note: str) -> dict[str, Any]:
    return {"status": status.label, "petugas": sorted(people), "layanan": sorted(offers), "catatan": note}
