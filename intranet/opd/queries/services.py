"""Services that agencies bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from intranet.core import paging
from intranet.core.errors import NotFound
from intranet.core.paging import Key
from intranet.extensions import db
from intranet.opd import policy
from intranet.opd.models import Opd, Service
from intranet.opd.states import NeedCategory

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

    from intranet.core.actor import Actor

PAGE_SIZE = 40


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service to choose from; ``minutes`` for one unit, ``papers`` one a line."""

    id: int
    name: str
    papers: str
    unit: str
    minutes: int
    category: NeedCategory


@dataclass(frozen=True, slots=True)
class ServiceFilter:
    """What the list is narrowed to. ``state``: active (the usual), ended or empty for all."""

    search: str = ""
    opd_id: int | None = None
    category: NeedCategory | None = None
    state: str = "active"


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service in the list, and what its form begins with."""

    id: int
    opd_id: int
    opd: str
    name: str
    papers: str
    unit: str
    minutes: int
    category: NeedCategory
    active: bool
    version: int
    may_edit: bool

    @property
    def paper_list(self) -> list[str]:
        """The papers to bring."""
        return self.papers.splitlines()


_LINE: tuple[Any, ...] = (
    Service.id,
    Service.opd_id,
    Opd.short_name,
    Service.name,
    Service.papers,
    Service.unit,
    Service.minutes,
    Service.category,
    Service.active,
    Service.version,
)


def list_services(opd_id: int, *, active_only: bool = True) -> list[ServiceRow]:
    """Services of one agency by name."""
    query = (
        select(Service.id, Service.name, Service.papers, Service.unit, Service.minutes, Service.category)
        .where(Service.opd_id == opd_id)
        .order_by(Service.name, Service.id)
    )
    if active_only:
        query = query.where(Service.active)
    return [ServiceRow(*row) for row in db.session.execute(query)]


def list_service_lines(
    actor: Actor, asked: ServiceFilter, cursor: str | None = None
) -> tuple[paging.Page[ServiceLine], tuple[int, bool]]:
    """One page of services by agency and name, and how many there are (up to a thousand). Every signed-in person sees all."""
    statement: Select[Any] = select(*_LINE).join(Opd, Opd.id == Service.opd_id).where(*_conditions(asked))

    def line(row: Any) -> ServiceLine:
        return ServiceLine(*(*row[: len(_LINE)], policy.can_edit_services(actor, row[1])))

    page = paging.paginate(
        statement,
        by=[Key(func.lower(Opd.short_name)), Key(Service.name), Key(Service.id)],
        row=line,
        cursor=cursor,
        size=PAGE_SIZE,
    )
    return page, paging.count_up_to(select(Service.id).where(*_conditions(asked)))


def _conditions(asked: ServiceFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Service.name.icontains(word, autoescape=True) for word in asked.search.split()[:4]]
    if asked.opd_id is not None:
        found.append(Service.opd_id == asked.opd_id)
    if asked.category is not None:
        found.append(Service.category == asked.category)
    if asked.state:
        found.append(Service.active.is_(asked.state == "active"))
    return found


def get_service(actor: Actor, service_id: int) -> ServiceLine:
    """One service that this person may change. Raises NotFound, also for a service of another agency."""
    statement: Select[Any] = select(*_LINE).join(Opd, Opd.id == Service.opd_id).where(Service.id == service_id)
    row: Any = db.session.execute(statement).first()
    if row is None or not policy.can_edit_services(actor, row[1]):
        raise NotFound("Layanan ini tidak ada.")
    return ServiceLine(*(*row, True))
