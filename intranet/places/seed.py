"""What the places room begins with: the region file of ours, and the days off of the joint decree. Both may be run again."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import holidays
from sqlalchemy import select

from intranet.core import audit, counters
from intranet.core.audit_words import in_words
from intranet.core.errors import InvalidInput
from intranet.extensions import db
from intranet.places.models import Desa, Holiday, Kecamatan
from intranet.places.states import FACT_WORDS, DesaKind, HolidayKind

if TYPE_CHECKING:
    from intranet.core.actor import Actor

FIRST_DECREE_YEAR, LAST_DECREE_YEAR = 2024, 2040
_ESTIMATE_MARK = "(perkiraan)"
_CATEGORIES = ((HolidayKind.PUBLIC, "public"), (HolidayKind.JOINT_LEAVE, "government"))
SOURCE_DECREE = "SKB tiga menteri"
SOURCE_ESTIMATE = "Perkiraan, menunggu SKB atau penetapan"


@dataclass(frozen=True, slots=True)
class ImportCount:
    """How many rows an import added, changed and left as they were."""

    added: int
    changed: int
    same: int


@dataclass(frozen=True, slots=True)
class DecreeDay:
    """One day off as the package ``holidays`` knows it; ``estimated`` while the date is not fixed."""

    on: date
    name: str
    kind: HolidayKind
    estimated: bool


def import_region(actor: Actor) -> ImportCount:
    """Write the 11 kecamatan, 142 desa and 16 kelurahan of the region file, by code. What people entered (office point, road,
    travel time, access, last visit, note) stays. Inside ``transaction()``.
    """
    rows = _read("wilayah.csv")
    tally = {"added": 0, "changed": 0, "same": 0}
    kecamatan = {row.code: row for row in db.session.scalars(select(Kecamatan))}
    for row in (row for row in rows if row["kind"] == "kecamatan"):
        values: dict[str, Any] = {"name": row["name"], "lat": float(row["lat"]), "lon": float(row["lon"])}
        found = kecamatan.get(row["code"])
        if found is None:
            kecamatan[row["code"]] = Kecamatan(code=row["code"], **values)
            db.session.add(kecamatan[row["code"]])
            tally["added"] += 1
        else:
            tally["changed" if _update(found, values) else "same"] += 1
    db.session.flush()
    desa = {row.code: row for row in db.session.scalars(select(Desa))}
    for row in (row for row in rows if row["kind"] != "kecamatan"):
        values = {
            "kecamatan_id": kecamatan[row["kecamatan_code"]].id,
            "name": row["name"],
            "kind": DesaKind.of(row["kind"]),
            "lat": float(row["lat"]),
            "lon": float(row["lon"]),
            "area_km2": float(row["area_km2"]),
            "straight_km": float(row["straight_km"]),
        }
        known = desa.get(row["code"])
        if known is None:
            db.session.add(Desa(code=row["code"], **values))
            tally["added"] += 1
        else:
            tally["changed" if _update(known, values) else "same"] += 1
    db.session.flush()
    count = ImportCount(**tally)
    if count.added or count.changed:
        audit.record(
            actor,
            "region_imported",
            ("region", "wilayah"),
            after=in_words({"added": count.added, "changed": count.changed}, FACT_WORDS),
        )
        counters.bump("places")
    return count


def decree_days(year: int) -> tuple[DecreeDay, ...]:
    """Public holidays and joint leave of a year in order of date; two feasts on one day share it.

    Raises InvalidInput for a year that the package cannot tell.
    """
    if not FIRST_DECREE_YEAR <= year <= LAST_DECREE_YEAR:
        raise InvalidInput("year", f"Isi tahun {FIRST_DECREE_YEAR} sampai {LAST_DECREE_YEAR}.")
    days = []
    for kind, category in _CATEGORIES:
        for on, names in holidays.country_holidays("ID", years=year, categories=(category,), language="id").items():
            plain = "; ".join(name.replace(_ESTIMATE_MARK, "").strip() for name in names.split("; "))
            days.append(DecreeDay(on=on, name=plain[:160], kind=kind, estimated=_ESTIMATE_MARK in names))
    return tuple(sorted(days, key=lambda day: (day.on, day.kind)))


def load_decree(actor: Actor, *, year: int) -> ImportCount:
    """Add the days off of a year that the table does not hold yet; days that people entered or corrected stay.

    Inside ``transaction()``. Raises InvalidInput for a year out of range.
    """
    days = decree_days(year)
    between = Holiday.on.between(date(year, 1, 1), date(year, 12, 31))
    held = set(db.session.execute(select(Holiday.on, Holiday.kind).where(between)))
    missing = [day for day in days if (day.on, day.kind) not in held]
    for day in missing:
        source = SOURCE_ESTIMATE if day.estimated else f"{SOURCE_DECREE} {year}"
        db.session.add(Holiday(on=day.on, name=day.name, kind=day.kind, source=source))
    db.session.flush()
    if missing:
        audit.record(actor, "holidays_loaded", ("holiday_year", year), after=in_words({"added": len(missing)}, FACT_WORDS))
        counters.bump("places")
    return ImportCount(added=len(missing), changed=0, same=len(days) - len(missing))


def _update(entity: Kecamatan | Desa, values: dict[str, Any]) -> bool:
    changed = {name: value for name, value in values.items() if getattr(entity, name) != value}
    for name, value in changed.items():
        setattr(entity, name, value)
    return bool(changed)


def _read(name: str) -> list[dict[str, str]]:
    text = (files("intranet.places") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
