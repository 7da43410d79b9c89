"""Desa as lists, as one page, and as the planner ranks them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from intranet.core import paging
from intranet.core.errors import NotFound
from intranet.core.paging import Key
from intranet.extensions import db
from intranet.places import policy
from intranet.places.models import Desa, Kecamatan
from intranet.places.states import DesaKind, WetSeasonAccess

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

    from intranet.core.actor import Actor

PAGE_SIZE = 40
NEVER = date(1, 1, 1)


@dataclass(frozen=True, slots=True)
class DesaFilter:
    """What a list is narrowed to; an empty value does not narrow. ``missing``: jarak, waktu, titik or akses. ``order``: nama,
    jarak, waktu or kunjungan, with a minus before it for the other direction.
    """

    search: str = ""
    kecamatan_id: int | None = None
    kind: DesaKind | None = None
    access: WetSeasonAccess | None = None
    missing: str = ""
    order: str = "nama"

    @property
    def narrows(self) -> bool:
        """True when not everything is shown."""
        return bool(self.search or self.kecamatan_id or self.kind or self.access or self.missing)


@dataclass(frozen=True, slots=True)
class DesaRow:
    """A line of the list; km and minutes one way from the town centre of Manna."""

    id: int
    code: str
    name: str
    kind: DesaKind
    kecamatan: str
    straight_km: float
    road_km: float | None
    travel_minutes: int | None
    wet_season_access: WetSeasonAccess
    last_visited_on: date | None


@dataclass(frozen=True, slots=True)
class DesaPage:
    """Everything about one desa."""

    id: int
    code: str
    name: str
    kind: DesaKind
    kecamatan_id: int
    kecamatan: str
    lat: float
    lon: float
    area_km2: float
    straight_km: float
    office_lat: float | None
    office_lon: float | None
    road_km: float | None
    travel_minutes: int | None
    wet_season_access: WetSeasonAccess
    last_visited_on: date | None
    note: str
    version: int
    may_edit: bool


@dataclass(frozen=True, slots=True)
class RankedDesa:
    """What the ranking by distance needs of one desa."""

    id: int
    code: str
    name: str
    kecamatan_id: int
    kecamatan: str
    travel_minutes: int | None
    road_km: float | None
    straight_km: float
    last_visited_on: date | None
    wet_season_access: WetSeasonAccess


_ROW: tuple[Any, ...] = (
    Desa.id,
    Desa.code,
    Desa.name,
    Desa.kind,
    Kecamatan.name.label("kecamatan"),
    Desa.straight_km,
    Desa.road_km,
    Desa.travel_minutes,
    Desa.wet_season_access,
    Desa.last_visited_on,
)
_MISSING: dict[str, ColumnElement[bool]] = {
    "jarak": Desa.road_km.is_(None),
    "waktu": Desa.travel_minutes.is_(None),
    "titik": Desa.office_lat.is_(None),
    "akses": Desa.wet_season_access == WetSeasonAccess.UNKNOWN,
}
_ORDERS: dict[str, Any] = {
    "nama": Desa.name,
    "jarak": func.coalesce(Desa.road_km, Desa.straight_km),
    "waktu": func.coalesce(Desa.travel_minutes, 0),
    "kunjungan": func.coalesce(Desa.last_visited_on, NEVER),
}


def list_desa(actor: Actor, asked: DesaFilter, cursor: str | None = None) -> tuple[paging.Page[DesaRow], int]:
    """One page of desa and kelurahan, and how many there are in all. Every signed-in person sees all of them."""
    del actor
    statement = select(*_ROW).join(Kecamatan, Kecamatan.id == Desa.kecamatan_id).where(*_conditions(asked))
    column = _ORDERS.get(asked.order.removeprefix("-"), Desa.name)
    by = [Key(column, descending=asked.order.startswith("-")), Key(Desa.id)]
    count, _ = paging.count_up_to(select(Desa.id).where(*_conditions(asked)))
    return paging.paginate(statement, by=by, row=lambda row: DesaRow(*row[: len(_ROW)]), cursor=cursor, size=PAGE_SIZE), count


def _conditions(asked: DesaFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        or_(Desa.name.icontains(word, autoescape=True), Desa.code.startswith(word, autoescape=True))
        for word in asked.search.split()[:4]
    ]
    if asked.kecamatan_id is not None:
        found.append(Desa.kecamatan_id == asked.kecamatan_id)
    if asked.kind is not None:
        found.append(Desa.kind == asked.kind)
    if asked.access is not None:
        found.append(Desa.wet_season_access == asked.access)
    if asked.missing in _MISSING:
        found.append(and_(_MISSING[asked.missing], Desa.kind == DesaKind.DESA))
    return found


def get_desa(actor: Actor, desa_id: int) -> DesaPage:
    """One desa or kelurahan. Raises NotFound."""
    query: Select[*tuple[Any, ...]] = (
        select(
            Desa.id,
            Desa.code,
            Desa.name,
            Desa.kind,
            Desa.kecamatan_id,
            Kecamatan.name,
            Desa.lat,
            Desa.lon,
            Desa.area_km2,
            Desa.straight_km,
            Desa.office_lat,
            Desa.office_lon,
            Desa.road_km,
            Desa.travel_minutes,
            Desa.wet_season_access,
            Desa.last_visited_on,
            Desa.note,
            Desa.version,
        )
        .join(Kecamatan, Kecamatan.id == Desa.kecamatan_id)
        .where(Desa.id == desa_id)
    )
    row: Any = db.session.execute(query).first()
    if row is None:
        raise NotFound("Desa ini tidak ada.")
    return DesaPage(*(*row, policy.can_edit_desa(actor, kecamatan_id=row.kecamatan_id, desa_id=desa_id)))


def kecamatan_choices() -> list[tuple[int, str]]:
    """Id and name of the kecamatan by name, for a select field."""
    found = db.session.execute(select(Kecamatan.id, Kecamatan.name).order_by(Kecamatan.name))
    return [(id_, name) for id_, name in found]


def desa_choices(*, villages_only: bool = False) -> list[tuple[int, str]]:
    """Id and ``Name, Kecamatan`` of desa and kelurahan, for a select field: ten names occur twice."""
    query = select(Desa.id, Desa.name, Kecamatan.name).join(Kecamatan, Kecamatan.id == Desa.kecamatan_id)
    if villages_only:
        query = query.where(Desa.kind == DesaKind.DESA)
    return [(id_, f"{name}, {kecamatan}") for id_, name, kecamatan in db.session.execute(query.order_by(Desa.name, Kecamatan.name))]


def desa_rows_for_ranking() -> list[RankedDesa]:
    """Every desa (no kelurahan) by code, with what the distance ranking needs."""
    query: Select[*tuple[Any, ...]] = (
        select(
            Desa.id,
            Desa.code,
            Desa.name,
            Desa.kecamatan_id,
            Kecamatan.name,
            Desa.travel_minutes,
            Desa.road_km,
            Desa.straight_km,
            Desa.last_visited_on,
            Desa.wet_season_access,
        )
        .join(Kecamatan, Kecamatan.id == Desa.kecamatan_id)
        .where(Desa.kind == DesaKind.DESA)
        .order_by(Desa.code)
    )
    return [RankedDesa(*row) for row in db.session.execute(query)]
