"""Releases: what was approved when and by whom. They never change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from intranet.core.errors import Forbidden, NotFound
from intranet.extensions import db
from intranet.places.models import Desa, Kecamatan
from intranet.planning import policy
from intranet.planning.models import Release, ReleasedVisit, YearPlan

if TYPE_CHECKING:
    from intranet.core.actor import Actor


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One release; ``visits`` is how many visits it holds."""

    id: int
    year: int
    number: int
    note: str
    decree_number: str
    approved_by: str
    approved_at: datetime
    visits: int


@dataclass(frozen=True, slots=True)
class ReleasedLine:
    """One visit as a release published it."""

    visit_id: int
    desa: str
    kecamatan: str
    starts_on: date
    days: int
    venue: str
    reason: str

    @property
    def ends_on(self) -> date:
        """The last day."""
        return self.starts_on + timedelta(self.days - 1)


def list_releases(actor: Actor, year: int) -> tuple[ReleaseRow, ...]:
    """The releases of a year, the last one first."""
    if not policy.can_read(actor):
        raise Forbidden
    statement = (
        select(Release.id, YearPlan.year, Release.number, Release.note, Release.decree_number)
        .add_columns(Release.approved_by_name, Release.approved_at, func.count(ReleasedVisit.id))
        .join(YearPlan, YearPlan.id == Release.plan_id)
        .outerjoin(ReleasedVisit, ReleasedVisit.release_id == Release.id)
        .where(YearPlan.year == year)
        .group_by(Release.id, YearPlan.year)
        .order_by(Release.number.desc())
    )
    return tuple(ReleaseRow(*row) for row in db.session.execute(statement))


def find_last_release(actor: Actor, year: int) -> ReleaseRow | None:
    """The release that is the published schedule of the year; None before the first."""
    releases = list_releases(actor, year)
    return releases[0] if releases else None


def get_release(actor: Actor, year: int, number: int) -> tuple[ReleaseRow, tuple[ReleasedLine, ...]]:
    """A release with its visits, by date. Raises NotFound."""
    found = next((release for release in list_releases(actor, year) if release.number == number), None)
    if found is None:
        raise NotFound(f"Rilis {number} untuk tahun {year} tidak ada.")
    statement = (
        select(ReleasedVisit.visit_id, Desa.name, Kecamatan.name, ReleasedVisit.starts_on, ReleasedVisit.days)
        .add_columns(ReleasedVisit.venue, ReleasedVisit.reason)
        .join(Desa, Desa.id == ReleasedVisit.desa_id)
        .join(Kecamatan, Kecamatan.id == Desa.kecamatan_id)
        .where(ReleasedVisit.release_id == found.id)
        .order_by(ReleasedVisit.starts_on, ReleasedVisit.id)
    )
    return found, tuple(ReleasedLine(*row) for row in db.session.execute(statement))


def release_of_visit(visit_id: int) -> ReleaseRow | None:
    """The last release that holds this visit; None for a visit that no release holds."""
    size = select(func.count()).where(ReleasedVisit.release_id == Release.id).correlate(Release).scalar_subquery()
    statement = (
        select(Release.id, YearPlan.year, Release.number, Release.note, Release.decree_number)
        .add_columns(Release.approved_by_name, Release.approved_at, size)
        .join(YearPlan, YearPlan.id == Release.plan_id)
        .join(ReleasedVisit, ReleasedVisit.release_id == Release.id)
        .where(ReleasedVisit.visit_id == visit_id)
        .order_by(Release.number.desc())
        .limit(1)
    )
    row = db.session.execute(statement).first()
    return ReleaseRow(*row) if row else None


def reason_of_visit(visit_id: int) -> str:
    """Why the visit has its date, in words, as its last release says; empty when no release holds it."""
    statement = (
        select(ReleasedVisit.reason).where(ReleasedVisit.visit_id == visit_id).order_by(ReleasedVisit.release_id.desc()).limit(1)
    )
    return db.session.scalar(statement) or ""
