"""The working copy of a year, and its releases."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intranet.core.base import Base
from intranet.core.types import Json, UtcDateTime, str_enum
from intranet.planning.states import PlanStatus


class YearPlan(Base):
    """The one working copy of a year. ``weekdays`` are those a visit may start on, 0 = Monday."""

    __tablename__ = "year_plan"
    __table_args__ = (
        CheckConstraint("visits_per_week >= 1 AND visits_per_week <= 7", name="visits_per_week"),
        CheckConstraint("days_per_visit >= 1 AND days_per_visit <= 5", name="days_per_visit"),
        CheckConstraint("ends_on >= starts_on", name="order"),
        CheckConstraint("status <> 'returned' OR return_reason <> ''", name="return_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    year: Mapped[int] = mapped_column(unique=True)
    status: Mapped[PlanStatus] = mapped_column(str_enum(PlanStatus), default=PlanStatus.DRAFT)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    weekdays: Mapped[list[int]] = mapped_column(Json)
    visits_per_week: Mapped[int]
    days_per_visit: Mapped[int] = mapped_column(default=2)
    note: Mapped[str] = mapped_column(String(1000), default="")
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    return_reason: Mapped[str] = mapped_column(String(1000), default="")
    returned_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    version: Mapped[int] = mapped_column(init=False, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads this mapping once at class creation


class PlanLine(Base):
    """One desa in the working copy; without a date it did not fit. ``reason`` says in words why it stands there."""

    __tablename__ = "plan_line"
    __table_args__ = (
        UniqueConstraint("plan_id", "desa_id", name="uq_plan_line_plan_id_desa_id"),
        Index("ix_plan_line_plan_id", "plan_id", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    plan_id: Mapped[int] = mapped_column(ForeignKey("year_plan.id"))
    desa_id: Mapped[int] = mapped_column(ForeignKey("desa.id"), index=True)
    rank: Mapped[int]
    reason: Mapped[str] = mapped_column(String(500))
    starts_on: Mapped[date | None] = mapped_column(default=None)
    days: Mapped[int] = mapped_column(default=2)
    venue: Mapped[str] = mapped_column(String(160), default="Balai desa")
    pinned: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(init=False, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - see YearPlan


class Release(Base):
    """A schedule that the Sekda approved; the last one of a year is the published one. Never changed afterwards."""

    __tablename__ = "schedule_release"
    __table_args__ = (UniqueConstraint("plan_id", "number", name="uq_schedule_release_plan_id_number"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    plan_id: Mapped[int] = mapped_column(ForeignKey("year_plan.id"))
    number: Mapped[int]
    note: Mapped[str] = mapped_column(String(1000), default="")
    decree_number: Mapped[str] = mapped_column(String(80), default="")
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    approved_by_name: Mapped[str] = mapped_column(String(120))
    approved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReleasedVisit(Base):
    """One line of a release."""

    __tablename__ = "released_visit"
    __table_args__ = (UniqueConstraint("release_id", "desa_id", name="uq_released_visit_release_id_desa_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    release_id: Mapped[int] = mapped_column(ForeignKey("schedule_release.id"))
    desa_id: Mapped[int] = mapped_column(ForeignKey("desa.id"))
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    starts_on: Mapped[date]
    days: Mapped[int]
    venue: Mapped[str] = mapped_column(String(160))
    reason: Mapped[str] = mapped_column(String(500), default="")
