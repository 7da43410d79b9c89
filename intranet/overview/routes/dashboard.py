"""The year in figures, each with its table."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import request, url_for

from intranet.core import clock
from intranet.core.permissions import Permission
from intranet.overview.queries import dashboard as queries
from intranet.overview.routes.blueprint import bp
from intranet.places import geometry
from intranet.places.geometry import PlacePoint
from intranet.visits.states import VisitStatus
from intranet.web.access import current_actor, requires
from intranet.web.filters import angka, persen, tanggal_pendek
from intranet.web.fragments import page

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from flask.typing import ResponseReturnValue

    from intranet.overview.queries.dashboard import DesaState, Discipline, Sums

BOUND = 0.6
NAMED = 6
TONES = (("ok", "Sudah dikunjungi"), ("mine", "Terjadwal"), ("bad", "Terlewat"), ("wait", "Ditunda"), ("off", "Belum bertanggal"))


def _year(years: tuple[int, ...]) -> int:
    asked = request.args.get("tahun", "")
    if re.fullmatch(r"20[0-9]{2}", asked):
        return int(asked)
    this_year = clock.today().year
    return this_year if this_year in years or not years else min(years, key=lambda year: (abs(year - this_year), year))


@bp.get("/dasbor")
@requires(Permission.OVERVIEW_DASHBOARD)
def year() -> ResponseReturnValue:
    """Coverage, services and answers of one year."""
    actor, today = current_actor(), clock.today()
    years = queries.list_years()
    chosen = _year(years)
    desa = queries.list_desa(chosen)
    sums = queries.get_sums(chosen)
    answers = queries.list_discipline(actor, chosen)
    whole = actor.reach(Permission.OVERVIEW_DASHBOARD).everything
    land = _map(desa, today, queries.load_outlines())
    visited = [each for each in desa if each.visited]
    return page(
        "overview/dashboard.html",
        year=chosen,
        years=[
            {"label": str(each), "url": url_for("overview.year", tahun=each), "icon": None, "current": each == chosen}
            for each in sorted({*years, chosen})
        ],
        now=clock.now(),
        figures=_figures(visited, sums, answers, whole=whole),
        kecamatan=_kecamatan(visited, today),
        map=land,
        desa=visited,
        tone_words=dict(TONES),
        tones={each.id: _tone(each, today) for each in visited},
        answers=[_discipline(each) for each in answers],
        served=sorted((each for each in answers if each.served), key=lambda each: (-each.served, each.opd)),
        most_served=max((each.served for each in answers), default=0),
        whole=whole,
        sums=sums,
    )


def _tone(each: DesaState, today: date) -> str:
    if each.visit_id is None or each.starts_on is None:
        return "off"
    if each.took_place:
        return "ok"
    if each.status is VisitStatus.POSTPONED:
        return "wait"
    return "bad" if each.ends_on is not None and each.ends_on < today else "mine"


def _figures(visited: list[DesaState], sums: Sums, answers: Iterable[Discipline], *, whole: bool) -> list[dict[str, Any]]:
    """Four figures, each with one line whether that is good."""
    held = sum(each.took_place for each in visited)
    late = sum(_tone(each, clock.today()) == "bad" for each in visited)
    known = list(answers)
    due, in_time = sum(each.due for each in known), sum(each.in_time for each in known)
    overdue = sum(each.overdue for each in known)
    coverage = f"{late} terlewat tanpa ditandai" if late else "tidak ada yang terlewat"
    punctual = f"{overdue} lewat batas sekarang" if overdue else "tidak ada yang lewat batas"
    finished = f"{persen(sums.finished, sums.served)} selesai di tempat" if sums.served else "belum ada layanan dicatat"
    evening = f"{angka(sums.evening)} pada dialog malam" if sums.evening else "belum ada dialog dicatat"
    title = "jawaban OPD tepat waktu" if whole else "jawaban OPD Anda tepat waktu"
    return [
        {
            "value": angka(held),
            "of": angka(len(visited)),
            "label": "desa sudah dikunjungi",
            "note": coverage,
            "tone": "bad" if late else "ok",
        },
        {"value": angka(sums.served), "label": "layanan diberikan", "note": finished, "tone": "info"},
        {"value": angka(sums.residents), "label": "warga dilayani", "note": evening, "tone": "info"},
        {"value": persen(in_time, due), "label": title, "note": punctual, "tone": "bad" if overdue else "ok"},
    ]


def _kecamatan(visited: Iterable[DesaState], today: date) -> list[dict[str, Any]]:
    """Coverage of each kecamatan; red where visits were left over."""
    found: dict[str, list[DesaState]] = {}
    for each in visited:
        found.setdefault(each.kecamatan, []).append(each)
    rows = []
    for name, group in found.items():
        held = sum(each.took_place for each in group)
        late = sum(_tone(each, today) == "bad" for each in group)
        rows.append(
            {
                "label": name,
                "value": held,
                "max": len(group),
                "tone": "bad" if late else "ok",
                "text": f"{persen(held, len(group))} · {held} dari {len(group)}" + (f", {late} terlewat" if late else ""),
                "late": late,
                "scheduled": sum(_tone(each, today) == "mine" for each in group),
            }
        )
    return rows


def _discipline(each: Discipline) -> dict[str, Any]:
    share = each.in_time / each.due if each.due else 1.0
    tone = "bad" if each.overdue or share < BOUND else "wait" if each.late else "ok"
    icon = {"bad": "diamond", "wait": "clock", "ok": "check"}[tone]
    return {"row": each, "share": persen(each.in_time, each.due), "tone": tone, "icon": icon}


@lru_cache(maxsize=4)
def _soft(places: tuple[PlacePoint, ...], kecamatan: tuple[tuple[int, str], ...]) -> geometry.RegionMap:
    """The land without outlines; kept between requests, because hulls cost more than the page."""
    return geometry.draw(places, dict(kecamatan), {})


def _map(desa: tuple[DesaState, ...], today: date, outlines: dict[int, dict[str, Any]]) -> dict[str, Any]:
    places = tuple(PlacePoint(each.id, each.name, each.kecamatan_id, each.lat, each.lon) for each in desa)
    names = tuple(sorted({each.kecamatan_id: each.kecamatan for each in desa}.items()))
    land = geometry.draw(places, dict(names), outlines) if outlines else _soft(places, names)
    known = {each.id: each for each in desa if each.visited}
    counts: Counter[str] = Counter()
    points = []
    words = dict(TONES)
    for mark in land.desa:
        each = known.get(mark.id)
        if each is None:
            continue
        tone = _tone(each, today)
        counts[tone] += 1
        label = f"{mark.name}, {mark.kecamatan}: {words[tone].lower()}"
        label += f" {tanggal_pendek(each.starts_on)}" if each.starts_on and tone != "wait" else ""
        points.append(
            {
                "x": mark.x,
                "y": mark.y,
                "tone": tone,
                "label": label,
                "url": f"/kunjungan/{each.visit_id}" if each.visit_id else None,
            }
        )
    order = [tone for tone, _ in reversed(TONES)]
    points.sort(key=lambda point: order.index(str(point["tone"])))
    crowd = Counter(mark.kecamatan_id for mark in land.desa)
    roomy = sorted(land.kecamatan, key=lambda shape: crowd[shape.id])[:NAMED]
    told = ", ".join(f"{counts[tone]} {label.lower()}" for tone, label in TONES if counts[tone])
    return {
        "label": f"Peta {len(known)} desa: {told or 'belum ada data'}",
        "width": land.width,
        "height": land.height,
        "hulls": [shape.path for shape in land.kecamatan],
        "names": [{"x": shape.label_x, "y": shape.label_y, "text": shape.name} for shape in roomy],
        "points": points,
        "key": [
            {"tone": tone, "label": label, "count": counts[tone]} for tone, label in TONES if counts[tone] or tone in {"ok", "mine"}
        ],
    }
