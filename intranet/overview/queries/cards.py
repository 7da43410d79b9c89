"""Visits as rows of a work list, each with how ready it is and why. Two statements, whatever the number of visits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from intranet.core import clock
from intranet.extensions import db
from intranet.opd.models import Employee, Opd
from intranet.overview import readiness
from intranet.overview.readiness import Reason
from intranet.participation.models import Participation, StaffAssignment
from intranet.participation.states import COMING, OPEN, Duty, ParticipationStatus, Readiness
from intranet.places.models import Desa, Kecamatan
from intranet.visits.models import Visit
from intranet.visits.queries import visible_to
from intranet.visits.states import VisitStatus

if TYPE_CHECKING:
    from datetime import date

    from intranet.core.actor import Actor

MOST_OVERDUE = 50


@dataclass(frozen=True, slots=True)
class VisitCard:
    """A scheduled visit; ``asked``/``coming`` count OPDs, ``staff`` people. Distance in kilometres, travel in minutes one way."""

    reasons: tuple[Reason, ...]
    id: int
    desa: str
    kecamatan: str
    starts_on: date
    ends_on: date
    km: float
    travel_minutes: int | None
    asked: int
    coming: int
    staff: int

    @property
    def light(self) -> Readiness:
        """How ready it is."""
        return readiness.light(self.reasons) if self.asked else Readiness.WAITING

    @property
    def why(self) -> str:
        """Why it is not ready, in a few words."""
        return readiness.words(self.reasons) if self.asked else "Belum ada OPD yang diminta hadir"

    def overdue(self, today: date) -> bool:
        """True when its days are over and nobody marked it as held."""
        return self.ends_on < today


def list_cards(
    actor: Actor, *, upcoming: int = 5, overdue: bool = False, near_employee: int | None = None
) -> tuple[VisitCard, ...]:
    """The next scheduled visits, by date; with ``overdue`` also those whose days are over and that nobody marked as held.

    Args:
        actor: who looks.
        upcoming: how many of the coming ones.
        overdue: whether to add those left over (at most 50).
        near_employee: only visits in the kecamatan where this employee lives.
    """
    today = clock.today()
    here = _in_kecamatan_of(near_employee) if near_employee is not None else true()
    scheduled = and_(Visit.status == VisitStatus.SCHEDULED, visible_to(actor), here)
    wanted = [Visit.id.in_(_ids(and_(scheduled, Visit.ends_on >= today), upcoming))]
    if overdue:
        wanted.append(Visit.id.in_(_ids(and_(scheduled, Visit.ends_on < today), MOST_OVERDUE)))
    asked = select(func.count()).where(Participation.visit_id == Visit.id).scalar_subquery()
    coming = select(func.count()).where(Participation.visit_id == Visit.id, Participation.status.in_(COMING)).scalar_subquery()
    staff = (
        select(func.count())
        .select_from(StaffAssignment)
        .join(Participation, Participation.id == StaffAssignment.participation_id)
        .where(Participation.visit_id == Visit.id)
        .scalar_subquery()
    )
    rows: Any = db.session.execute(
        select(Visit.id, Desa.name, Kecamatan.name, Visit.starts_on, Visit.ends_on)
        .add_columns(func.coalesce(Desa.road_km, Desa.straight_km), Desa.travel_minutes, asked, coming, staff)
        .join(Desa, Desa.id == Visit.desa_id)
        .join(Kecamatan, Kecamatan.id == Desa.kecamatan_id)
        .where(or_(*wanted))
        .order_by(Visit.starts_on, Visit.id)
    ).all()
    reasons = _reasons([row[0] for row in rows], today)
    return tuple(VisitCard(readiness.sort(reasons.get(row[0], ())), *row) for row in rows)


def _ids(condition: ColumnElement[bool], limit: int) -> Select[tuple[int]]:
    chosen = select(Visit.id).join(Desa, Desa.id == Visit.desa_id).where(condition).order_by(Visit.starts_on, Visit.id).limit(limit)
    return select(chosen.subquery().c.id)


def _in_kecamatan_of(employee_id: int) -> ColumnElement[bool]:
    home = select(Employee.home_desa_id).where(Employee.id == employee_id).scalar_subquery()
    other = Desa.__table__.alias("home")
    return Desa.kecamatan_id == select(other.c.kecamatan_id).where(other.c.id == home).scalar_subquery()


def _reasons(visit_ids: list[int], today: date) -> dict[int, list[Reason]]:
    """Only the answers that hold something up are read."""
    rows: Any = db.session.execute(
        select(Participation.visit_id, Opd.id, Opd.short_name, Participation.duty, Participation.status, Participation.respond_by)
        .join(Opd, Opd.id == Participation.opd_id)
        .where(
            Participation.visit_id.in_(visit_ids),
            Participation.duty == Duty.REQUIRED,
            Participation.status.in_([*OPEN, ParticipationStatus.DECLINED]),
        )
    )
    found: dict[int, list[Reason]] = {}
    for row in rows:
        reason = readiness.find_reason(row[1], row[2], row[3], row[4], row[5], today)
        if reason is not None:
            found.setdefault(row[0], []).append(reason)
    return found
