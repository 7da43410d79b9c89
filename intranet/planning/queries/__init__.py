"""Every read of planning: the published schedule, the working copy, releases, and what waits for whom."""

from __future__ import annotations

from intranet.planning.queries.calendar import DayOff, day_book, list_days_off, load_settings
from intranet.planning.queries.releases import (
    ReleasedLine,
    ReleaseRow,
    find_last_release,
    get_release,
    list_releases,
    reason_of_visit,
    release_of_visit,
)
from intranet.planning.queries.rows import Diff, Line, PlanRow, Preview, Removal, WorkingCopy
from intranet.planning.queries.todo import (
    PlanWork,
    count_returned,
    count_to_decide,
    list_plan_years,
    plan_work_for,
    year_to_decide,
    year_to_work_on,
)
from intranet.planning.queries.workbench import (
    candidates,
    count_desa,
    find_line,
    find_plan,
    first_new_day,
    get_plan,
    get_working_copy,
    list_missing_desa,
    list_villages,
    load_working_copy,
    nearest_dates,
    preview,
    rules_of,
)

__all__ = [
    "DayOff",
    "Diff",
    "Line",
    "PlanRow",
    "PlanWork",
    "Preview",
    "ReleaseRow",
    "ReleasedLine",
    "Removal",
    "WorkingCopy",
    "candidates",
    "count_desa",
    "count_returned",
    "count_to_decide",
    "day_book",
    "find_last_release",
    "find_line",
    "find_plan",
    "first_new_day",
    "get_plan",
    "get_release",
    "get_working_copy",
    "list_days_off",
    "list_missing_desa",
    "list_plan_years",
    "list_releases",
    "list_villages",
    "load_settings",
    "load_working_copy",
    "nearest_dates",
    "plan_work_for",
    "preview",
    "reason_of_visit",
    "release_of_visit",
    "rules_of",
    "year_to_decide",
    "year_to_work_on",
]
