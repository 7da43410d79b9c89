"""The agencies and services that an empty installation begins with."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from sqlalchemy import select

from intranet.core import audit
from intranet.core.audit_words import in_words
from intranet.extensions import db
from intranet.opd.models import Opd, Service
from intranet.opd.states import FACT_WORDS, NeedCategory, OpdKind
from intranet.places.models import Kecamatan

if TYPE_CHECKING:
    from intranet.core.actor import Actor


@dataclass(frozen=True, slots=True)
class DefaultsCount:
    """How many agencies and services an import added."""

    opds: int
    services: int


def import_defaults(actor: Actor) -> DefaultsCount:
    """Add the agencies (by code) and services (by agency and name) of our files that are missing; nothing is overwritten.

    An agency that has any service keeps its own list. Inside ``transaction()``.
    """
    kecamatan: dict[str, int] = {name: id_ for id_, name in db.session.execute(select(Kecamatan.id, Kecamatan.name))}
    known: dict[str, int] = {code: id_ for id_, code in db.session.execute(select(Opd.id, Opd.code))}
    added = [_agency(row, kecamatan) for row in read_rows("opd.csv") if row["code"] not in known]
    db.session.add_all(added)
    db.session.flush()
    known |= {opd.code: opd.id for opd in added}
    served = set(db.session.scalars(select(Service.opd_id).distinct()))
    services = [
        Service(
            opd_id=known[row["opd"]],
            name=row["name"],
            papers=row["papers"].replace(";", "\n"),
            unit=row["unit"],
            minutes=int(row["minutes"]),
            category=NeedCategory.of(row["category"]),
        )
        for row in read_rows("services.csv")
        if known[row["opd"]] not in served
    ]
    db.session.add_all(services)
    db.session.flush()
    count = DefaultsCount(len(added), len(services))
    if count.opds or count.services:
        audit.record(
            actor,
            "opd_defaults_imported",
            ("region", "opd"),
            after=in_words({"opds": count.opds, "services": count.services}, FACT_WORDS),
        )
    return count


def _agency(row: dict[str, str], kecamatan: dict[str, int]) -> Opd:
    return Opd(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        kind=OpdKind.of(row["kind"]),
        kecamatan_id=kecamatan.get(row["name"].removeprefix("Kecamatan ")) if row["kind"] == "kecamatan" else None,
        letter_code=row["letter_code"],
        required=row["required"] == "yes",
        confirmed=row["confirmed"] == "yes",
    )


def read_rows(name: str) -> list[dict[str, str]]:
    """Rows of ``opd.csv`` or ``services.csv``."""
    return list(csv.DictReader((files("intranet.opd") / "data" / name).read_text(encoding="utf-8").splitlines()))
