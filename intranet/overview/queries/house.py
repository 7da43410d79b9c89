"""What an administrator keeps an eye on, counted with one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, func, or_, select

from intranet.accounts.models import User, UserSession
from intranet.accounts.queries import CHAIN
from intranet.core import clock, settings_store
from intranet.core.audit import AuditHead
from intranet.core.jobs import Job, JobStatus
from intranet.extensions import db
from intranet.opd.models import Employee, Opd
from intranet.places.models import Desa, Kecamatan
from intranet.places.states import DesaKind
from intranet.visits.models import Visit
from intranet.visits.states import VisitStatus

if TYPE_CHECKING:
    from datetime import date

    from intranet.core.actor import Actor


@dataclass(frozen=True, slots=True)
class House:
    """Accounts never used, first passwords that ran out, failed jobs, data still missing."""

    never_used: int
    run_out: int
    failed_jobs: int
    desa_without_km: int
    desa_without_minutes: int
    opd_unconfirmed: int
    events: int


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """The last check of the audit chain; ``at`` None before the first."""

    at: datetime | None
    ok: bool
    checked: int
    faults: int


def get_house() -> House:
    """All counts."""

    def count(model: Any, *conditions: Any) -> Any:
        return select(func.count()).select_from(model).where(*conditions).scalar_subquery()

    used = exists().where(UserSession.user_id == User.id)
    run_out = and_(User.must_change_password, User.first_password_expires_at < clock.now())
    fresh = or_(User.first_password_expires_at.is_(None), User.first_password_expires_at >= clock.now())
    row = db.session.execute(
        select(
            count(User, User.active, ~used, fresh),
            count(User, User.active, run_out),
            count(Job, Job.status == JobStatus.FAILED),
            count(Desa, Desa.kind == DesaKind.DESA, Desa.road_km.is_(None)),
            count(Desa, Desa.kind == DesaKind.DESA, Desa.travel_minutes.is_(None)),
            count(Opd, ~Opd.confirmed),
            select(func.coalesce(func.max(AuditHead.count), 0)).scalar_subquery(),
        )
    ).one()
    return House(*row)


def last_chain_check() -> ChainCheck:
    """What the nightly check found. One statement."""
    kept = settings_store.get(CHAIN)
    at = datetime.fromisoformat(kept["at"]) if kept["at"] else None
    return ChainCheck(at, bool(kept["ok"]), int(kept["checked"]), int(kept["faults"]))


def employee_of(actor: Actor) -> int | None:
    """The employee behind an account, for what concerns the own village."""
    if actor.employee_id is not None:
        return actor.employee_id
    return db.session.scalar(select(User.employee_id).where(User.id == actor.id))


@dataclass(frozen=True, slots=True)
class HomeDesa:
    """The village where a person lives, with its next visit, if any."""

    name: str
    kecamatan: str
    visit_id: int | None
    starts_on: date | None
    ends_on: date | None


def find_home(employee_id: int | None) -> HomeDesa | None:
    """The village of an employee; None when it is not recorded. One statement."""
    if employee_id is None:
        return None
    coming = and_(Visit.desa_id == Desa.id, Visit.status == VisitStatus.SCHEDULED, Visit.ends_on >= clock.today())
    row = db.session.execute(
        select(Desa.name, Kecamatan.name, Visit.id, Visit.starts_on, Visit.ends_on)
        .select_from(Employee)
        .join(Desa, Desa.id == Employee.home_desa_id)
        .join(Kecamatan, Kecamatan.id == Desa.kecamatan_id)
        .outerjoin(Visit, coming)
        .where(Employee.id == employee_id)
        .order_by(Visit.starts_on)
        .limit(1)
    ).first()
    return HomeDesa(*row) if row else None
