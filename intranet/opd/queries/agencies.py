"""Agencies as lists, choices, and one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import and_, func, or_, select

from intranet.core import clock
from intranet.core.errors import NotFound
from intranet.extensions import db
from intranet.opd import policy
from intranet.opd.models import Employee, FormerName, Opd, Service
from intranet.opd.queries.officials import OfficialRow, heads_in_force
from intranet.opd.states import EmployeeKind, OpdKind
from intranet.places.models import Kecamatan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlalchemy import ColumnElement, Select

    from intranet.core.actor import Actor


A = TypeVar("A")
B = TypeVar("B")


@dataclass(frozen=True, slots=True)
class OpdRow:
    """An agency."""

    id: int
    code: str
    name: str
    short_name: str
    kind: OpdKind


@dataclass(frozen=True, slots=True)
class OpdFilter:
    """What the list is narrowed to. ``state``: active (the usual), ended, unconfirmed or empty for all."""

    search: str = ""
    kind: OpdKind | None = None
    state: str = "active"


@dataclass(frozen=True, slots=True)
class OpdLine:
    """A line of the list, with its head of today and what it counts."""

    id: int
    code: str
    name: str
    short_name: str
    kind: OpdKind
    required: bool
    confirmed: bool
    active: bool
    staff: int
    services: int
    head: OfficialRow | None


@dataclass(frozen=True, slots=True)
class OpdPage:
    """Everything about one agency. ``former`` are earlier names with their last day; ``staff`` counts active people by kind."""

    id: int
    code: str
    name: str
    short_name: str
    kind: OpdKind
    kecamatan_id: int | None
    kecamatan: str | None
    letter_code: str
    address: str
    phone: str
    required: bool
    confirmed: bool
    active_from: date | None
    active_until: date | None
    version: int
    head: OfficialRow | None
    staff: dict[EmployeeKind, int]
    former: tuple[tuple[str, date], ...]
    may_edit: bool
    may_edit_contact: bool
    may_read_staff: bool
    may_edit_services: bool


def in_force(on: date) -> ColumnElement[bool]:
    """Condition: the agency exists on the day."""
    return and_(
        or_(Opd.active_from.is_(None), Opd.active_from <= on),
        or_(Opd.active_until.is_(None), Opd.active_until >= on),
    )


def list_opds(*, active_on: date | None = None) -> list[OpdRow]:
    """Agencies by short name; with a date only those that exist on it."""
    query = select(Opd.id, Opd.code, Opd.name, Opd.short_name, Opd.kind).order_by(func.lower(Opd.short_name), Opd.id)
    if active_on is not None:
        query = query.where(in_force(active_on))
    return [OpdRow(*row) for row in db.session.execute(query)]


def opd_names() -> dict[int, str]:
    """Short names by id, also of agencies that ended."""
    return dict(_pairs(select(Opd.id, Opd.short_name).order_by(func.lower(Opd.short_name))))


def opd_choices(only: frozenset[int] | None = None) -> list[tuple[int, str]]:
    """Id and short name of the agencies that exist today, for a select field; ``only`` these ids when given."""
    query = select(Opd.id, Opd.short_name).where(in_force(clock.today())).order_by(func.lower(Opd.short_name), Opd.id)
    if only is not None:
        query = query.where(Opd.id.in_(only))
    return list(_pairs(query))


def find_opd(code: str) -> OpdRow | None:
    """The agency with this short code (disdukcapil), or None."""
    query = select(Opd.id, Opd.code, Opd.name, Opd.short_name, Opd.kind).where(Opd.code == code)
    row = db.session.execute(query).first()
    return OpdRow(*row) if row else None


def _pairs(query: Select[A, B]) -> Iterator[tuple[A, B]]:
    return ((one, other) for one, other in db.session.execute(query))


def list_opd_lines(actor: Actor, asked: OpdFilter) -> list[OpdLine]:
    """The agencies of the list: the regency's own first by kind, then guests. Every signed-in person sees all of them."""
    del actor
    today = clock.today()
    staff = select(func.count()).where(Employee.opd_id == Opd.id, Employee.active).correlate(Opd).scalar_subquery()
    services = select(func.count()).where(Service.opd_id == Opd.id, Service.active).correlate(Opd).scalar_subquery()
    query: Select[*tuple[Any, ...]] = select(
        Opd.id,
        Opd.code,
        Opd.name,
        Opd.short_name,
        Opd.kind,
        Opd.required,
        Opd.confirmed,
        in_force(today).label("active"),
        staff,
        services,
    ).where(*_conditions(asked, today))
    heads = heads_in_force(today)
    order = list(OpdKind)
    rows: list[Any] = list(db.session.execute(query))
    lines = [OpdLine(*(*row, heads.get(None if row[4] is OpdKind.SETDA else row[0]))) for row in rows]
    return sorted(lines, key=lambda line: (order.index(line.kind), line.short_name.casefold(), line.id))


def _conditions(asked: OpdFilter, today: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        or_(
            Opd.name.icontains(word, autoescape=True),
            Opd.short_name.icontains(word, autoescape=True),
            Opd.code.icontains(word, autoescape=True),
        )
        for word in asked.search.split()[:4]
    ]
    if asked.kind is not None:
        found.append(Opd.kind == asked.kind)
    if asked.state == "active":
        found.append(in_force(today))
    elif asked.state == "ended":
        found.append(~in_force(today))
    elif asked.state == "unconfirmed":
        found.append(Opd.confirmed.is_(False))
    return found


def get_opd(actor: Actor, opd_id: int) -> OpdPage:
    """One agency. Raises NotFound."""
    query: Select[*tuple[Any, ...]] = (
        select(
            Opd.id,
            Opd.code,
            Opd.name,
            Opd.short_name,
            Opd.kind,
            Opd.kecamatan_id,
            Kecamatan.name,
            Opd.letter_code,
            Opd.address,
            Opd.phone,
            Opd.required,
            Opd.confirmed,
            Opd.active_from,
            Opd.active_until,
            Opd.version,
        )
        .outerjoin(Kecamatan, Kecamatan.id == Opd.kecamatan_id)
        .where(Opd.id == opd_id)
    )
    row: Any = db.session.execute(query).first()
    if row is None:
        raise NotFound("OPD ini tidak ada.")
    counted = select(Employee.kind, func.count()).where(Employee.opd_id == opd_id, Employee.active).group_by(Employee.kind)
    former = select(FormerName.name, FormerName.until_on).where(FormerName.opd_id == opd_id).order_by(FormerName.until_on.desc())
    told = (
        *row,
        heads_in_force(clock.today(), opd_id).get(None if row.kind is OpdKind.SETDA else opd_id),
        dict(_pairs(counted)),
        tuple(_pairs(former)),
        policy.can_edit_opd(actor),
        policy.can_edit_contact(actor, opd_id),
        policy.can_read_staff(actor, opd_id),
        policy.can_edit_services(actor, opd_id),
    )
    return OpdPage(*told)
