"""Staff, seen as far as a person's right to read it reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import false, func, select

from intranet.core import paging
from intranet.core.actor import SYSTEM
from intranet.core.errors import NotFound
from intranet.core.identity_numbers import group_nip
from intranet.core.paging import Key
from intranet.core.permissions import Permission
from intranet.extensions import db
from intranet.opd import policy, ranks, staff_index
from intranet.opd.models import Employee, Opd
from intranet.opd.queries.officials import titled
from intranet.opd.states import EmployeeKind
from intranet.places.models import Desa, Kecamatan

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

    from intranet.core.actor import Actor

PAGE_SIZE = 40
ORDERS: dict[str, list[Key]] = {
    "nama": [Key(Employee.name), Key(Employee.id)],
    "-nama": [Key(Employee.name, descending=True), Key(Employee.id, descending=True)],
    "opd": [Key(func.lower(Opd.short_name)), Key(Employee.name), Key(Employee.id)],
    "-opd": [Key(func.lower(Opd.short_name), descending=True), Key(Employee.name), Key(Employee.id)],
}


@dataclass(frozen=True, slots=True)
class StaffFilter:
    """What the list is narrowed to. ``state``: active (the usual), ended or empty for all. ``order``: nama, -nama, opd or -opd."""

    search: str = ""
    opd_id: int | None = None
    kind: EmployeeKind | None = None
    state: str = "active"
    order: str = "nama"


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A line of the list."""

    id: int
    opd_id: int
    opd: str
    internal_no: str
    nip: str | None
    name: str
    front_title: str
    back_title: str
    kind: EmployeeKind
    rank: str
    position: str
    active: bool

    @property
    def full_name(self) -> str:
        """Name with titles."""
        return titled(self.front_title, self.name, self.back_title)

    @property
    def number(self) -> str:
        """The NIP in groups, or the internal number."""
        return group_nip(self.nip) if self.nip else self.internal_no


@dataclass(frozen=True, slots=True)
class EmployeePage:
    """Everything about one employee."""

    id: int
    opd_id: int
    opd: str
    internal_no: str
    nip: str | None
    name: str
    front_title: str
    back_title: str
    kind: EmployeeKind
    rank: str
    position: str
    active: bool
    usual_function: str
    home_desa_id: int | None
    home_desa: str | None
    home_kecamatan: str | None
    version: int
    may_edit: bool

    @property
    def full_name(self) -> str:
        """Name with titles."""
        return titled(self.front_title, self.name, self.back_title)

    @property
    def number(self) -> str:
        """The NIP in groups, or the internal number."""
        return group_nip(self.nip) if self.nip else self.internal_no

    @property
    def rank_title(self) -> str:
        """``Penata (III/c)``, ``Golongan IX``, or nothing."""
        return ranks.title(self.rank)


@dataclass(frozen=True, slots=True)
class StaffChoice:
    """An active employee to choose from; no NIP."""

    id: int
    name: str
    kind: EmployeeKind
    position: str
    usual_function: str


_ROW: tuple[Any, ...] = (
    Employee.id,
    Employee.opd_id,
    Opd.short_name,
    Employee.internal_no,
    Employee.nip,
    Employee.name,
    Employee.front_title,
    Employee.back_title,
    Employee.kind,
    Employee.rank,
    Employee.position,
    Employee.active,
)


def visible_to(actor: Actor) -> list[ColumnElement[bool]]:
    """Conditions on Employee: the staff that this person may see."""
    reach = actor.reach(Permission.STAFF_READ)
    if actor is SYSTEM or reach.everything:
        return []
    return [Employee.opd_id.in_(reach.opd_ids)] if reach.opd_ids else [false()]


def list_staff(actor: Actor, asked: StaffFilter, cursor: str | None = None) -> tuple[paging.Page[StaffRow], tuple[int, bool]]:
    """One page of the staff within reach, and how many there are (up to a thousand)."""
    conditions = [*visible_to(actor), *_conditions(asked)]
    statement: Select[Any] = select(*_ROW).join(Opd, Opd.id == Employee.opd_id).where(*conditions)
    page = paging.paginate(
        statement,
        by=ORDERS.get(asked.order, ORDERS["nama"]),
        row=lambda row: StaffRow(*row[: len(_ROW)]),
        cursor=cursor,
        size=PAGE_SIZE,
    )
    return page, paging.count_up_to(select(Employee.id).where(*conditions))


def _conditions(asked: StaffFilter) -> list[ColumnElement[bool]]:
    found = staff_index.matches(asked.search)
    if asked.search and not found:
        found.append(false())  # only signs: no word of anybody begins so
    if asked.opd_id is not None:
        found.append(Employee.opd_id == asked.opd_id)
    if asked.kind is not None:
        found.append(Employee.kind == asked.kind)
    if asked.state:
        found.append(Employee.active.is_(asked.state == "active"))
    return found


def get_employee(actor: Actor, employee_id: int) -> EmployeePage:
    """One employee. Raises NotFound, also for staff of an agency that is out of reach."""
    columns: tuple[Any, ...] = (
        *_ROW,
        Employee.usual_function,
        Employee.home_desa_id,
        Desa.name,
        Kecamatan.name,
        Employee.version,
    )
    statement: Select[Any] = (
        select(*columns)
        .join(Opd, Opd.id == Employee.opd_id)
        .outerjoin(Desa, Desa.id == Employee.home_desa_id)
        .outerjoin(Kecamatan, Kecamatan.id == Desa.kecamatan_id)
        .where(Employee.id == employee_id, *visible_to(actor))
    )
    row: Any = db.session.execute(statement).first()
    if row is None:
        raise NotFound("Pegawai ini tidak ada.")
    return EmployeePage(*(*row, policy.can_edit_staff(actor, row[1])))


def list_staff_choices(opd_id: int) -> list[StaffChoice]:
    """Active employees of one agency by name, to send on a visit."""
    query = (
        select(Employee.id, Employee.name, Employee.kind, Employee.position, Employee.usual_function)
        .where(Employee.opd_id == opd_id, Employee.active)
        .order_by(Employee.name, Employee.id)
    )
    return [StaffChoice(*row) for row in db.session.execute(query)]
