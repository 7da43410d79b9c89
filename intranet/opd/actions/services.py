"""Services that an agency can bring to a village."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from intranet.core import audit, counters, versions
from intranet.core.audit_words import in_words
from intranet.core.errors import InvalidInput, NotFound
from intranet.extensions import db
from intranet.opd import policy
from intranet.opd.actions import changes
from intranet.opd.models import Opd, Service
from intranet.opd.states import FACT_WORDS

if TYPE_CHECKING:
    from intranet.core.actor import Actor
    from intranet.opd.states import NeedCategory

SHORTEST, LONGEST = 1, 480
LONGEST_PAPER = 120
MOST_PAPERS = 15


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """A service; ``papers`` one a line, ``minutes`` for one unit."""

    name: str
    papers: str
    unit: str
    minutes: int
    category: NeedCategory


def add_service(actor: Actor, *, opd_id: int, facts: ServiceFacts) -> int:
    """Add a service; returns the id. Raises NotFound, InvalidInput, DuplicateValue (uq_service_opd_id_name)."""
    if not policy.can_edit_services(actor, opd_id) or db.session.get(Opd, opd_id) is None:
        raise NotFound("OPD ini tidak ada.")
    values = _checked(facts)
    service = Service(opd_id=opd_id, **values)
    db.session.add(service)
    db.session.flush()
    audit.record(actor, "service_added", ("service", service.id), after=in_words({"opd_id": opd_id, **values}, FACT_WORDS))
    counters.bump("services")
    return service.id


def edit_service(actor: Actor, *, service_id: int, version: int | None, facts: ServiceFacts) -> None:
    """Change a service. Raises NotFound, Conflict, InvalidInput, DuplicateValue."""
    service = _load(actor, service_id)
    versions.expect(service, version)
    if changes.edit(actor, service, _checked(facts), "service_edited"):
        counters.bump("services")


def set_service_active(actor: Actor, *, service_id: int, active: bool) -> str:
    """Offer a service or no longer; what was given before stays counted. Returns its name. Raises NotFound."""
    service = _load(actor, service_id)
    if changes.edit(actor, service, {"active": active}, "service_activated" if active else "service_deactivated"):
        counters.bump("services")
    return service.name


def _load(actor: Actor, service_id: int) -> Service:
    service = db.session.get(Service, service_id)
    if service is None or not policy.can_edit_services(actor, service.opd_id):
        raise NotFound("Layanan ini tidak ada.")
    return service


def _checked(facts: ServiceFacts) -> dict[str, Any]:
    if not SHORTEST <= facts.minutes <= LONGEST:
        raise InvalidInput("minutes", f"Isi {SHORTEST} sampai {LONGEST} menit untuk satu {facts.unit}.")
    papers = [line.strip() for line in facts.papers.splitlines() if line.strip()]
    if len(papers) > MOST_PAPERS:
        raise InvalidInput("papers", f"Paling banyak {MOST_PAPERS} berkas. Gabungkan yang serupa.")
    long = next((paper for paper in papers if len(paper) > LONGEST_PAPER), None)
    if long:
        raise InvalidInput("papers", f"Satu baris paling panjang {LONGEST_PAPER} karakter. Pendekkan “{long[:30]}…”.")
    return asdict(facts) | {"papers": "\n".join(dict.fromkeys(papers))}
