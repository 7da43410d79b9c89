"""Reads about agencies, their staff and services, and who holds which office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from intranet.extensions import db
from intranet.opd.models import Official, Opd

if TYPE_CHECKING:
    from datetime import date

    from intranet.opd.states import Office, OfficialStatus, OpdKind


@dataclass(frozen=True, slots=True)
class OpdRow:
    """An agency."""

    id: int
    code: str
    name: str
    short_name: str
    kind: OpdKind


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


def list_opds(*, active_on: date | None = None) -> list[OpdRow]:
    """Agencies by short name; with a date only those that exist on it."""
    query = select(Opd.id, Opd.code, Opd.name, Opd.short_name, Opd.kind).order_by(Opd.short_name, Opd.id)
    if active_on is not None:
        query = query.where(
            or_(Opd.active_from.is_(None), Opd.active_from <= active_on),
            or_(Opd.active_until.is_(None), Opd.active_until >= active_on),
        )
    return [OpdRow(*row) for row in db.session.execute(query)]


def official_in_force(office: Office, on: date, opd_id: int | None = None) -> OfficialRow | None:
    """Who holds an office on a day; of several the one who began last (a Plh. stands before the absent holder)."""
    query = (
        select(
            Official.id,
            Official.office,
            Official.opd_id,
            Official.name,
            Official.front_title,
            Official.back_title,
            Official.nip,
            Official.rank,
            Official.status,
        )
        .where(Official.office == office, Official.opd_id.is_not_distinct_from(opd_id), Official.valid_from <= on)
        .where(or_(Official.valid_until.is_(None), Official.valid_until >= on))
        .order_by(Official.valid_from.desc(), Official.id.desc())
    )
    row = db.session.execute(query).first()
    return OfficialRow(*row) if row else None
