"""A visit as the last release published it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from intranet.core.base import Base
from intranet.core.types import UtcDateTime, str_enum
from intranet.visits.states import VisitStatus


class Visit(Base):
    """One visit to a desa: an evening of listening on ``starts_on``, service on the days after it until ``ends_on``.

    Created and moved by a release; ``status`` is written by ``visits.actions`` alone.
    """

    __tablename__ = "visit"
    __table_args__ = (
        # A cancelled visit stays as a fact; the desa may get another one in the same year.
        Index(
            "uq_visit_year_desa_id",
            "year",
            "desa_id",
            unique=True,
            sqlite_where=text("status <> 'cancelled'"),
            postgresql_where=text("status <> 'cancelled'"),
        ),
        CheckConstraint("ends_on >= starts_on", name="order"),
        Index("ix_visit_starts_on", "starts_on", "id"),
        Index("ix_visit_status", "status", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    year: Mapped[int]
    desa_id: Mapped[int] = mapped_column(ForeignKey("desa.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    venue: Mapped[str] = mapped_column(String(160))
    status: Mapped[VisitStatus] = mapped_column(str_enum(VisitStatus), default=VisitStatus.DRAFTED)
    status_reason: Mapped[str] = mapped_column(String(1000), default="")
    status_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    version: Mapped[int] = mapped_column(init=False, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads this mapping once at class creation
