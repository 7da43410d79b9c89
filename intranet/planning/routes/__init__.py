"""Pages of planning: the published schedule, the working copy, the decision, the releases."""

from __future__ import annotations

from intranet.core.permissions import Permission
from intranet.planning import queries
from intranet.planning.routes import decision, drafting, lines, releases, schedule
from intranet.planning.routes.blueprint import bp
from intranet.web.nav import Entry

__all__ = ["NAV", "bp", "decision", "drafting", "lines", "releases", "schedule"]

NAV = (
    Entry(
        endpoint="planning.to_decide",
        label="Persetujuan",
        icon="check",
        permission=Permission.PLANNING_APPROVE,
        order=15,
        phone=True,
        count=queries.count_to_decide,
        under=("planning.decision", "planning.approve", "planning.send_back", "planning.keep_return"),
    ),
    Entry(
        endpoint="planning.schedule",
        label="Jadwal",
        icon="calendar",
        permission=Permission.PLANNING_READ,
        order=20,
        phone=True,
        under=("planning.releases", "planning.release"),
    ),
    Entry(
        endpoint="planning.work",
        label="Susun jadwal",
        icon="swap",
        permission=Permission.PLANNING_DRAFT,
        order=40,
        count=queries.count_returned,
        under=("planning.workbench", "planning.rules", "planning.line", "planning.add", "planning.decision"),
    ),
)
