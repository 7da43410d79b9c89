"""Desa, and the calendar of days without visits."""

from intranet.places.routes import calendar, desa
from intranet.places.routes.blueprint import bp

NAV = desa.NAV

__all__ = ["NAV", "bp", "calendar", "desa"]
