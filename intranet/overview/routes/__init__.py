"""Pages composed of all rooms: starting page, one visit, the year in figures, help, settings of the office."""

from __future__ import annotations

from intranet.core.permissions import Permission
from intranet.overview.routes import dashboard, guide, home, settings, visit
from intranet.overview.routes.blueprint import bp
from intranet.web.nav import Entry

__all__ = ["NAV", "bp", "dashboard", "guide", "home", "settings", "visit"]

NAV = (
    Entry(
        endpoint="overview.desk",
        label="Beranda",
        icon="home",
        order=10,
        phone=True,
        under=("overview.guide", "overview.guide_of"),
    ),
    Entry(endpoint="overview.year", label="Dasbor", icon="chart", permission=Permission.OVERVIEW_DASHBOARD, order=60),
    Entry(
        endpoint="overview.preferences",
        label="Pengaturan",
        icon="settings",
        permission=Permission.SETTINGS_EDIT,
        order=95,
        under=("overview.arms", "overview.emblem"),
    ),
)
