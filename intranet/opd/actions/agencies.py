"""Agencies: their names, duties and contact."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from intranet.core import audit, clock, counters, versions
from intranet.core.audit_words import in_words
from intranet.core.errors import Forbidden, InvalidInput, NotFound
from intranet.extensions import db
from intranet.opd import policy, seed
from intranet.opd.actions import changes
from intranet.opd.models import FormerName, Opd
from intranet.opd.states import FACT_WORDS, OpdKind
from intranet.places.models import Kecamatan

if TYPE_CHECKING:
    from datetime import date

    from intranet.core.actor import Actor
    from intranet.opd.seed import DefaultsCount

_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class OpdFacts:
    """An agency; ``kecamatan_id`` for the office of a kecamatan alone. ``required``: invited to each visit."""

    name: str
    short_name: str
    kind: OpdKind
    kecamatan_id: int | None
    letter_code: str
    address: str
    phone: str
    required: bool
    confirmed: bool
    active_from: date | None
    active_until: date | None


@dataclass(frozen=True, slots=True)
class Contact:
    """How an agency is reached."""

    address: str
    phone: str


def import_defaults(actor: Actor) -> DefaultsCount:
    """Add the agencies and services of our files that are missing; see ``seed.import_defaults``. Raises Forbidden."""
    if not policy.can_add_opd(actor):
        raise Forbidden
    return seed.import_defaults(actor)


def add_opd(actor: Actor, *, code: str, facts: OpdFacts) -> int:
    """Add an agency; returns its id.

    Raises:
        Forbidden; InvalidInput for a bad code, dates in disorder, or a kecamatan that does not fit the kind;
        DuplicateValue (uq_opd_code).
    """
    if not policy.can_add_opd(actor):
        raise Forbidden
    if not _CODE.fullmatch(code):
        raise InvalidInput(
            "code", "Pakai huruf kecil, angka, dan tanda hubung, dimulai dengan huruf. Misalnya dinkes atau kec-pino."
        )
    _check(facts)
    opd = Opd(code=code, **asdict(facts))
    db.session.add(opd)
    db.session.flush()
    audit.record(actor, "opd_added", ("opd", opd.id), after=in_words({"code": code, **asdict(facts)}, FACT_WORDS))
    counters.bump("opd")
    return opd.id


def edit_opd(actor: Actor, *, opd_id: int, version: int | None, facts: OpdFacts) -> None:
    """Change an agency; a name that it no longer bears is kept with its last day.

    Raises:
        NotFound, Forbidden, Conflict, InvalidInput as ``add_opd``.
    """
    opd = _load(opd_id)
    if not policy.can_edit_opd(actor):
        raise Forbidden
    versions.expect(opd, version)
    _check(facts)
    before = changes.write(opd, asdict(facts))
    if not before:
        return
    if "name" in before:
        until_on = clock.today() - timedelta(days=1)
        short = before.get("short_name", opd.short_name)
        db.session.add(FormerName(opd_id=opd.id, name=before["name"], short_name=short, until_on=until_on))
    changes.tell(actor, opd, before, "opd_edited")
    counters.bump("opd")


def edit_contact(actor: Actor, *, opd_id: int, version: int | None, contact: Contact) -> None:
    """Change address and telephone alone, which the agency's own people may. Raises NotFound, Conflict."""
    opd = _load(opd_id)
    if not policy.can_edit_contact(actor, opd_id):
        raise NotFound("OPD ini tidak ada.")
    versions.expect(opd, version)
    if changes.edit(actor, opd, asdict(contact), "opd_edited"):
        counters.bump("opd")


def _load(opd_id: int) -> Opd:
    opd = db.session.get(Opd, opd_id)
    if opd is None:
        raise NotFound("OPD ini tidak ada.")
    return opd


def _check(facts: OpdFacts) -> None:
    if facts.active_from and facts.active_until and facts.active_until < facts.active_from:
        raise InvalidInput("active_until", "Tanggal berakhir tidak boleh sebelum tanggal mulai.")
    if facts.kind is OpdKind.KECAMATAN:
        if facts.kecamatan_id is None or db.session.get(Kecamatan, facts.kecamatan_id) is None:
            raise InvalidInput("kecamatan_id", "Pilih kecamatan yang dilayani kantor ini.")
    elif facts.kecamatan_id is not None:
        raise InvalidInput("kecamatan_id", "Kosongkan kecamatan; hanya kantor kecamatan yang memerlukannya.")
