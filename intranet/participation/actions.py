"""The answer of an OPD: invited by a release, confirmed, changed or declined by the OPD, asked again when the date moves.

Each answer replaces people and services whole and books the days of the people; the database refuses a day booked twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from intranet.core import audit, clock, counters, settings_store, versions
from intranet.core.errors import Conflict, DomainError, Forbidden, InvalidInput, InvalidTransition, NotFound
from intranet.extensions import db
from intranet.opd.models import Employee, Opd, Service
from intranet.opd.states import OpdKind
from intranet.participation import policy, queries
from intranet.participation.deadlines import LEAD_DAYS, respond_by
from intranet.participation.models import Participation, ServiceOffer, StaffAssignment, StaffDay
from intranet.participation.states import COMING, OPEN, TRANSITIONS, Duty, ParticipationStatus
from intranet.places.models import Desa
from intranet.visits.models import Visit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from intranet.core.actor import Actor
    from intranet.participation.rows import AnswerRow, Clash
    from intranet.visits.states import VisitStatus

LEAD_SETTING = settings_store.declare("participation.lead_days", LEAD_DAYS)
MAX_QUOTA = 2000
MIN_REASON = 5


class StaffBusy(DomainError):
    """People of the answer are on another trip that day; ``clashes`` names trip and OPD of each."""

    status = 422
    default = "Ada petugas yang sudah bertugas di desa lain pada hari itu."

    def __init__(self, clashes: Sequence[Clash]) -> None:
        self.clashes = tuple(clashes)
        super().__init__()


@dataclass(frozen=True, slots=True)
class _Context:
    """A participation with what the rule needs of its visit."""

    participation: Participation
    visit: Visit
    desa: str

    @property
    def opd_id(self) -> int:
        return self.participation.opd_id

    @property
    def visit_status(self) -> VisitStatus:
        return self.visit.status

    @property
    def starts_on(self) -> date:
        return self.visit.starts_on


def _days(visit: Visit) -> list[date]:
    return [visit.starts_on + timedelta(days=n) for n in range((visit.ends_on - visit.starts_on).days + 1)]


def _load(actor: Actor, participation_id: int) -> _Context:
    query = (
        select(Participation, Visit, Desa.name)
        .join(Visit, Visit.id == Participation.visit_id)
        .join(Desa, Desa.id == Visit.desa_id)
        .where(Participation.id == participation_id, queries.visible_to(actor))
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound(queries.NOT_FOUND)
    context = _Context(*row)
    if not policy.can_answer(actor, context, clock.today()):
        raise Forbidden(f"Jawaban untuk {context.desa} tidak dapat diubah lagi, atau bukan wewenang Anda.")
    return context


def _content(participation_id: int) -> tuple[dict[int, str], dict[int, int]]:
    staff = db.session.execute(
        select(StaffAssignment.employee_id, StaffAssignment.function).where(StaffAssignment.participation_id == participation_id)
    )
    offers = db.session.execute(
        select(ServiceOffer.service_id, ServiceOffer.quota).where(ServiceOffer.participation_id == participation_id)
    )
    return {row[0]: row[1] for row in staff}, {row[0]: row[1] for row in offers}


def _checked_names(opd_id: int, staff: Mapping[int, str], services: Mapping[int, int]) -> tuple[dict[int, str], dict[int, str]]:
    """Names of the chosen people and services, all of them active and of this OPD."""
    if not staff:
        raise InvalidInput("staff", "Pilih paling sedikit satu petugas.")
    chosen = select(Employee.id, Employee.name).where(Employee.id.in_(staff), Employee.opd_id == opd_id, Employee.active)
    people = {row.id: row.name for row in db.session.execute(chosen)}
    if len(people) != len(staff):
        raise InvalidInput("staff", "Ada petugas yang tidak lagi bertugas di OPD Anda. Muat ulang halaman, lalu pilih lagi.")
    offered = select(Service.id, Service.name).where(Service.id.in_(services), Service.opd_id == opd_id, Service.active)
    names = {row.id: row.name for row in db.session.execute(offered)}
    if len(names) != len(services):
        raise InvalidInput("services", "Ada layanan yang tidak lagi ditawarkan OPD Anda. Muat ulang halaman, lalu pilih lagi.")
    for service_id, quota in services.items():
        if not 1 <= quota <= MAX_QUOTA:
            raise InvalidInput(f"quota-{service_id}", f"Isi dengan angka 1 sampai {MAX_QUOTA}.")
    return people, names


def _free(participation_id: int) -> None:
    assignments = select(StaffAssignment.id).where(StaffAssignment.participation_id == participation_id)
    db.session.execute(delete(StaffDay).where(StaffDay.assignment_id.in_(assignments)))


def _replace(context: _Context, staff: Mapping[int, str], services: Mapping[int, int]) -> None:
    pid = context.participation.id
    _free(pid)
    db.session.execute(delete(StaffAssignment).where(StaffAssignment.participation_id == pid))
    db.session.execute(delete(ServiceOffer).where(ServiceOffer.participation_id == pid))
    assignments = [
        StaffAssignment(participation_id=pid, employee_id=employee_id, function=function) for employee_id, function in staff.items()
    ]
    db.session.add_all(assignments)
    db.session.add_all([ServiceOffer(participation_id=pid, service_id=sid, quota=quota) for sid, quota in services.items()])
    db.session.flush()
    db.session.add_all(
        [StaffDay(assignment_id=a.id, employee_id=a.employee_id, day=day) for a in assignments for day in _days(context.visit)]
    )
    db.session.flush()


def _move(context: _Context, target: ParticipationStatus) -> None:
    current = context.participation.status
    if target not in TRANSITIONS[current]:
        raise InvalidTransition(f"Jawaban berstatus {current.label} tidak dapat menjadi {target.label}.")
    context.participation.status = target


def _stamp(actor: Actor, context: _Context) -> None:
    context.participation.answered_at = clock.now()
    context.participation.answered_by_id = actor.id


def _tell(context: _Context) -> None:
    counters.bump(f"visit:{context.visit.id}")
    counters.bump("board")


def _summary(status: ParticipationStatus, people: Iterable[str], offers: Iterable[str], note: str) -> dict[str, Any]:
    return {"status": status.label, "petugas": sorted(people), "layanan": sorted(offers), "catatan": note}


def _summary_now(context: _Context) -> dict[str, Any]:
    pid = context.participation.id
    people = db.session.scalars(
        select(Employee.name)
        .join(StaffAssignment, StaffAssignment.employee_id == Employee.id)
        .where(StaffAssignment.participation_id == pid)
    ).all()
    offers = db.session.execute(
        select(Service.name, ServiceOffer.quota)
        .join(ServiceOffer, ServiceOffer.service_id == Service.id)
        .where(ServiceOffer.participation_id == pid)
    )
    words = [f"{name}: {quota}" for name, quota in offers]
    return _summary(context.participation.status, people, words, context.participation.note)


def confirm(
    actor: Actor,
    *,
    participation_id: int,
    version: int,
    staff: Mapping[int, str],
    services: Mapping[int, int],
    note: str = "",
) -> ParticipationStatus:
    """Answer "we come" with these people (employee id -> function) and services (service id -> quota).

    The same answer sent twice changes nothing the second time, whatever its version.

    Raises:
        NotFound, Forbidden: not this person's to answer, or the visit has begun.
        Conflict: somebody else changed the answer.
        InvalidInput: no people, foreign people or services, a quota out of bounds.
        StaffBusy: people are on another trip that day.
        DuplicateValue: the same, found by the database (``uq_staff_day_employee_id_day``).
    """
    context = _load(actor, participation_id)
    part = context.participation
    people, names = _checked_names(part.opd_id, staff, services)
    same = _content(part.id) == (dict(staff), dict(services)) and part.note == note
    if same and part.status in COMING:
        return part.status
    versions.expect(part, version)
    clashes = [
        clash
        for clash in queries.list_clashes(staff, context.visit.starts_on, context.visit.ends_on)
        if clash.participation_id != part.id
    ]
    if clashes:
        raise StaffBusy(list({clash.employee_id: clash for clash in reversed(clashes)}.values()))
    before = _summary_now(context)
    _move(context, ParticipationStatus.CHANGED if part.status in COMING else ParticipationStatus.CONFIRMED)
    part.note, part.decline_reason = note, ""
    _stamp(actor, context)
    _replace(context, staff, services)
    after = _summary(part.status, people.values(), [f"{names[sid]}: {quota}" for sid, quota in services.items()], note)
    event = "participation_confirmed" if part.status is ParticipationStatus.CONFIRMED else "participation_changed"
    audit.record(actor, event, subject=("participation", part.id), before=before, after=after)
    _tell(context)
    return part.status


def decline(actor: Actor, *, participation_id: int, version: int, reason: str) -> None:
    """Answer "we cannot come", with a reason that the Sekda's office reads; the people are free again.

    Raises:
        NotFound, Forbidden, Conflict: as in ``confirm``.
        InvalidInput: no reason.
    """
    context = _load(actor, participation_id)
    part = context.participation
    if len(reason) < MIN_REASON:
        raise InvalidInput(
            "reason", f"Tulis alasannya, paling sedikit {MIN_REASON} huruf, agar Sekretariat Daerah dapat mencari jalan keluar."
        )
    if part.status is ParticipationStatus.DECLINED and part.decline_reason == reason:
        return
    versions.expect(part, version)
    before = _summary_now(context)
    if part.status is not ParticipationStatus.DECLINED:
        _move(context, ParticipationStatus.DECLINED)
    part.decline_reason = reason
    _stamp(actor, context)
    _replace(context, {}, {})
    after = {"status": part.status.label, "alasan": reason}
    audit.record(actor, "participation_declined", subject=("participation", part.id), before=before, after=after)
    _tell(context)


def repeat_last(actor: Actor, *, row: AnswerRow) -> ParticipationStatus:
    """Take the last answer of the OPD for this visit as well, which still waits for one.

    Raises:
        Conflict: somebody answered it since the inbox was opened; that answer stays.
        InvalidInput: the OPD has no earlier answer.
        StaffBusy and what ``confirm`` raises.
    """
    if row.status not in OPEN:
        raise Conflict("participation", row.id)
    repeat = queries.get_repeat(row)
    if repeat is None:
        raise InvalidInput(None, "Belum ada jawaban terakhir untuk disamakan. Pilih petugas dan layanan dahulu.")
    if repeat.clashes:
        raise StaffBusy(repeat.clashes)
    return confirm(
        actor,
        participation_id=row.id,
        version=row.version,
        staff={person.employee_id: person.function for person in repeat.staff},
        services={offer.service_id: offer.quota for offer in repeat.offers},
        note=row.note,
    )


def repeat_for_month(actor: Actor, *, year: int, month: int) -> tuple[int, int]:
    """Take the last answer for every waiting visit of a month whose people are free; returns (taken, left waiting)."""
    taken = 0
    waiting = queries.get_inbox(actor, year, month).waiting
    for item in waiting:
        if item.repeat is not None and item.repeat.free:
            try:
                repeat_last(actor, row=item.row)
            except StaffBusy:
                # One person cannot be on two visits of the same sweep either: the later visit stays waiting and says who.
                continue
            taken += 1
    return taken, len(waiting) - taken


def _asked(opds: Sequence[Any], kecamatan_id: int) -> list[Any]:
    return [opd for opd in opds if opd.kind is not OpdKind.KECAMATAN or opd.kecamatan_id == kecamatan_id]


def invite(actor: Actor, visit_ids: Sequence[int]) -> int:
    """Ask every active OPD (of the kecamatan offices only the host's) for an answer to new visits; returns how many were asked."""
    if not visit_ids:
        return 0
    today = clock.today()
    lead = int(settings_store.get(LEAD_SETTING))
    opds = db.session.execute(
        select(Opd.id, Opd.kind, Opd.kecamatan_id, Opd.required, Opd.active_from, Opd.active_until).order_by(Opd.id)
    ).all()
    known = set(
        db.session.execute(select(Participation.visit_id, Participation.opd_id).where(Participation.visit_id.in_(visit_ids)))
    )
    visits = db.session.execute(
        select(Visit.id, Visit.starts_on, Desa.kecamatan_id)
        .join(Desa, Desa.id == Visit.desa_id)
        .where(Visit.id.in_(visit_ids))
        .order_by(Visit.id)
    ).all()
    asked = 0
    for visit in visits:
        for opd in _asked(opds, visit.kecamatan_id):
            gone = opd.active_until is not None and opd.active_until < visit.starts_on
            early = opd.active_from is not None and opd.active_from > visit.starts_on
            if gone or early or (visit.id, opd.id) in known:
                continue
            db.session.add(
                Participation(
                    visit_id=visit.id,
                    opd_id=opd.id,
                    duty=Duty.REQUIRED if opd.required else Duty.OPTIONAL,
                    respond_by=respond_by(visit.starts_on, today, lead),
                )
            )
            asked += 1
        counters.bump(f"visit:{visit.id}")
    audit.record(actor, "participation_invited", after={"kunjungan": len(visits), "undangan": asked})
    counters.bump("board")
    return asked


def ask_again(actor: Actor, visit_ids: Sequence[int]) -> None:
    """After a visit moved: free everybody's old days, set a new deadline, and ask those again who had answered."""
    if not visit_ids:
        return
    today = clock.today()
    lead = int(settings_store.get(LEAD_SETTING))
    rows = db.session.execute(
        select(Participation, Visit)
        .join(Visit, Visit.id == Participation.visit_id)
        .where(Participation.visit_id.in_(visit_ids))
        .order_by(Participation.id)
    ).all()
    for participation, visit in rows:
        _free(participation.id)
        participation.respond_by = respond_by(visit.starts_on, today, lead)
        if participation.status not in OPEN:
            before = participation.status
            participation.status = ParticipationStatus.RECONFIRM
            audit.record(
                actor,
                "participation_asked_again",
                subject=("participation", participation.id),
                before={"status": before.label},
                after={"status": participation.status.label, "mulai": visit.starts_on.isoformat()},
            )
    for visit_id in visit_ids:
        counters.bump(f"visit:{visit_id}")
    counters.bump("board")


def release_people(actor: Actor, visit_ids: Sequence[int]) -> None:
    """After a visit was cancelled or postponed without a date: free everybody's days; the answers stay to be read."""
    del actor
    for participation_id in db.session.scalars(select(Participation.id).where(Participation.visit_id.in_(visit_ids))).all():
        _free(participation_id)
    for visit_id in visit_ids:
        counters.bump(f"visit:{visit_id}")
    if visit_ids:
        counters.bump("board")
