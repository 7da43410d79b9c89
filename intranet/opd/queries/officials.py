"""Who holds, and held, which office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from intranet.core import clock
from intranet.core.errors import Forbidden, NotFound
from intranet.extensions import db
from intranet.opd import policy
from intranet.opd.models import Official, Opd
from intranet.opd.states import Office, OfficialStatus, OpdKind, head_title

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Select

    from intranet.core.actor import Actor


@dataclass(frozen=True, slots=True)
class OfficialRow:
    """Who holds an office."""

    id: int
    office: Office
    opd_id: int | None
    name: str
    front_title: str
    back_title: str
    nip: str | None
    rank: str
    status: OfficialStatus

    @property
    def full_name(self) -> str:
        """Name with titles, as on paper."""
        return titled(self.front_title, self.name, self.back_title)


@dataclass(frozen=True, slots=True)
class OfficialLine:
    """A line of the list of officials, and what its form begins with; ``opd`` is the short name of the OPD headed."""

    id: int
    office: Office
    opd_id: int | None
    opd: str | None
    name: str
    front_title: str
    back_title: str
    nip: str | None
    rank: str
    status: OfficialStatus
    valid_from: date
    valid_until: date | None
    version: int
    opd_kind: OpdKind | None

    @property
    def full_name(self) -> str:
        """Name with titles, as on paper."""
        return titled(self.front_title, self.name, self.back_title)

    @property
    def office_name(self) -> str:
        """The office in words."""
        return head_title(self.opd_kind, self.opd) if self.opd and self.opd_kind else self.office.label

    def holds_on(self, day: date) -> bool:
        """True when the term covers the day."""
        return self.valid_from <= day and (self.valid_until is None or self.valid_until >= day)


def titled(front: str, name: str, back: str) -> str:
    """``Dr. Nama, S.Sos.``"""
    before = f"{front} {name}" if front else name
    return f"{before}, {back}" if back else before


def official_in_force(office: Office, on: date, opd_id: int | None = None) -> OfficialRow | None:
    """Who holds an office on a day; of several the one who began last (a Plh. stands before the absent holder)."""
    query = _in_force(on).where(Official.office == office, Official.opd_id.is_not_distinct_from(opd_id))
    row = db.session.execute(query.order_by(Official.valid_from.desc(), Official.id.desc())).first()
    return OfficialRow(*row) if row else None


def heads_in_force(on: date, opd_id: int | None = None) -> dict[int | None, OfficialRow]:
    """Heads of all agencies (or of one) on a day, by id of the agency, and the Sekda under None; as by ``official_in_force``."""
    query = _in_force(on).where(Official.office.in_((Office.OPD_HEAD, Office.SEKDA)))
    if opd_id is not None:
        query = query.where(or_(Official.opd_id.is_(None), Official.opd_id == opd_id))
    rows = db.session.execute(query.order_by(Official.valid_from, Official.id))
    return {row.opd_id: OfficialRow(*row) for row in rows}


def _in_force(on: date) -> Select[int, Office, int | None, str, str, str, str | None, str, OfficialStatus]:
    return select(
        Official.id,
        Official.office,
        Official.opd_id,
        Official.name,
        Official.front_title,
        Official.back_title,
        Official.nip,
        Official.rank,
        Official.status,
    ).where(Official.valid_from <= on, or_(Official.valid_until.is_(None), Official.valid_until >= on))


def list_officials(actor: Actor, *, past: bool = False) -> list[OfficialLine]:
    """Officials by office, the newest term first; with ``past`` also those whose term is over. Raises Forbidden."""
    if not policy.can_edit_officials(actor):
        raise Forbidden
    query = _lines()
    if not past:
        query = query.where(or_(Official.valid_until.is_(None), Official.valid_until >= clock.today()))
    order = list(Office)
    lines = [OfficialLine(*row) for row in db.session.execute(query)]
    return sorted(lines, key=lambda line: (order.index(line.office), (line.opd or "").casefold()))


def get_official(actor: Actor, official_id: int) -> OfficialLine:
    """One official. Raises Forbidden, NotFound."""
    if not policy.can_edit_officials(actor):
        raise Forbidden
    row: Any = db.session.execute(_lines().where(Official.id == official_id)).first()
    if row is None:
        raise NotFound("Pejabat ini tidak ada.")
    return OfficialLine(*row)


def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Official.id,
            Official.office,
            Official.opd_id,
            Opd.short_name,
            Official.name,
            Official.front_title,
            Official.back_title,
            Official.nip,
            Official.rank,
            Official.status,
            Official.valid_from,
            Official.valid_until,
            Official.version,
            Opd.kind,
        )
        .outerjoin(Opd, Opd.id == Official.opd_id)
        .order_by(Official.valid_from.desc(), Official.id.desc())
    )
