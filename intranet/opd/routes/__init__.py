"""Agencies, their staff and services, and officials."""

from intranet.opd.routes import agencies, officials, services, staff
from intranet.opd.routes.blueprint import bp

NAV = agencies.NAV + staff.NAV + services.NAV

__all__ = ["NAV", "agencies", "bp", "officials", "services", "staff"]
