"""Staff: civil servants with a NIP, and honorer without."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from intranet.core import audit, clock, counters, versions
from intranet.core.audit_words import in_words
from intranet.core.errors import InvalidInput, NotFound
from intranet.core.identity_numbers import BadNumber, parse_nip
from intranet.extensions import db
from intranet.opd import policy, ranks, staff_index
from intranet.opd.actions import changes
from intranet.opd.models import Employee, Opd
from intranet.opd.states import FACT_WORDS, EmployeeKind
from intranet.places.models import Desa

if TYPE_CHECKING:
    from intranet.core.actor import Actor


@dataclass(frozen=True, slots=True)
class EmployeeFacts:
    """An employee as the form has it; ``nip`` as typed, ignored blanks and dots, empty for a honorer."""

    opd_id: int
    kind: EmployeeKind
    nip: str
    name: str
    front_title: str
    back_title: str
    rank: str
    position: str
    usual_function: str
    home_desa_id: int | None


def add_employee(actor: Actor, *, facts: EmployeeFacts) -> int:
    """Add an employee; returns the id. Who has no NIP is known by an internal number.

    Raises:
        NotFound: an OPD that this person does not work for. InvalidInput: by field. DuplicateValue: uq_employee_nip.
    """
    values = _checked(actor, facts)
    employee = Employee(internal_no=uuid.uuid4().hex[:20], **values)
    db.session.add(employee)
    db.session.flush()
    employee.internal_no = f"{'P' if employee.nip else 'H'}{employee.id:06d}"
    staff_index.write(employee)
    audit.record(actor, "employee_added", ("employee", employee.id), after=in_words(values, FACT_WORDS))
    counters.bump("staff")
    return employee.id


def edit_employee(actor: Actor, *, employee_id: int, version: int | None, facts: EmployeeFacts) -> None:
    """Change an employee; moving to another OPD needs the right for both.

    Raises:
        NotFound, Conflict, InvalidInput, DuplicateValue as ``add_employee``.
    """
    employee = _load(actor, employee_id)
    versions.expect(employee, version)
    if changes.edit(actor, employee, _checked(actor, facts), "employee_edited"):
        staff_index.write(employee)
        counters.bump("staff")


def set_employee_active(actor: Actor, *, employee_id: int, active: bool) -> str:
    """Take an employee off the lists to choose from, or back; the record stays. Returns the name. Raises NotFound."""
    employee = _load(actor, employee_id)
    if changes.edit(actor, employee, {"active": active}, "employee_activated" if active else "employee_deactivated"):
        counters.bump("staff")
    return employee.name


def _load(actor: Actor, employee_id: int) -> Employee:
    employee = db.session.get(Employee, employee_id)
    if employee is None or not policy.can_edit_staff(actor, employee.opd_id):
        raise NotFound("Pegawai ini tidak ada.")
    return employee


def _checked(actor: Actor, facts: EmployeeFacts) -> dict[str, Any]:
    """The values to store. Raises NotFound or InvalidInput."""
    if not policy.can_edit_staff(actor, facts.opd_id) or db.session.get(Opd, facts.opd_id) is None:
        raise NotFound("OPD ini tidak ada.")
    if not ranks.fits(facts.kind, facts.rank):
        raise InvalidInput("rank", _rank_mend(facts.kind))
    if facts.home_desa_id is not None and db.session.get(Desa, facts.home_desa_id) is None:
        raise InvalidInput("home_desa_id", "Desa ini tidak ada lagi. Pilih yang lain.")
    return asdict(facts) | {"nip": _nip(facts)}


def _nip(facts: EmployeeFacts) -> str | None:
    if facts.kind is EmployeeKind.HONORER:
        if facts.nip:
            raise InvalidInput("nip", "Honorer tidak mempunyai NIP. Kosongkan, atau pilih PNS atau PPPK.")
        return None
    try:
        nip = parse_nip(facts.nip, today=clock.today())
    except BadNumber as error:
        raise InvalidInput("nip", error.message) from error
    if nip.kind != facts.kind.value:
        label = EmployeeKind.of(nip.kind).label
        raise InvalidInput("nip", f"NIP ini berpola {label}. Pilih {label}, atau periksa angka ke-13 dan 14.")
    return nip.digits


def _rank_mend(kind: EmployeeKind) -> str:
    if kind is EmployeeKind.PNS:
        return "Pangkat PNS adalah I/a sampai IV/e. Pilih salah satu, atau biarkan belum dicatat."
    if kind is EmployeeKind.PPPK:
        return "Golongan PPPK adalah I sampai XVII. Pilih salah satu, atau biarkan belum dicatat."
    return "Honorer tidak mempunyai pangkat. Pilih belum dicatat."
