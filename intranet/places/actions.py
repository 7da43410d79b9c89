"""Every write to places, days off and blocked periods."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from intranet.core import audit, clock, counters, versions
from intranet.core.audit_words import in_words
from intranet.core.errors import Forbidden, InvalidInput, NotFound
from intranet.extensions import db
from intranet.places import boundaries, policy, seed
from intranet.places.geometry import inside_regency
from intranet.places.models import BlockedPeriod, Boundary, Desa, Holiday, Kecamatan
from intranet.places.states import FACT_WORDS

if TYPE_CHECKING:
    from intranet.core.actor import Actor
    from intranet.places.seed import ImportCount
    from intranet.places.states import BlockedKind, HolidayKind, WetSeasonAccess

FIRST_DAY, LAST_DAY = date(2020, 1, 1), date(2060, 12, 31)
LONGEST_PERIOD = 366
LONGEST_ROAD_KM = 300
LONGEST_TRAVEL_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class DesaFacts:
    """What people know about a desa: the point of its office in degrees, the road from Manna in km, travel in minutes one way."""

    office_lat: float | None
    office_lon: float | None
    road_km: float | None
    travel_minutes: int | None
    wet_season_access: WetSeasonAccess
    last_visited_on: date | None
    note: str


@dataclass(frozen=True, slots=True)
class HolidayFacts:
    """A day off."""

    on: date
    name: str
    kind: HolidayKind
    source: str


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """Days without visits; both ends count. Neither kecamatan nor desa: the whole regency."""

    kind: BlockedKind
    name: str
    starts_on: date
    ends_on: date
    kecamatan_id: int | None
    desa_id: int | None
    note: str


@dataclass(frozen=True, slots=True)
class BoundaryCount:
    """How many outlines were stored, and the names of the desa and kelurahan that the file does not hold."""

    stored: int
    missing: tuple[str, ...]


def import_region(actor: Actor) -> ImportCount:
    """Write the region file; see ``seed.import_region``."""
    _need_calendar(actor)
    return seed.import_region(actor)


def load_decree(actor: Actor, *, year: int) -> ImportCount:
    """Add the days off of a year that are missing; see ``seed.load_decree``."""
    _need_calendar(actor)
    return seed.load_decree(actor, year=year)


def edit_desa(actor: Actor, *, desa_id: int, version: int | None, facts: DesaFacts) -> None:
    """Store what is known about a desa.

    Raises:
        NotFound: no such desa. Forbidden: not for this person. Conflict: somebody was faster.
        InvalidInput: half a point, a point outside the regency, a distance or time out of range, a visit in the future.
    """
    desa = db.session.get(Desa, desa_id)
    if desa is None:
        raise NotFound("Desa ini tidak ada.")
    if not policy.can_edit_desa(actor, kecamatan_id=desa.kecamatan_id, desa_id=desa.id):
        raise Forbidden
    versions.expect(desa, version)
    _check_point(facts)
    _check_distance(facts)
    before = _write(desa, facts)
    if before is not None:
        audit.record(
            actor, "desa_edited", ("desa", desa.id), before=in_words(before, FACT_WORDS), after=in_words(_plain(facts), FACT_WORDS)
        )
        counters.bump("places")


def note_visit(actor: Actor, *, desa_id: int, on: date) -> None:
    """Remember the last visit of a desa, when it is later than the one known. For the rooms above, inside their block."""
    desa = db.session.get(Desa, desa_id)
    if desa is None:
        raise NotFound("Desa ini tidak ada.")
    if desa.last_visited_on is None or desa.last_visited_on < on:
        before, desa.last_visited_on = desa.last_visited_on, on
        audit.record(
            actor,
            "desa_visited",
            ("desa", desa.id),
            before=in_words({"last_visited_on": before}, FACT_WORDS),
            after=in_words({"last_visited_on": on}, FACT_WORDS),
        )
        counters.bump("places")


def add_holiday(actor: Actor, *, facts: HolidayFacts) -> int:
    """Add a day off; returns its id. Raises Forbidden, InvalidInput (a day out of range), DuplicateValue (uq_holiday_on)."""
    _need_calendar(actor)
    _check_day("on", facts.on)
    holiday = Holiday(**asdict(facts))
    db.session.add(holiday)
    db.session.flush()
    audit.record(actor, "holiday_added", ("holiday", holiday.id), after=in_words(_plain(facts), FACT_WORDS))
    counters.bump("places")
    return holiday.id


def edit_holiday(actor: Actor, *, holiday_id: int, version: int | None, facts: HolidayFacts) -> None:
    """Change a day off. Raises NotFound, Forbidden, Conflict, InvalidInput, DuplicateValue."""
    _need_calendar(actor)
    holiday = db.session.get(Holiday, holiday_id)
    if holiday is None:
        raise NotFound("Hari libur ini sudah dihapus.")
    versions.expect(holiday, version)
    _check_day("on", facts.on)
    before = _write(holiday, facts)
    if before is not None:
        db.session.flush()
        audit.record(
            actor,
            "holiday_edited",
            ("holiday", holiday.id),
            before=in_words(before, FACT_WORDS),
            after=in_words(_plain(facts), FACT_WORDS),
        )
        counters.bump("places")


def delete_holiday(actor: Actor, *, holiday_id: int) -> bool:
    """Remove a day off; False when it was gone already. Raises Forbidden."""
    _need_calendar(actor)
    holiday = db.session.get(Holiday, holiday_id)
    if holiday is None:
        return False
    db.session.delete(holiday)
    before = {"on": holiday.on, "name": holiday.name, "kind": holiday.kind}
    audit.record(actor, "holiday_deleted", ("holiday", holiday_id), before=in_words(before, FACT_WORDS))
    counters.bump("places")
    return True


def add_period(actor: Actor, *, facts: PeriodFacts) -> int:
    """Add days without visits; returns the id. Raises Forbidden, InvalidInput (order, length, range, the same period twice)."""
    _need_calendar(actor)
    _check_period(facts)
    same = select(BlockedPeriod.id).where(
        BlockedPeriod.kind == facts.kind,
        BlockedPeriod.name == facts.name,
        BlockedPeriod.starts_on == facts.starts_on,
        BlockedPeriod.ends_on == facts.ends_on,
        BlockedPeriod.kecamatan_id.is_not_distinct_from(facts.kecamatan_id),
        BlockedPeriod.desa_id.is_not_distinct_from(facts.desa_id),
    )
    if db.session.scalar(same) is not None:
        raise InvalidInput(None, "Masa dengan nama, tanggal, dan wilayah yang sama sudah tercatat.")
    period = BlockedPeriod(**asdict(facts))
    db.session.add(period)
    db.session.flush()
    audit.record(actor, "blocked_period_added", ("blocked_period", period.id), after=in_words(_plain(facts), FACT_WORDS))
    counters.bump("places")
    return period.id


def edit_period(actor: Actor, *, period_id: int, version: int | None, facts: PeriodFacts) -> None:
    """Change days without visits. Raises NotFound, Forbidden, Conflict, InvalidInput."""
    _need_calendar(actor)
    period = db.session.get(BlockedPeriod, period_id)
    if period is None:
        raise NotFound("Masa ini sudah dihapus.")
    versions.expect(period, version)
    _check_period(facts)
    before = _write(period, facts)
    if before is not None:
        audit.record(
            actor,
            "blocked_period_edited",
            ("blocked_period", period.id),
            before=in_words(before, FACT_WORDS),
            after=in_words(_plain(facts), FACT_WORDS),
        )
        counters.bump("places")


def delete_period(actor: Actor, *, period_id: int) -> bool:
    """Remove days without visits; False when they were gone already. Raises Forbidden."""
    _need_calendar(actor)
    period = db.session.get(BlockedPeriod, period_id)
    if period is None:
        return False
    db.session.delete(period)
    before = {"name": period.name, "starts_on": period.starts_on, "ends_on": period.ends_on}
    audit.record(actor, "blocked_period_deleted", ("blocked_period", period_id), before=in_words(before, FACT_WORDS))
    counters.bump("places")
    return True


def load_boundaries(actor: Actor, *, content: bytes, source: str) -> BoundaryCount:
    """Replace all outlines by those of a GeoJSON file, or none at all.

    Args:
        actor: who loads.
        content: the file.
        source: where it comes from, as the map's note says it.

    Raises:
        InvalidInput: with the feature and the reason. Forbidden.
    """
    _need_calendar(actor)
    desa = {code: (id_, name) for id_, code, name in db.session.execute(select(Desa.id, Desa.code, Desa.name).order_by(Desa.code))}
    if not desa:
        raise InvalidInput(None, "Data wilayah belum dimuat. Jalankan dahulu: flask region import.")
    found = boundaries.read_boundaries(content, desa.keys())
    db.session.execute(delete(Boundary))
    db.session.add_all(Boundary(desa_id=desa[code][0], geometry=shape, source=source[:300]) for code, shape in found.items())
    db.session.flush()
    audit.record(
        actor, "boundaries_loaded", ("region", "batas"), after=in_words({"stored": len(found), "source": source[:300]}, FACT_WORDS)
    )
    counters.bump("places")
    return BoundaryCount(stored=len(found), missing=tuple(name for code, (_, name) in desa.items() if code not in found))


def _need_calendar(actor: Actor) -> None:
    if not policy.can_edit_calendar(actor):
        raise Forbidden


def _check_point(facts: DesaFacts) -> None:
    lat, lon = facts.office_lat, facts.office_lon
    if (lat is None) != (lon is None):
        raise InvalidInput(
            "office_lat" if lat is None else "office_lon", "Isi lintang dan bujur keduanya, atau kosongkan keduanya."
        )
    if lat is None or lon is None:
        return
    if not inside_regency(lat, lon):
        if inside_regency(lon, lat):
            raise InvalidInput("office_lat", "Lintang dan bujur tertukar. Lintang sekitar -4,4; bujur sekitar 103.")
        raise InvalidInput(
            "office_lat", "Titik ini di luar Bengkulu Selatan. Lintang -4,59 sampai -4,13; bujur 102,77 sampai 103,32."
        )


def _check_distance(facts: DesaFacts) -> None:
    if facts.road_km is not None and not 0 <= facts.road_km <= LONGEST_ROAD_KM:
        raise InvalidInput("road_km", f"Isi jarak 0 sampai {LONGEST_ROAD_KM} km.")
    if facts.travel_minutes is not None and not 1 <= facts.travel_minutes <= LONGEST_TRAVEL_MINUTES:
        raise InvalidInput("travel_minutes", "Isi waktu tempuh 1 sampai 1.440 menit.")
    if facts.last_visited_on is not None and not FIRST_DAY <= facts.last_visited_on <= clock.today():
        raise InvalidInput("last_visited_on", "Kunjungan terakhir tidak mungkin sebelum 2020 atau sesudah hari ini.")


def _check_day(field: str, day: date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise InvalidInput(field, f"Isi tanggal dari tahun {FIRST_DAY.year} sampai {LAST_DAY.year}.")


def _check_period(facts: PeriodFacts) -> None:
    _check_day("starts_on", facts.starts_on)
    _check_day("ends_on", facts.ends_on)
    if facts.ends_on < facts.starts_on:
        raise InvalidInput("ends_on", "Tanggal selesai tidak boleh sebelum tanggal mulai.")
    if (facts.ends_on - facts.starts_on).days >= LONGEST_PERIOD:
        raise InvalidInput("ends_on", "Satu masa paling panjang satu tahun. Bagi menjadi beberapa masa.")
    if facts.desa_id is not None and db.session.get(Desa, facts.desa_id) is None:
        raise InvalidInput("scope", "Desa ini tidak ada lagi. Pilih yang lain.")
    if facts.kecamatan_id is not None and db.session.get(Kecamatan, facts.kecamatan_id) is None:
        raise InvalidInput("scope", "Kecamatan ini tidak ada lagi. Pilih yang lain.")


def _write(entity: Any, facts: DesaFacts | HolidayFacts | PeriodFacts) -> dict[str, Any] | None:
    """Set what differs; the old values, or None when nothing does."""
    values = {each.name: getattr(facts, each.name) for each in fields(facts)}
    before = {name: getattr(entity, name) for name in values}
    if before == values:
        return None
    for name, value in values.items():
        setattr(entity, name, value)
    return before


def _plain(facts: DesaFacts | HolidayFacts | PeriodFacts) -> dict[str, Any]:
    return {each.name: getattr(facts, each.name) for each in fields(facts)}
