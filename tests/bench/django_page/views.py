"""The page of one visit as a Django view: the ORM with its joins and prefetches, nothing lazy, what is fixed kept in memory.

Business rules, wording and geometry are our own pure functions, so that only framework, ORM and templates differ.
"""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import path

from intranet.core import clock
from intranet.core.permissions import Permission
from intranet.fieldwork import policy as fieldwork_policy
from intranet.overview import policy, readiness, wording
from intranet.overview.forms import REASON_HINT, REASON_LIMIT
from intranet.overview.queries.visit import MOST_EVENTS, OPDS_PER_VISIT, Event, Neighbour
from intranet.overview.routes import visit as ours
from intranet.participation.states import Duty, ParticipationStatus
from intranet.places import geometry
from intranet.places.geometry import PlacePoint
from intranet.visits import policy as visit_policy
from intranet.visits.states import VisitStatus
from intranet.web.filters import sisa_hari, tanggal
from intranet.web.nav import PHONE_SLOTS

from . import models as m


def chrome(request):
    """What stands on every page (context processor)."""
    if not request.user.is_authenticated:
        return {}
    actor = request.user.actor
    return {"actor": actor, "menu": _menu(actor, request.path), **settings.BENCH_FIXED}


def _menu(actor, here):
    counts = {"/jadwal/susun": _count_plans, "/dokumen": _count_documents}
    items, slots = [], PHONE_SLOTS
    for entry, url in settings.BENCH_MENU:
        if not entry.open_to(actor):
            continue
        phone = entry.phone and slots > 0
        slots -= phone
        count = counts[url](actor) if url in counts else 0
        items.append({"label": entry.label, "url": url, "icon": entry.icon, "phone": phone, "count": count, "current": url == here})
    return items


def _count_plans(_actor):
    return m.YearPlan.objects.filter(status="returned").count()


def _count_documents(actor):
    return m.Document.objects.filter(status="drafted").count() if actor.can(Permission.DOCUMENTS_REVIEW) else 0


@login_required
def visit(request, visit_id, using="django"):
    """Everything about one visit."""
    actor, today = request.user.actor, clock.today()
    if not visit_policy.can_see(actor):
        raise Http404
    head = get_object_or_404(_visits(), pk=visit_id)
    answers = sorted(_answers(head), key=lambda answer: (ours.GROUPS[answer.status], answer.opd.short_name))
    papers = list(m.Document.objects.filter(visit=head).order_by("-id")) if head.took_place else []
    around = _neighbours(head)
    here = next(each for each in around if each.desa_id == head.desa_id)
    touched = [a for a in answers if a.coming or (a.status == ParticipationStatus.RECONFIRM and a.people)]
    context = {
        "visit": head,
        "released": m.ReleasedVisit.objects.filter(visit=head).select_related("release").order_by("-release__number").first(),
        "answers": answers,
        "names": policy.sees_names(actor),
        "answered": sum(not answer.open for answer in answers),
        "steps": ours._steps(SimpleNamespace(status=head.state)),
        "light": _light(actor, head, answers, today),
        "papers": papers,
        "record": getattr(head, "record", None),
        "results": _results(head) if head.took_place else None,
        "history": _history(head, answers, papers),
        "map": _map(here, head.desa.kecamatan_id, head.desa.kecamatan.name, head.year, around, today),
        "near": ours._near(head, around),
        "opds_hit": len(touched),
        "staff_hit": sum(len(answer.people) for answer in touched),
        "may": _may(actor, head, today),
        "reason_limit": REASON_LIMIT,
        "reason_hint": REASON_HINT,
    }
    return render(request, "visit.html", context, using=using)


def _visits():
    siblings = m.Visit.objects.filter(year=OuterRef("year")).exclude(status="cancelled").order_by().values("year")
    number = siblings.annotate(number=Count("pk")).values("number")
    earlier = Q(starts_on__lt=OuterRef("starts_on")) | Q(starts_on=OuterRef("starts_on"), pk__lte=OuterRef("pk"))
    return (
        m.Visit.objects.exclude(status="drafted")
        .select_related("desa__kecamatan", "record")
        .annotate(total=Subquery(number), place=Subquery(siblings.filter(earlier).annotate(number=Count("pk")).values("number")))
    )


def _answers(head):
    return head.participations.select_related("opd").prefetch_related(
        Prefetch("staff", m.StaffAssignment.objects.select_related("employee").order_by("employee__name"), to_attr="people"),
        Prefetch("offers", m.ServiceOffer.objects.select_related("service").order_by("service__name"), to_attr="services"),
    )


def _results(head):
    sums = m.ServiceResult.objects.filter(visit=head).aggregate(
        served=Coalesce(Sum("served"), 0), finished=Coalesce(Sum("finished"), 0)
    )
    residents = m.WalkIn.objects.filter(visit=head).aggregate(sum=Coalesce(Sum("count"), 0))["sum"]
    return {**sums, "residents": residents, "photos": m.Photo.objects.filter(visit=head).count()}


def _history(head, answers, papers):
    subjects = {"visit": [head.pk], "participation": [answer.pk for answer in answers]}
    if head.took_place:
        subjects["visit_opd"] = [head.pk * OPDS_PER_VISIT + answer.opd_id for answer in answers]
        subjects["visit_record"] = [head.record.pk] if hasattr(head, "record") else []
        subjects["document"] = [paper.pk for paper in papers]
    wanted = Q()
    for kind, ids in subjects.items():
        if ids:
            wanted |= Q(subject_kind=kind, subject_id__in=[str(each) for each in ids])
    # F() keeps SQLite from walking back through the whole trail by its primary key instead of the index of subjects
    events = m.AuditEvent.objects.filter(wanted).order_by((F("id") + 0).desc())[:MOST_EVENTS]
    by_answer = {answer.pk: answer.opd.short_name for answer in answers}
    by_opd = {answer.opd_id: answer.opd.short_name for answer in answers}
    rows = (
        Event(int(e.subject_id or 0), e.before or {}, e.after or {}, e.at, e.actor_name, e.event, e.subject_kind) for e in events
    )
    return [wording.tell(row, by_answer, by_opd) for row in rows]


def _neighbours(head):
    shown = m.Visit.objects.filter(year=head.year).exclude(status__in=("drafted", "cancelled"))
    places = m.Desa.objects.filter(kecamatan=head.desa.kecamatan_id).prefetch_related(Prefetch("visits", shown, to_attr="of_year"))
    found = []
    for desa in places.order_by("name", "id"):
        own = desa.of_year[0] if desa.of_year else None
        days = (own.pk, own.starts_on, own.ends_on, own.state) if own else (None, None, None, None)
        lat, lon = (desa.lat, desa.lon) if desa.office_lat is None else (desa.office_lat, desa.office_lon)
        found.append(Neighbour(desa.pk, desa.name, lat, lon, *days))
    return tuple(found)


@lru_cache(maxsize=64)
def _map(here, kecamatan_id, kecamatan, year, around, today):
    """Drawn once while nothing on it changes, as on our page."""
    known = {each.desa_id: each for each in around}
    land = geometry.draw(
        [PlacePoint(each.desa_id, each.desa, kecamatan_id, each.lat, each.lon) for each in around], {kecamatan_id: kecamatan}, {}
    )
    points = []
    for mark in land.desa:
        tone, word = ("wait", "kunjungan ini") if mark.id == here.desa_id else ours._point(known[mark.id], today)
        url = f"/kunjungan/{known[mark.id].visit_id}" if known[mark.id].visit_id and mark.id != here.desa_id else None
        x, y = round(mark.x * ours.CUT, 1), round(mark.y * ours.CUT, 1)
        points.append({"x": str(x), "y": str(y), "tone": tone, "label": f"{mark.name}: {word}", "url": url})
    points.sort(key=lambda point: point["tone"] == "wait")
    key = (("wait", here.desa), ("ok", "Terlaksana"), ("mine", "Terjadwal"), ("off", "Belum bertanggal"))
    drawing = {
        "label": f"Peta Kecamatan {kecamatan}: {here.desa} di antara {len(known) - 1} desa dan kelurahan lain",
        "width": round(land.width * ours.CUT),
        "height": round(land.height * ours.CUT),
        "hull": geometry.hull_path((mark.x * ours.CUT, mark.y * ours.CUT) for mark in land.desa),
        "points": points,
        "key": key,
        "table_url": f"/jadwal?tampilan=tabel&tahun={year}",
    }
    return render_to_string("_map.html", drawing, using="django")


def _may(actor, head, today):
    return {
        "hold": visit_policy.can_mark_held(actor, head, today),
        "record": actor.can(Permission.FIELDWORK_RECORD) and fieldwork_policy.is_open(head, today),
        "read": fieldwork_policy.can_read(actor) and (head.took_place or fieldwork_policy.is_open(head, today)),
        "postpone": visit_policy.can_postpone(actor, head),
        "cancel": visit_policy.can_cancel(actor, head),
        "close": visit_policy.can_close(actor, head),
        "reschedule": visit_policy.can_manage(actor) and head.status == VisitStatus.POSTPONED,
    }


def _light(actor, head, answers, today):
    if head.status != VisitStatus.SCHEDULED:
        return None
    if head.ends_on < today:
        words = f"Harinya sudah lewat ({tanggal(head.ends_on)}). Giliran: perencana atau petugas tata usaha."
        return {"tone": "bad", "icon": "diamond", "title": "Belum ditandai terlaksana", "facts": words, "reasons": []}
    missing = (readiness.find_reason(a.opd_id, a.opd.short_name, Duty(a.duty), a.state, a.respond_by, today) for a in answers)
    reasons = readiness.sort(reason for reason in missing if reason)
    state = readiness.light(reasons)
    facts = [f"{len(reasons)} hal kurang" if reasons else f"{sum(a.coming for a in answers)} OPD hadir"]
    facts.append(sisa_hari(head.starts_on) if head.starts_on >= today else "sedang berlangsung")
    waiting = [reason.respond_by for reason in reasons if reason.status is not ParticipationStatus.DECLINED]
    if waiting:
        facts.append(f"batas jawab {tanggal(min(waiting))}")
    rows = ours._reason_rows(head.pk, reasons, today, actor.reach(Permission.PARTICIPATION_ANSWER))
    return {"tone": state.tone, "icon": state.icon, "title": state.label, "facts": " · ".join(facts), "reasons": rows}


urlpatterns = [
    path("kunjungan/<int:visit_id>", visit),
    path("jinja/kunjungan/<int:visit_id>", visit, {"using": "jinja2"}),
]
