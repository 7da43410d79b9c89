"""The board OPD × visit of one month, and what an OPD still owes: reads for who watches over all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Select, Table, bindparam, func, select, true

from intranet.core import clock
from intranet.core.errors import Forbidden
from intranet.extensions import db
from intranet.opd.models import Opd
from intranet.participation import policy
from intranet.participation.models import Participation
from intranet.participation.months import DUE_SOON, list_months, month_bounds
from intranet.participation.queries import ON_BOARD
from intranet.participation.rows import Board, BoardCell, BoardLine, BoardVisit, MonthCount
from intranet.participation.states import COMING, OPEN, ParticipationStatus
from intranet.places.models import Desa, Kecamatan
from intranet.visits.models import Visit
from intranet.visits.states import VisitStatus

if TYPE_CHECKING:
    from datetime import date

    from intranet.core.actor import Actor


class _T:
    """The bare tables: statements are built once per process and only bound afterwards."""

    visit, answer = cast("Table", Visit.__table__), cast("Table", Participation.__table__)
    opd, desa, kecamatan = (cast("Table", model.__table__) for model in (Opd, Desa, Kecamatan))


@cache
def _visit_statement() -> Select[Any]:
    visit, desa, kecamatan = _T.visit.c, _T.desa.c, _T.kecamatan.c
    return (
        select(visit.id, desa.name, kecamatan.name, visit.starts_on)
        .select_from(_T.visit.join(_T.desa, desa.id == visit.desa_id).join(_T.kecamatan, kecamatan.id == desa.kecamatan_id))
        .where(visit.starts_on.between(bindparam("first"), bindparam("last")), visit.status.in_(ON_BOARD))
        .order_by(visit.starts_on, visit.id)
    )


@cache
def _cell_statement() -> Select[Any]:
    visit, answer, opd = _T.visit.c, _T.answer.c, _T.opd.c
    return (
        select(opd.id, opd.short_name, answer.visit_id, answer.status, answer.respond_by)
        .select_from(_T.answer.join(_T.opd, opd.id == answer.opd_id).join(_T.visit, visit.id == answer.visit_id))
        .where(visit.starts_on.between(bindparam("first"), bindparam("last")), visit.status.in_(ON_BOARD))
    )


def _visits(first: date, last: date, cells: dict[tuple[int, int], BoardCell]) -> tuple[BoardVisit, ...]:
    counts: dict[int, Counter[str]] = {}
    for (_, visit_id), cell in cells.items():
        counts.setdefault(visit_id, Counter())[_group(cell.status)] += 1
    return tuple(
        BoardVisit(*row, *(counts.get(row[0], Counter())[group] for group in ("coming", "declined", "silent")))
        for row in db.session.execute(_visit_statement(), {"first": first, "last": last}).all()
    )


def _group(status: ParticipationStatus) -> str:
    if status in COMING:
        return "coming"
    return "silent" if status in OPEN else "declined"


def get_board(actor: Actor, year: int | None = None, month: int | None = None, *, only_silent: bool = False) -> Board:
    """The board of one month (by default the first with something unanswered); the OPD that owes most comes first.

    Raises:
        Forbidden: for who may not watch all OPDs.
    """
    if not policy.can_see_board(actor):
        raise Forbidden
    today = clock.today()
    months = list_months(true(), today)
    if year is None or month is None:
        chosen = next((m for m in months if m.open), months[0] if months else MonthCount(today.year, today.month, 0, 0))
        year, month = chosen.year, chosen.month
    first, last = month_bounds(year, month)
    if first <= today <= last:
        first = today  # what is held needs no readiness
    names: dict[int, str] = {}
    cells: dict[tuple[int, int], BoardCell] = {}
    for opd_id, name, visit_id, status, deadline in db.session.execute(_cell_statement(), {"first": first, "last": last}).all():
        names[opd_id] = name
        cells[opd_id, visit_id] = BoardCell(visit_id, status, status in OPEN and deadline < today)
    visits = _visits(first, last, cells)
    lines = [_line(opd_id, name, visits, cells) for opd_id, name in names.items()]
    if only_silent:
        lines = [line for line in lines if line.silent]
    lines.sort(key=lambda line: (-line.overdue, -line.silent, line.opd))
    return Board(year=year, month=month, months=months, visits=visits, lines=tuple(lines))


def _line(opd_id: int, name: str, visits: tuple[BoardVisit, ...], cells: dict[tuple[int, int], BoardCell]) -> BoardLine:
    row = tuple(cells.get((opd_id, visit.visit_id)) for visit in visits)
    silent = sum(1 for cell in row if cell is not None and cell.status in OPEN)
    overdue = sum(1 for cell in row if cell is not None and cell.overdue)
    return BoardLine(opd_id, name, row, silent, overdue)


@dataclass(frozen=True, slots=True)
class Silence:
    """An OPD that owes answers: how many, and by when the earliest was wanted."""

    opd_id: int
    opd: str
    waiting: int
    earliest: date


def list_silent(actor: Actor, limit: int = 8) -> list[Silence]:
    """OPDs that owe answers now (overdue, or wanted within 30 days), the longest overdue first.

    Raises:
        Forbidden: for who may not watch all OPDs.
    """
    if not policy.can_see_board(actor):
        raise Forbidden
    query = (
        select(Opd.id, Opd.short_name, func.count(), func.min(Participation.respond_by))
        .join(Opd, Opd.id == Participation.opd_id)
        .join(Visit, Visit.id == Participation.visit_id)
        .where(Participation.status.in_(OPEN), Participation.respond_by <= clock.today() + DUE_SOON)
        .where(Visit.status == VisitStatus.SCHEDULED, Visit.starts_on >= clock.today())
        .group_by(Opd.id, Opd.short_name)
        .order_by(func.min(Participation.respond_by), func.count().desc(), Opd.short_name)
        .limit(limit)
    )
    return [Silence(*row) for row in db.session.execute(query)]
