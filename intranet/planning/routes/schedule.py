"""The published schedule: board, calendar, map and table of a year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import request, session, url_for

from intranet.core import clock, counters
from intranet.core.permissions import Permission
from intranet.planning import panels, policy, queries
from intranet.planning.forms import ScheduleFilter
from intranet.planning.routes.blueprint import bp, visit_url
from intranet.web.access import current_actor, requires
from intranet.web.fragments import page, unchanged

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from intranet.core.actor import Actor
    from intranet.planning.queries import Entry, Schedule

VIEWS = (("papan", "Papan", "grid"), ("kalender", "Kalender", "calendar"), ("peta", "Peta", "map"), ("tabel", "Tabel", "list"))
ROWS = 40
SORTS = ("tanggal", "desa", "kecamatan")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A part of a bounded list."""

    rows: tuple[Entry, ...]
    total: int
    number: int
    last: int


def whole(name: str, lowest: int, highest: int) -> int | None:
    """A whole number of the address within bounds; None when it is missing or something else."""
    text = request.args.get(name, "")
    if not re.fullmatch(r"[0-9]{1,6}", text):
        return None
    number = int(text)
    return number if lowest <= number <= highest else None


def sheet(rows: list[Entry]) -> Sheet:
    """The part of the list that the address asks for."""
    last = max(-(-len(rows) // ROWS), 1)
    number = min(whole("halaman", 1, 999) or 1, last)
    return Sheet(tuple(rows[(number - 1) * ROWS : number * ROWS]), len(rows), number, last)


@bp.get("/jadwal")
@requires(Permission.PLANNING_READ)
def schedule() -> ResponseReturnValue:
    """The last release of a year in one of four views; 304 while nothing that it shows changed."""
    actor = current_actor()
    if (same := _unchanged(actor)) is not None:
        return same
    found = queries.get_schedule(actor, whole("tahun", 2000, 2199))
    view = request.args.get("tampilan", "papan")
    view = view if view in {name for name, _, _ in VIEWS} else "papan"
    month = whole("bulan", 1, 12) or _first_month(found)

    def month_url(number: int) -> str:
        return url_for("planning.schedule", tahun=found.year, tampilan=view, bulan=number)

    context: dict[str, Any] = {
        "schedule": found,
        "view": view,
        "views": [
            {
                "label": label,
                "icon": icon,
                "current": name == view,
                "url": url_for("planning.schedule", tahun=found.year, tampilan=name, bulan=month),
            }
            for name, label, icon in VIEWS
        ],
        "years": [(year, url_for("planning.schedule", tahun=year, tampilan=view)) for year in found.years],
        "month": month,
        "month_name": panels.LONG_MONTHS[month - 1],
        "months": panels.strip(
            {number: len(found.in_month(number)) for number in range(1, 13)},
            panels.blocked_months(found.year, found.days_off),
            month,
            month_url,
        ),
        "may_draft": policy.may_draft(actor),
        "table_url": url_for("planning.schedule", tahun=found.year, tampilan="tabel"),
    }
    if not found.release:
        return page("planning/schedule.html", **context)
    return page("planning/schedule.html", **context, **_view(found, view, month))


def _unchanged(actor: Actor) -> Response | None:
    """The days and the lights come from these counters, and so does the work that the menu counts; messages are shown once."""
    shown = counters.read("schedule", "board", "places", "planning", "documents")
    return unchanged(shown, clock.today(), request.query_string, actor.name, session.get("_flashes"))


def _first_month(found: Schedule) -> int:
    """The present month in its own year; else the first month with visits."""
    today = clock.today()
    if found.year == today.year:
        return today.month
    dated = [entry for entry in found.entries if entry.dated]
    return dated[0].starts_on.month if dated else 1


def _view(found: Schedule, view: str, month: int) -> dict[str, Any]:
    today = clock.today()
    if view == "tabel":
        return _table(found)
    if view == "peta":
        land = panels.region(found, queries.load_outlines())
        return {"map": panels.state_map(found, land, today, visit_url), "shares": panels.shares(found)}
    entries = found.in_month(month)
    ready = queries.readiness_of(entries)
    weeks, days = panels.weeks(found, month, ready, today, visit_url)
    context: dict[str, Any] = {
        "weeks": weeks,
        "day_names": days,
        "count": len(entries),
        "tags": panels.tones(panels.mark_of(entry, ready, today) for entry in entries),
        "blocked": [day for day in found.days_off if not day.is_holiday and day.everywhere],
        "holidays": [day for day in found.days_off if day.is_holiday and day.first.month == month],
    }
    if view == "papan":
        land = panels.region(found, queries.load_outlines())
        context["map"] = panels.month_map(found, month, land, visit_url)
    return context


def _table(found: Schedule) -> dict[str, Any]:
    form = ScheduleFilter(formdata=request.args)
    kecamatan = sorted({(entry.kecamatan_id, entry.kecamatan) for entry in found.entries}, key=lambda pair: pair[1])
    form.kecamatan.offer(kecamatan)
    valid = form.validate()
    rows = [entry for entry in found.entries if _matches(entry, form)] if valid else list(found.entries)
    order = request.args.get("urut", "")
    order = order if order in SORTS else "tanggal"
    if order == "desa":
        rows.sort(key=lambda entry: (entry.desa, entry.starts_on))
    elif order == "kecamatan":
        rows.sort(key=lambda entry: (entry.kecamatan, entry.starts_on))
    filters: dict[str, Any] = {
        name: request.args[name] for name in ("cari", "kecamatan", "status", "urut") if request.args.get(name)
    }
    part = sheet(rows)

    def page_url(number: int) -> str:
        return url_for("planning.schedule", tahun=found.year, tampilan="tabel", halaman=number, **filters)

    def sort_url(name: str) -> str:
        return url_for("planning.schedule", tahun=found.year, tampilan="tabel", **(filters | {"urut": name}))

    return {
        "filter": form,
        "sheet": part,
        "filtered": any(name != "urut" for name in filters),
        "order": order,
        "previous_url": page_url(part.number - 1) if part.number > 1 else None,
        "next_url": page_url(part.number + 1) if part.number < part.last else None,
        "sort_url": sort_url,
    }


def _matches(entry: Entry, form: ScheduleFilter) -> bool:
    wanted = (form.cari.data or "").casefold()
    if wanted and wanted not in entry.desa.casefold():
        return False
    if form.kecamatan.data and entry.kecamatan_id != form.kecamatan.data:
        return False
    return not form.status.data or entry.status.value == form.status.data
