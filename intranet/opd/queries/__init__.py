"""Reads about agencies, their staff and services, and who holds which office."""

from intranet.opd.queries.agencies import (
    OpdFilter,
    OpdLine,
    OpdPage,
    OpdRow,
    find_opd,
    get_opd,
    list_opd_lines,
    list_opds,
    opd_choices,
    opd_names,
)
from intranet.opd.queries.officials import (
    OfficialLine,
    OfficialRow,
    get_official,
    list_officials,
    official_in_force,
)
from intranet.opd.queries.services import (
    ServiceFilter,
    ServiceLine,
    ServiceRow,
    get_service,
    list_service_lines,
    list_services,
)
from intranet.opd.queries.staff import (
    EmployeePage,
    StaffChoice,
    StaffFilter,
    StaffRow,
    get_employee,
    list_staff,
    list_staff_choices,
)

__all__ = [
    "EmployeePage",
    "OfficialLine",
    "OfficialRow",
    "OpdFilter",
    "OpdLine",
    "OpdPage",
    "OpdRow",
    "ServiceFilter",
    "ServiceLine",
    "ServiceRow",
    "StaffChoice",
    "StaffFilter",
    "StaffRow",
    "find_opd",
    "get_employee",
    "get_official",
    "get_opd",
    "get_service",
    "list_officials",
    "list_opd_lines",
    "list_opds",
    "list_service_lines",
    "list_services",
    "list_staff",
    "list_staff_choices",
    "official_in_force",
    "opd_choices",
    "opd_names",
]
