"""Reads about desa, their map, and the days without visits."""

from intranet.places.queries.calendar import (
    HolidayRow,
    PeriodRow,
    blocked_periods,
    days_off,
    find_year_choices,
    get_holiday,
    get_period,
    list_holidays,
    list_periods,
    scope_choices,
)
from intranet.places.queries.desa import (
    DesaFilter,
    DesaPage,
    DesaRow,
    RankedDesa,
    desa_choices,
    desa_rows_for_ranking,
    get_desa,
    kecamatan_choices,
    list_desa,
)
from intranet.places.queries.map import region_map

__all__ = [
    "DesaFilter",
    "DesaPage",
    "DesaRow",
    "HolidayRow",
    "PeriodRow",
    "RankedDesa",
    "blocked_periods",
    "days_off",
    "desa_choices",
    "desa_rows_for_ranking",
    "find_year_choices",
    "get_desa",
    "get_holiday",
    "get_period",
    "kecamatan_choices",
    "list_desa",
    "list_holidays",
    "list_periods",
    "region_map",
    "scope_choices",
]
