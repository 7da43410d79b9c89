"""Kecamatan, desa, days off, periods without visits, and outlines for the map."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intranet.core.base import Base
from intranet.core.types import Json, str_enum
from intranet.places.states import BlockedKind, DesaKind, HolidayKind, WetSeasonAccess


class Kecamatan(Base):
    """One of the eleven districts; ``code`` is the Kemendagri code, e.g. 17.01.01."""

    __tablename__ = "kecamatan"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    lat: Mapped[float]
    lon: Mapped[float]


class Desa(Base):
    """A village or kelurahan. Distances in kilometres from the town centre of Manna, travel in minutes one way."""

    __tablename__ = "desa"
    __table_args__ = (
        CheckConstraint("road_km IS NULL OR (road_km >= 0 AND road_km <= 300)", name="road_km"),
        CheckConstraint("travel_minutes IS NULL OR (travel_minutes >= 1 AND travel_minutes <= 1440)", name="travel_minutes"),
        CheckConstraint("(office_lat IS NULL) = (office_lon IS NULL)", name="office_point"),
        Index("ix_desa_name", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    kecamatan_id: Mapped[int] = mapped_column(ForeignKey("kecamatan.id"), index=True)
    code: Mapped[str] = mapped_column(String(13), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[DesaKind] = mapped_column(str_enum(DesaKind))
    lat: Mapped[float]
    lon: Mapped[float]
    area_km2: Mapped[float]
    straight_km: Mapped[float]
    office_lat: Mapped[float | None] = mapped_column(default=None)
    office_lon: Mapped[float | None] = mapped_column(default=None)
    road_km: Mapped[float | None] = mapped_column(default=None)
    travel_minutes: Mapped[int | None] = mapped_column(default=None)
    wet_season_access: Mapped[WetSeasonAccess] = mapped_column(str_enum(WetSeasonAccess), default=WetSeasonAccess.UNKNOWN)
    last_visited_on: Mapped[date | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(String(1000), default="")
    version: Mapped[int] = mapped_column(init=False, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads this mapping once at class creation


class Holiday(Base):
    """A day off, seeded from the SKB by the package ``holidays`` and then kept by hand."""

    __tablename__ = "holiday"
    __table_args__ = (UniqueConstraint("on", "kind", name="uq_holiday_on"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    on: Mapped[date]
    name: Mapped[str] = mapped_column(String(160))
    kind: Mapped[HolidayKind] = mapped_column(str_enum(HolidayKind))
    source: Mapped[str] = mapped_column(String(160), default="")
    version: Mapped[int] = mapped_column(init=False, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - see Desa


class BlockedPeriod(Base):
    """Days without visits, for the whole regency, one kecamatan or one desa (both None: everywhere). Both ends count."""

    __tablename__ = "blocked_period"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="order"),
        CheckConstraint("kecamatan_id IS NULL OR desa_id IS NULL", name="scope"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    kind: Mapped[BlockedKind] = mapped_column(str_enum(BlockedKind))
    name: Mapped[str] = mapped_column(String(160))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    kecamatan_id: Mapped[int | None] = mapped_column(ForeignKey("kecamatan.id"), default=None)
    desa_id: Mapped[int | None] = mapped_column(ForeignKey("desa.id"), default=None)
    note: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column(init=False, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - see Desa


class Boundary(Base):
    """True outline of a desa, loaded by command from a GeoJSON file that is not ours to ship. For display only."""

    __tablename__ = "boundary"

    desa_id: Mapped[int] = mapped_column(ForeignKey("desa.id"), primary_key=True)
    geometry: Mapped[dict[str, Any]] = mapped_column(Json)
    source: Mapped[str] = mapped_column(String(300))
