"""Every write to agencies, staff, services and officials."""

from intranet.opd.actions.agencies import Contact, OpdFacts, add_opd, edit_contact, edit_opd, import_defaults
from intranet.opd.actions.officials import OfficialFacts, add_official, edit_official
from intranet.opd.actions.services import ServiceFacts, add_service, edit_service, set_service_active
from intranet.opd.actions.staff import EmployeeFacts, add_employee, edit_employee, set_employee_active

__all__ = [
    "Contact",
    "EmployeeFacts",
    "OfficialFacts",
    "OpdFacts",
    "ServiceFacts",
    "add_employee",
    "add_official",
    "add_opd",
    "add_service",
    "edit_contact",
    "edit_employee",
    "edit_official",
    "edit_opd",
    "edit_service",
    "import_defaults",
    "set_employee_active",
    "set_service_active",
]
