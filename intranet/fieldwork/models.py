"""What happened at a visit: attendance, services given, residents who came, remarks and photos."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intranet.core.base import Base
from intranet.core.types import UtcDateTime, str_enum
from intranet.fieldwork.states import AgeGroup, Presence, RemarkKind, Sex


class VisitRecord(Base):
    """The head of a visit's results; times are "HH.MM" in WIB, the evening's attendance counts residents."""

    __tablename__ = "visit_record"
    __table_args__ = (CheckConstraint("evening_residents >= 0 AND evening_residents <= 100000", name="evening_residents"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), unique=True)
    evening_residents: Mapped[int] = mapped_column(default=0)
    evening_from: Mapped[str] = mapped_column(String(5), default="17.00")
    evening_until: Mapped[str] = mapped_column(String(5), default="21.30")
    service_from: Mapped[str] = mapped_column(String(5), default="08.00")
    service_until: Mapped[str] = mapped_column(String(5), default="13.00")
    conclusion: Mapped[str] = mapped_column(String(5000), default="")
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(init=False, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads this mapping once at class creation


class Attendance(Base):
    """Whether a person of the roster was there."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("visit_id", "employee_id", name="uq_attendance_visit_id_employee_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    opd_id: Mapped[int] = mapped_column(ForeignKey("opd.id"))
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), index=True)
    presence: Mapped[Presence] = mapped_column(str_enum(Presence))
    note: Mapped[str] = mapped_column(String(200), default="")


class ServiceResult(Base):
    """Counts of one service at one visit: ``served`` = ``finished`` on the spot + ``carried_over``."""

    __tablename__ = "service_result"
    __table_args__ = (
        UniqueConstraint("visit_id", "service_id", name="uq_service_result_visit_id_service_id"),
        CheckConstraint("served >= 0 AND served <= 100000", name="served"),
        CheckConstraint("finished >= 0 AND carried_over >= 0 AND finished + carried_over = served", name="sum"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    opd_id: Mapped[int] = mapped_column(ForeignKey("opd.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    served: Mapped[int]
    finished: Mapped[int]
    carried_over: Mapped[int]
    note: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(init=False, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - see VisitRecord


class WalkIn(Base):
    """Residents who came, counted by sex and age group."""

    __tablename__ = "walk_in"
    __table_args__ = (
        UniqueConstraint("visit_id", "sex", "age_group", name="uq_walk_in_visit_id_sex_age_group"),
        CheckConstraint("count >= 0 AND count <= 100000", name="count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    sex: Mapped[Sex] = mapped_column(str_enum(Sex))
    age_group: Mapped[AgeGroup] = mapped_column(str_enum(AgeGroup))
    count: Mapped[int]


class Remark(Base):
    """A wish of residents, a problem or a suggestion; ``opd_id`` is whose turn it is, if anybody's."""

    __tablename__ = "remark"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    kind: Mapped[RemarkKind] = mapped_column(str_enum(RemarkKind))
    text: Mapped[str] = mapped_column(String(2000))
    opd_id: Mapped[int | None] = mapped_column(ForeignKey("opd.id"), default=None)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Photo(Base):
    """A photo of a visit, stored without its EXIF data under the SHA-256 of its bytes."""

    __tablename__ = "photo"
    __table_args__ = (
        UniqueConstraint("visit_id", "sha256", name="uq_photo_visit_id_sha256"),
        Index("ix_photo_visit_id", "visit_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    caption: Mapped[str] = mapped_column(String(200))
    width: Mapped[int]
    height: Mapped[int]
    size_bytes: Mapped[int]
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
