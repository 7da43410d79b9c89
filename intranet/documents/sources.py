"""What a Laporan Kunjungan draws from other rooms, read once: visit, place, release, answers, results, and the signer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from intranet.extensions import db
from intranet.fieldwork import queries as fieldwork
from intranet.opd import queries as opd
from intranet.opd import ranks
from intranet.opd.models import Employee, Opd
from intranet.opd.states import Office, OpdKind
from intranet.participation import queries as participation
from intranet.places.models import Desa
from intranet.planning import queries as planning

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from intranet.core.actor import Actor
    from intranet.fieldwork.rows import Results
    from intranet.participation.rows import AnswerRow
    from intranet.planning.queries import ReleaseRow
    from intranet.visits.queries import VisitRow

GUESTS = (OpdKind.VERTICAL, OpdKind.COMPANY)


@dataclass(frozen=True, slots=True)
class OpdName:
    """An agency as it is written out; ``guest``: not one of the regency's own."""

    name: str
    guest: bool


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds an office on a day."""

    status: str
    plain_name: str
    name: str
    rank: str
    nip: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything about one visit that its report tells."""

    visit: VisitRow
    code: str
    kind: str
    release: ReleaseRow | None
    reason: str
    answers: tuple[AnswerRow, ...]
    results: Results
    opds: dict[int, OpdName]
    names: dict[int, str]

    def opd(self, opd_id: int | None) -> str:
        """Written-out name of an agency; empty for none."""
        return self.opds[opd_id].name if opd_id is not None else ""


def load_facts(actor: Actor, visit_id: int) -> Facts:
    """The facts of a visit, in a constant number of statements.

    Raises:
        NotFound: no such visit, or this person may not read its results.
    """
    visit, results = fieldwork.get_results(actor, visit_id)
    answers = tuple(answer.row for answer in participation.list_answers(actor, visit_id))
    code, kind = db.session.execute(select(Desa.code, Desa.kind).where(Desa.id == visit.desa_id)).one()
    opd_ids = {row.opd_id for row in answers} | {row.opd_id for row in results.counts} | {row.opd_id for row in results.roster}
    opd_ids |= {row.opd_id for row in results.remarks if row.opd_id is not None}
    return Facts(
        visit=visit,
        code=code,
        kind=kind.label,
        release=planning.release_of_visit(visit_id),
        reason=planning.reason_of_visit(visit_id),
        answers=answers,
        results=results,
        opds=_opds(opd_ids),
        names=_names(row.employee_id for row in results.roster),
    )


def _opds(ids: Iterable[int]) -> dict[int, OpdName]:
    rows = db.session.execute(select(Opd.id, Opd.name, Opd.kind).where(Opd.id.in_(sorted(ids))))
    return {opd_id: OpdName(name, kind in GUESTS) for opd_id, name, kind in rows}


def _names(ids: Iterable[int]) -> dict[int, str]:
    query = select(Employee.id, Employee.front_title, Employee.name, Employee.back_title).where(Employee.id.in_(sorted(ids)))
    return {employee_id: titled(front, name, back) for employee_id, front, name, back in db.session.execute(query)}


def titled(front: str, name: str, back: str) -> str:
    """A name with its titles: ``Drs. Arsyad Malianto, M.Si.``."""
    whole = f"{front} {name}".strip()
    return f"{whole}, {back}" if back else whole


def find_holder(office: Office, on: date) -> Holder | None:
    """Who holds an office of the regency on a day, as papers name him."""
    row = opd.official_in_force(office, on)
    if row is None:
        return None
    return Holder(
        row.status.value, row.name, titled(row.front_title, row.name, row.back_title), ranks.title(row.rank), row.nip or ""
    )
