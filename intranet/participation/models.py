"""Who comes to a visit: answer, staff and services of each OPD."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intranet.core.base import Base
from intranet.core.types import UtcDateTime, str_enum
from intranet.participation.states import Duty, ParticipationStatus


class Participation(Base):
    """The answer of one OPD (or guest) for one visit, wanted by ``respond_by`` (that day included)."""

    __tablename__ = "participation"
    __table_args__ = (
        UniqueConstraint("visit_id", "opd_id", name="uq_participation_visit_id_opd_id"),
        CheckConstraint("status <> 'declined' OR decline_reason <> ''", name="decline_reason"),
        Index("ix_participation_opd_id", "opd_id", "status", "respond_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    opd_id: Mapped[int] = mapped_column(ForeignKey("opd.id"))
    duty: Mapped[Duty] = mapped_column(str_enum(Duty), default=Duty.REQUIRED)
    status: Mapped[ParticipationStatus] = mapped_column(str_enum(ParticipationStatus), default=ParticipationStatus.INVITED)
    respond_by: Mapped[date]
    decline_reason: Mapped[str] = mapped_column(String(500), default="")
    note: Mapped[str] = mapped_column(String(1000), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    version: Mapped[int] = mapped_column(init=False, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads this mapping once at class creation


class StaffAssignment(Base):
    """A person whom an OPD sends, and as what."""

    __tablename__ = "staff_assignment"
    __table_args__ = (
        UniqueConstraint("participation_id", "employee_id", name="uq_staff_assignment_participation_id_employee_id"),
        Index("ix_staff_assignment_employee_id", "employee_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id"))
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    function: Mapped[str] = mapped_column(String(80), default="")


class StaffDay(Base):
    """A day of a person on a trip. The unique key lets the database itself refuse one person on two trips."""

    __tablename__ = "staff_day"
    __table_args__ = (
        UniqueConstraint("employee_id", "day", name="uq_staff_day_employee_id_day"),
        Index("ix_staff_day_assignment_id", "assignment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("staff_assignment.id", ondelete="CASCADE"))
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    day: Mapped[date]


class ServiceOffer(Base):
    """A service brought to a visit, for at most ``quota`` units; ``expected`` is the demand known when it was answered."""

    __tablename__ = "service_offer"
    __table_args__ = (
        UniqueConstraint("participation_id", "service_id", name="uq_service_offer_participation_id_service_id"),
        CheckConstraint("quota >= 1 AND quota <= 2000", name="quota"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    quota: Mapped[int]
    expected: Mapped[int | None] = mapped_column(default=None)
