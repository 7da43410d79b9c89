"""Places of the demo: the real desa, days off of the decree, Ramadan, and made-up roads."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

from sqlalchemy import Table, bindparam, insert, select, update

from intranet.core import audit, clock
from intranet.core.actor import SYSTEM
from intranet.demo.moments import at
from intranet.extensions import db
from intranet.places import seed as places
from intranet.places.models import BlockedPeriod, Desa, Kecamatan
from intranet.places.states import BlockedKind, DesaKind, WetSeasonAccess

if TYPE_CHECKING:
    from intranet.demo.stage import Stage

RAMADAN = (
    (date(2025, 3, 1), date(2025, 3, 30)),
    (date(2026, 2, 18), date(2026, 3, 20)),
    (date(2027, 2, 8), date(2027, 3, 9)),
    (date(2028, 1, 28), date(2028, 2, 26)),
    (date(2029, 1, 16), date(2029, 2, 13)),
    (date(2030, 1, 5), date(2030, 2, 3)),
    (date(2030, 12, 26), date(2031, 1, 23)),
)
CUT_OFF_FROM_KM = 24
HARD_FROM_KM = 15
HALF_A_YEAR = 6


def began(today: date) -> date:
    """When the software was put into use, in the demo's story: the first day of this year, or of the last one."""
    return date(today.year if today.month > HALF_A_YEAR else today.year - 1, 1, 1)


def import_desa(today: date) -> None:
    """Kecamatan and desa of the region file and the days off of the years told; may be run again."""
    with clock.frozen(at(began(today), 8, 0)):
        places.import_region(SYSTEM)
        for year in range(began(today).year, today.year + 2):
            places.load_decree(SYSTEM, year=year)


def make_region(stage: Stage) -> None:
    """Ramadan, and roads that nobody measured."""
    years = {began(stage.today).year, stage.today.year, stage.today.year + 1}
    periods = [
        {
            "kind": BlockedKind.RAMADAN,
            "name": "Ramadan (perkiraan)",
            "starts_on": first,
            "ends_on": last,
            "note": "Tidak ada kunjungan selama Ramadan. Tanggal perkiraan, menunggu sidang isbat.",
        }
        for first, last in RAMADAN
        if {first.year, last.year} & years
    ]
    if periods:
        db.session.execute(insert(BlockedPeriod), periods)
        audit.record(SYSTEM, "blocked_periods_loaded", after={"masa": len(periods)})
    _make_roads(stage)


def kecamatan_by_slug() -> dict[str, int]:
    """``air-nipis`` -> id."""
    rows = db.session.execute(select(Kecamatan.name, Kecamatan.id))
    return {name.lower().replace(" ", "-"): id_ for name, id_ in rows}


def _make_roads(stage: Stage) -> None:
    """Road and travel time for most desa, so that pages show every basis of the ranking; some are left unmeasured."""
    rng = stage.rng
    table = cast("Table", Desa.__table__)
    rows = db.session.execute(
        select(Desa.id, Desa.straight_km, Desa.lat, Desa.lon).where(Desa.kind == DesaKind.DESA).order_by(Desa.id)
    )
    values = []
    for id_, km, lat, lon in rows.all():
        road = round(km * rng.uniform(1.18, 1.55), 1)
        measured = rng.random()
        values.append(
            {
                "key": id_,
                "road_km": road if measured < 0.85 else None,
                "travel_minutes": max(6, round(road / rng.uniform(24, 38) * 60)) if measured < 0.6 else None,
                "wet_season_access": _access(km, rng.random()),
                "office_lat": round(lat + rng.uniform(-0.004, 0.004), 6) if measured < 0.3 else None,
                "office_lon": round(lon + rng.uniform(-0.004, 0.004), 6) if measured < 0.3 else None,
            }
        )
    db.session.connection().execute(
        update(table).where(table.c.id == bindparam("key")).values({name: bindparam(name) for name in values[0] if name != "key"}),
        values,
    )
    db.session.expire_all()


def _access(km: float, luck: float) -> WetSeasonAccess:
    if luck < 0.15:
        return WetSeasonAccess.UNKNOWN
    if km > CUT_OFF_FROM_KM and luck > 0.75:
        return WetSeasonAccess.CUT_OFF
    if km > HARD_FROM_KM and luck > 0.5:
        return WetSeasonAccess.HARD
    return WetSeasonAccess.ALL_YEAR
