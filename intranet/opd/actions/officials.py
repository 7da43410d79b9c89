"""Who holds which office from when to when."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from intranet.core import audit, clock, counters, versions
from intranet.core.audit_words import in_words
from intranet.core.errors import Forbidden, InvalidInput, NotFound
from intranet.core.identity_numbers import BadNumber, parse_nip
from intranet.extensions import db
from intranet.opd import policy, ranks
from intranet.opd.actions import changes
from intranet.opd.models import Official, Opd
from intranet.opd.states import FACT_WORDS, EmployeeKind, Office, OfficialStatus

if TYPE_CHECKING:
    from datetime import date

    from intranet.core.actor import Actor


@dataclass(frozen=True, slots=True)
class OfficialFacts:
    """An official as the form has it: ``opd_id`` for the head of an OPD alone, ``nip`` as typed, empty when there is none."""

    office: Office
    opd_id: int | None
    name: str
    front_title: str
    back_title: str
    nip: str
    rank: str
    status: OfficialStatus
    valid_from: date
    valid_until: date | None


def add_official(actor: Actor, *, facts: OfficialFacts) -> int:
    """Record an official; returns the id.

    Raises:
        Forbidden; InvalidInput by field: dates in disorder, an OPD that does not fit, a bad NIP, or a second definitive holder
        of the office on the same day.
    """
    _need_right(actor)
    values = _checked(facts, None)
    official = Official(**values)
    db.session.add(official)
    db.session.flush()
    audit.record(actor, "official_added", ("official", official.id), after=in_words(values, FACT_WORDS))
    counters.bump("officials")
    return official.id


def edit_official(actor: Actor, *, official_id: int, version: int | None, facts: OfficialFacts) -> None:
    """Change or end a term; papers that were issued keep what they said. Raises as ``add_official``, and NotFound, Conflict."""
    _need_right(actor)
    official = db.session.get(Official, official_id)
    if official is None:
        raise NotFound("Pejabat ini tidak ada.")
    versions.expect(official, version)
    if changes.edit(actor, official, _checked(facts, official_id), "official_edited"):
        counters.bump("officials")


def _need_right(actor: Actor) -> None:
    if not policy.can_edit_officials(actor):
        raise Forbidden


def _checked(facts: OfficialFacts, own_id: int | None) -> dict[str, Any]:
    if facts.valid_until is not None and facts.valid_until < facts.valid_from:
        raise InvalidInput("valid_until", "Tanggal berakhir tidak boleh sebelum tanggal mulai.")
    if facts.office is Office.OPD_HEAD:
        if facts.opd_id is None or db.session.get(Opd, facts.opd_id) is None:
            raise InvalidInput("opd_id", "Pilih OPD yang dikepalai.")
    elif facts.opd_id is not None:
        raise InvalidInput("opd_id", "Kosongkan OPD; hanya kepala perangkat daerah yang memerlukannya.")
    if not (ranks.fits(EmployeeKind.PNS, facts.rank) or ranks.fits(EmployeeKind.PPPK, facts.rank)):
        raise InvalidInput("rank", "Pilih pangkat dari daftar.")
    _refuse_second_holder(facts, own_id)
    return asdict(facts) | {"nip": _nip(facts.nip)}


def _nip(text: str) -> str | None:
    if not text:
        return None
    try:
        return parse_nip(text, today=clock.today()).digits
    except BadNumber as error:
        raise InvalidInput("nip", error.message) from error


def _refuse_second_holder(facts: OfficialFacts, own_id: int | None) -> None:
    """Only one may hold an office for good on one day; who stands in (Plt., Plh., Pj.) may do so beside the holder."""
    if facts.status is not OfficialStatus.DEFINITIVE:
        return
    query = select(Official.name, Official.valid_from, Official.valid_until).where(
        Official.office == facts.office,
        Official.opd_id.is_not_distinct_from(facts.opd_id),
        Official.status == OfficialStatus.DEFINITIVE,
        or_(Official.valid_until.is_(None), Official.valid_until >= facts.valid_from),
    )
    if facts.valid_until is not None:
        query = query.where(Official.valid_from <= facts.valid_until)
    if own_id is not None:
        query = query.where(Official.id != own_id)
    other = db.session.execute(query.order_by(Official.valid_from)).first()
    if other is not None:
        name, since, until = other
        span = f"sejak {since:%d-%m-%Y}" + (f" sampai {until:%d-%m-%Y}" if until else "")
        raise InvalidInput("valid_from", f"{name} tercatat definitif pada jabatan ini {span}. Akhiri dahulu masa jabatannya.")
