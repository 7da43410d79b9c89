"""The map of the regency, drawn once for each state of the data."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from intranet.core import counters
from intranet.extensions import db
from intranet.places import geometry
from intranet.places.geometry import PlacePoint
from intranet.places.models import Boundary, Desa, Kecamatan

if TYPE_CHECKING:
    from intranet.places.geometry import RegionMap


def region_map() -> RegionMap:
    """Hulls or outlines of all kecamatan, and every desa and kelurahan as a point. Four cheap statements; the drawing is kept
    between requests until a place changes.
    """
    rows = db.session.execute(
        select(
            Desa.id,
            Desa.name,
            Desa.kecamatan_id,
            func.coalesce(Desa.office_lat, Desa.lat),
            func.coalesce(Desa.office_lon, Desa.lon),
        ).order_by(Desa.code)
    )
    names = db.session.execute(select(Kecamatan.id, Kecamatan.name).order_by(Kecamatan.code))
    outlines = db.session.scalar(select(func.count()).select_from(Boundary))
    return _drawn(
        tuple(PlacePoint(*row) for row in rows), tuple((id_, name) for id_, name in names), (counters.read("places"), outlines or 0)
    )


@lru_cache(maxsize=4)
def _drawn(places: tuple[PlacePoint, ...], kecamatan: tuple[tuple[int, str], ...], changes: tuple[int, int]) -> RegionMap:
    del changes  # part of the key: outlines change without the points
    known = {place.id for place in places}
    outlines: dict[int, dict[str, Any]] = {
        desa_id: shape for desa_id, shape in db.session.execute(select(Boundary.desa_id, Boundary.geometry)) if desa_id in known
    }
    return geometry.draw(places, dict(kecamatan), outlines)
