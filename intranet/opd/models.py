"""Agencies (OPD) and guests, their staff, the services they bring, and who holds which office when."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intranet.core.base import Base
from intranet.core.types import str_enum
from intranet.opd.states import EmployeeKind, NeedCategory, Office, OfficialStatus, OpdKind


class Opd(Base):
    """An agency. ``code`` is the short name in addresses and sign-in names (disdukcapil); ``confirmed``: seen in a source.

    ``kecamatan_id`` is set for the office of a kecamatan alone: it is invited only to visits in its own.
    """

    __tablename__ = "opd"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    short_name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[OpdKind] = mapped_column(str_enum(OpdKind))
    kecamatan_id: Mapped[int | None] = mapped_column(ForeignKey("kecamatan.id"), default=None)
    letter_code: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    required: Mapped[bool] = mapped_column(default=True)
    confirmed: Mapped[bool] = mapped_column(default=True)
    active_from: Mapped[date | None] = mapped_column(default=None)
    active_until: Mapped[date | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads this mapping once at class creation


class FormerName(Base):
    """A name that an agency bore until a day (which counts)."""

    __tablename__ = "opd_former_name"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    opd_id: Mapped[int] = mapped_column(ForeignKey("opd.id"), index=True)
    name: Mapped[str] = mapped_column(String(160))
    short_name: Mapped[str] = mapped_column(String(60))
    until_on: Mapped[date]


class Employee(Base):
    """A civil servant or honorer. ``internal_no`` identifies those without NIP; ``name`` carries no titles.

    Who writes employees other than by ``opd.actions`` calls ``staff_index.rebuild()`` afterwards, so that they are found by name.
    """

    __tablename__ = "employee"
    __table_args__ = (
        CheckConstraint("nip IS NULL OR length(nip) = 18", name="nip_length"),
        CheckConstraint("kind = 'honorer' OR nip IS NOT NULL", name="nip_given"),
        Index("ix_employee_opd_id_name", "opd_id", "name", "active"),  # the last one only to be counted without the rows
        Index("ix_employee_name", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    opd_id: Mapped[int] = mapped_column(ForeignKey("opd.id"))
    internal_no: Mapped[str] = mapped_column(String(20), unique=True)
    nip: Mapped[str | None] = mapped_column(String(18), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    front_title: Mapped[str] = mapped_column(String(40), default="")
    back_title: Mapped[str] = mapped_column(String(60), default="")
    kind: Mapped[EmployeeKind] = mapped_column(str_enum(EmployeeKind))
    rank: Mapped[str] = mapped_column(String(8), default="")
    position: Mapped[str] = mapped_column(String(120))
    usual_function: Mapped[str] = mapped_column(String(80), default="")
    home_desa_id: Mapped[int | None] = mapped_column(ForeignKey("desa.id"), default=None, index=True)
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(init=False, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - see Opd


class EmployeeWord(Base):
    """A word of an employee's name or position in plain lower case: lists are searched by the beginning of words."""

    __tablename__ = "employee_word"

    # Plain byte order on both engines, so that the beginning of a word is a range of the key.
    word: Mapped[str] = mapped_column(String(40).with_variant(String(40, collation="C"), "postgresql"), primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), primary_key=True, index=True)


class Service(Base):
    """A service that an OPD can bring to a village; ``minutes`` per unit, ``papers`` one paper a line."""

    __tablename__ = "service"
    __table_args__ = (
        UniqueConstraint("opd_id", "name", name="uq_service_opd_id_name"),
        CheckConstraint("minutes >= 1 AND minutes <= 480", name="minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    opd_id: Mapped[int] = mapped_column(ForeignKey("opd.id"))
    name: Mapped[str] = mapped_column(String(120))
    papers: Mapped[str] = mapped_column(String(2000), default="")
    unit: Mapped[str] = mapped_column(String(40))
    minutes: Mapped[int]
    category: Mapped[NeedCategory] = mapped_column(str_enum(NeedCategory))
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(init=False, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - see Opd


class Official(Base):
    """Who holds an office from when to when, and as what; ``opd_id`` only for heads of OPD. Titles are joined on paper."""

    __tablename__ = "official"
    __table_args__ = (
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="order"),
        CheckConstraint("(office = 'opd_head') = (opd_id IS NOT NULL)", name="opd_head"),
        Index("ix_official_office", "office", "opd_id", "valid_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    office: Mapped[Office] = mapped_column(str_enum(Office))
    opd_id: Mapped[int | None] = mapped_column(ForeignKey("opd.id"), default=None)
    name: Mapped[str] = mapped_column(String(120))
    front_title: Mapped[str] = mapped_column(String(40), default="")
    back_title: Mapped[str] = mapped_column(String(60), default="")
    nip: Mapped[str | None] = mapped_column(String(18), default=None)
    rank: Mapped[str] = mapped_column(String(8), default="")
    status: Mapped[OfficialStatus] = mapped_column(str_enum(OfficialStatus), default=OfficialStatus.DEFINITIVE)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - see Opd
