"""Releases: all of a year, and one as it was approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intranet.core.permissions import Permission
from intranet.planning import queries
from intranet.planning.routes.blueprint import bp, visit_url
from intranet.web.access import current_actor, requires
from intranet.web.fragments import page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/jadwal/<int:year>/rilis")
@requires(Permission.PLANNING_READ)
def releases(year: int) -> ResponseReturnValue:
    """All releases of a year, the one in force first."""
    return page("planning/releases.html", year=year, releases=queries.list_releases(current_actor(), year))


@bp.get("/jadwal/<int:year>/rilis/<int:number>")
@requires(Permission.PLANNING_READ)
def release(year: int, number: int) -> ResponseReturnValue:
    """One release, which never changes."""
    found, lines = queries.get_release(current_actor(), year, number)
    last = queries.find_last_release(current_actor(), year)
    return page(
        "planning/release.html",
        release=found,
        lines=lines,
        in_force=last is not None and last.number == number,
        visit_url=visit_url,
    )
