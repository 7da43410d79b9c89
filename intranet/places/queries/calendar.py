"""Days off and periods without visits."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from intranet.core import clock
from intranet.core.errors import NotFound
from intranet.extensions import db
from intranet.places.models import BlockedPeriod, Desa, Holiday, Kecamatan
from intranet.places.queries.desa import desa_choices, kecamatan_choices
from intranet.places.seed import FIRST_DECREE_YEAR, LAST_DECREE_YEAR, SOURCE_ESTIMATE

if TYPE_CHECKING:
    from sqlalchemy import Select

    from intranet.places.states import BlockedKind, HolidayKind


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """A day off; ``estimated`` while the decree has not fixed it."""

    id: int
    on: date
    name: str
    kind: HolidayKind
    source: str
    version: int

    @property
    def estimated(self) -> bool:
        """True when the date may still move."""
        return self.source == SOURCE_ESTIMATE


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """Days without visits; both ends count. ``where`` names the place."""

    id: int
    kind: BlockedKind
    name: str
    starts_on: date
    ends_on: date
    kecamatan_id: int | None
    desa_id: int | None
    note: str
    version: int
    kecamatan: str | None
    desa: str | None

    @property
    def where(self) -> str:
        """The place in words."""
        if self.desa:
            return f"{self.desa}, Kecamatan {self.kecamatan}"
        return f"Kecamatan {self.kecamatan}" if self.kecamatan else "Seluruh kabupaten"

    @property
    def scope(self) -> str:
        """Value for the select field: empty, ``k<id>`` or ``d<id>``."""
        if self.desa_id is not None:
            return f"d{self.desa_id}"
        return f"k{self.kecamatan_id}" if self.kecamatan_id is not None else ""


def days_off(first: date, last: date) -> dict[date, str]:
    """Names of the holidays and days of joint leave between two dates (both count), by day; several names are joined by a comma."""
    names: defaultdict[date, list[str]] = defaultdict(list)
    query = select(Holiday.on, Holiday.name).where(Holiday.on.between(first, last)).order_by(Holiday.on, Holiday.id)
    for on, name in db.session.execute(query):
        names[on].append(name)
    return {on: ", ".join(each) for on, each in names.items()}


def blocked_periods(first: date, last: date) -> list[PeriodRow]:
    """Periods without visits that touch the days between two dates (both count), by their first day."""
    query = _periods().where(BlockedPeriod.starts_on <= last, BlockedPeriod.ends_on >= first)
    return [PeriodRow(*row) for row in db.session.execute(query)]


def list_holidays(year: int) -> list[HolidayRow]:
    """Days off of a year by date."""
    query = _holidays().where(Holiday.on.between(date(year, 1, 1), date(year, 12, 31))).order_by(Holiday.on, Holiday.kind)
    return [HolidayRow(*row) for row in db.session.execute(query)]


def get_holiday(holiday_id: int) -> HolidayRow:
    """One day off. Raises NotFound."""
    row = db.session.execute(_holidays().where(Holiday.id == holiday_id)).first()
    if row is None:
        raise NotFound("Hari libur ini tidak ada, atau sudah dihapus.")
    return HolidayRow(*row)


def list_periods(year: int) -> list[PeriodRow]:
    """Periods without visits that touch a year."""
    return blocked_periods(date(year, 1, 1), date(year, 12, 31))


def get_period(period_id: int) -> PeriodRow:
    """One period. Raises NotFound."""
    row = db.session.execute(_periods().where(BlockedPeriod.id == period_id)).first()
    if row is None:
        raise NotFound("Masa ini tidak ada, atau sudah dihapus.")
    return PeriodRow(*row)


def find_year_choices() -> list[int]:
    """Years to look at: this one and the next two, and all that hold days."""
    first, last = db.session.execute(select(func.min(Holiday.on), func.max(Holiday.on))).one()
    this = clock.today().year
    years = {this, this + 1, this + 2}
    if first is not None:
        years |= set(range(max(first.year, FIRST_DECREE_YEAR), min(last.year, LAST_DECREE_YEAR) + 1))
    return sorted(years)


def scope_choices() -> list[tuple[str, str]]:
    """Where a period may hold: ``k<id>`` for a kecamatan, ``d<id>`` for a desa; the whole regency is the empty value."""
    kecamatan = [(f"k{id_}", f"Kecamatan {name}") for id_, name in kecamatan_choices()]
    return kecamatan + [(f"d{id_}", name) for id_, name in desa_choices()]


def _holidays() -> Select[*tuple[Any, ...]]:
    return select(Holiday.id, Holiday.on, Holiday.name, Holiday.kind, Holiday.source, Holiday.version)


def _periods() -> Select[*tuple[Any, ...]]:
    """With the names of places: the kecamatan is that of the desa where the period is for one desa."""
    return (
        select(
            BlockedPeriod.id,
            BlockedPeriod.kind,
            BlockedPeriod.name,
            BlockedPeriod.starts_on,
            BlockedPeriod.ends_on,
            BlockedPeriod.kecamatan_id,
            BlockedPeriod.desa_id,
            BlockedPeriod.note,
            BlockedPeriod.version,
            Kecamatan.name,
            Desa.name,
        )
        .outerjoin(Desa, Desa.id == BlockedPeriod.desa_id)
        .outerjoin(Kecamatan, Kecamatan.id == func.coalesce(BlockedPeriod.kecamatan_id, Desa.kecamatan_id))
        .order_by(BlockedPeriod.starts_on, BlockedPeriod.id)
    )
