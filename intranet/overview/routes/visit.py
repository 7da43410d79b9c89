"""Everything about one visit, and the few things that are done to a visit as a whole."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from flask import request, url_for

from intranet.core import clock, counters
from intranet.core.errors import Conflict, InvalidInput
from intranet.core.permissions import Permission
from intranet.core.transaction import transaction
from intranet.documents import policy as document_policy
from intranet.documents import queries as documents
from intranet.fieldwork import policy as fieldwork_policy
from intranet.overview import policy, readiness, wording
from intranet.overview.forms import REASON_HINT, REASON_LIMIT, ChangeForm
from intranet.overview.queries import visit as queries
from intranet.overview.routes.blueprint import bp
from intranet.participation import policy as participation_policy
from intranet.participation.states import ParticipationStatus
from intranet.places import geometry
from intranet.places.geometry import PlacePoint
from intranet.visits import actions
from intranet.visits import policy as visit_policy
from intranet.visits.states import MAIN_LINE, VisitStatus
from intranet.web.access import current_actor, requires
from intranet.web.conflicts import explain
from intranet.web.filters import sisa_hari, tanggal, tanggal_pendek
from intranet.web.fragments import done, macro, page, unchanged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from flask.typing import ResponseReturnValue
    from markupsafe import Markup

    from intranet.core.actor import Actor, Reach
    from intranet.overview.queries.visit import Answer, Head, Neighbour
    from intranet.overview.readiness import Reason
    from intranet.web.conflicts import Clash

LABELS = {"status": "Keadaan", "mulai": "Mulai", "selesai": "Selesai", "tempat": "Tempat", "alasan": "Alasan"}
GROUPS = {
    ParticipationStatus.RECONFIRM: 1,
    ParticipationStatus.INVITED: 2,
    ParticipationStatus.CHANGED: 0,
    ParticipationStatus.CONFIRMED: 0,
    ParticipationStatus.DECLINED: 3,
}
NEAR = 4
FEW = 2
CUT = 0.5
"""The map of one kecamatan is drawn at half size, so that its dots are twice as large."""


def _mark(visit_id: int) -> str:
    return f"visit:{visit_id}"


@bp.get("/kunjungan/<int:visit_id>")
@requires(Permission.VISITS_READ)
def visit(visit_id: int) -> ResponseReturnValue:
    """One visit, live: a poll asks one number first, and gets 204 while it stands still."""
    actor, today = current_actor(), clock.today()
    if request.if_none_match:
        same = unchanged(counters.read(_mark(visit_id)), today)
        if same is not None:
            return same
    head = queries.get_head(actor, visit_id)
    unchanged(head.mark, today)
    answers = sorted(queries.list_answers(visit_id), key=lambda answer: (GROUPS[answer.status], answer.opd))
    own = actor.reach(Permission.PARTICIPATION_ANSWER)
    answers.sort(key=lambda answer: own.everything or answer.opd_id not in own.opd_ids)
    papers = documents.list_of_visit(actor, visit_id) if head.took_place else []
    events = queries.list_events(head, [paper.id for paper in papers])
    opds, opd_ids = {a.id: a.opd for a in answers}, {a.opd_id: a.opd for a in answers}
    around = queries.list_neighbours(head)
    here = next(each for each in around if each.desa_id == head.desa_id)
    may = _may(actor, head, papers, today)
    asked = [answer for answer in answers if own.opd(answer.opd_id)]
    may["answer"] = bool(asked) and participation_policy.is_answerable(head.status, head.starts_on, today)
    may["first_answer"] = any(answer.open for answer in asked)
    return page(
        "overview/visit.html",
        visit=head,
        answers=answers,
        names=policy.sees_names(actor),
        answered=sum(not answer.open for answer in answers),
        own_ids=frozenset() if own.everything else own.opd_ids,
        steps=_steps(head),
        light=_light(actor, head, answers, today),
        papers=papers,
        history=[wording.tell(event, opds, opd_ids) for event in events],
        map=_map(here, head.kecamatan_id, head.kecamatan, head.year, around, today),
        near=_near(head, around),
        hit=_hit(answers),
        may=may,
        reason_limit=REASON_LIMIT,
        reason_hint=REASON_HINT,
    )


def _may(actor: Actor, head: Head, papers: list[documents.DocumentRow], today: date) -> dict[str, bool]:
    """What this person may do now with the visit as a whole."""
    return {
        "hold": visit_policy.can_mark_held(actor, head, today),
        "complete": head.record_id is not None and head.served > 0,
        "report": document_policy.can_begin(actor, took_place=head.took_place, papers=[paper.status for paper in papers]),
        "record": actor.can(Permission.FIELDWORK_RECORD) and fieldwork_policy.is_open(head, today),
        "read": fieldwork_policy.can_read(actor) and (head.took_place or fieldwork_policy.is_open(head, today)),
        "postpone": visit_policy.can_postpone(actor, head),
        "cancel": visit_policy.can_cancel(actor, head),
        "close": visit_policy.can_close(actor, head),
        "reschedule": visit_policy.can_manage(actor) and head.status is VisitStatus.POSTPONED,
    }


def _steps(head: Head) -> list[dict[str, str]]:
    """The five steps; a postponed or cancelled visit stands at the second."""
    status = head.status if head.status in MAIN_LINE else VisitStatus.SCHEDULED
    place = MAIN_LINE.index(status)
    words = ["Disusun", "Terjadwal" if head.status in MAIN_LINE else head.status.label, "Terlaksana", "Dilaporkan", "Selesai"]
    last = len(MAIN_LINE) - 1
    return [
        {"label": word, "state": "done" if number < place or place == last else "now" if number == place else "next"}
        for number, word in enumerate(words)
    ]


# --- readiness -----------------------------------------------------------------------------------------------------------------


def _light(actor: Actor, head: Head, answers: Iterable[Answer], today: date) -> dict[str, object] | None:
    """The light of a scheduled visit with its reasons and whose turn each is; None once it was held or taken off."""
    if head.status is not VisitStatus.SCHEDULED:
        return None
    known = list(answers)
    if visit_policy.is_overdue(head.status, head.ends_on, today):
        words = f"Harinya sudah lewat ({tanggal(head.ends_on)}). Giliran: perencana atau petugas tata usaha."
        return {"tone": "bad", "title": "Belum ditandai terlaksana", "facts": words, "reasons": []}
    missing = [readiness.find_reason(a.opd_id, a.opd, a.duty, a.status, a.respond_by, today) for a in known]
    reasons = readiness.sort(reason for reason in missing if reason)
    state = readiness.light(reasons)
    when = sisa_hari(head.starts_on) if head.starts_on >= today else "sedang berlangsung"
    if not known:
        return {"tone": "wait", "title": "Belum ada OPD yang diminta hadir", "facts": when, "reasons": []}
    open_days = [reason.respond_by for reason in reasons if reason.status is not ParticipationStatus.DECLINED]
    facts = [f"{len(reasons)} hal kurang" if reasons else f"{sum(a.coming for a in known)} OPD hadir", when]
    if open_days:
        facts.append(f"batas jawab {tanggal(min(open_days))}")
    may_answer = actor.reach(Permission.PARTICIPATION_ANSWER)
    return {
        "tone": state.tone,
        "title": state.label,
        "facts": " · ".join(facts),
        "reasons": _reason_rows(head.id, reasons, today, may_answer),
    }


def _reason_rows(visit_id: int, reasons: Iterable[Reason], today: date, own: Reach) -> list[dict[str, object]]:
    """Each reason by itself; those who may still answer in time share one line, unless they are few or one's own."""
    known = list(reasons)
    others = [each for each in known if not each.grave and not own.opd(each.opd_id)]
    together = others if len(others) > FEW else []
    rows = [_reason_row(visit_id, each, today, mine=own.opd(each.opd_id)) for each in known if each not in together]
    if together:
        last = min(each.respond_by for each in together)
        names = ", ".join(each.opd for each in together)
        text = f"{len(together)} OPD belum menjawab, batasnya {tanggal_pendek(last)}"
        rows.append(_plain_row("wait", "clock", text, f"{names} · Giliran: operator masing-masing"))
    return rows


def _plain_row(tone: str, icon: str, text: str, detail: str) -> dict[str, object]:
    return {"tone": tone, "icon": icon, "text": text, "detail": detail, "action": None, "url": "", "who": "", "post": False}


def _reason_row(visit_id: int, reason: Reason, today: date, *, mine: bool) -> dict[str, object]:
    if reason.status is ParticipationStatus.DECLINED:
        text, detail = f"{reason.opd} tidak hadir, padahal wajib", "Giliran: perencana mencari jalan keluar bersama OPD ini"
    elif reason.status is ParticipationStatus.RECONFIRM:
        text, detail = f"{reason.opd} perlu menjawab lagi", f"Tanggalnya pindah · Giliran: operator {reason.opd}"
    elif reason.respond_by < today:
        text, detail = (
            f"{reason.opd} belum menjawab",
            f"{sisa_hari(reason.respond_by).capitalize()} · Giliran: operator {reason.opd}",
        )
    else:
        text, detail = f"{reason.opd} belum menjawab", f"Giliran: operator {reason.opd}, sampai {tanggal_pendek(reason.respond_by)}"
    own = mine and reason.status is not ParticipationStatus.DECLINED
    row = _plain_row("bad" if reason.grave else "wait", "diamond" if reason.grave else "clock", text, detail)
    if own:
        url = f"/kunjungan/{visit_id}/konfirmasi?opd={reason.opd_id}"
        row |= {"detail": "Giliran Anda", "action": "Jawab", "url": url, "who": f"untuk {reason.opd}"}
    return row


# --- where it is ---------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=32)
def _land(places: tuple[PlacePoint, ...], kecamatan_id: int, name: str) -> geometry.RegionMap:
    return geometry.draw(places, {kecamatan_id: name}, {})


class Surroundings(NamedTuple):
    """The map of a kecamatan: its points, and the finished drawing."""

    points: tuple[dict[str, object], ...]
    drawn: Markup


@lru_cache(maxsize=64)
def _map(here: Neighbour, kecamatan_id: int, kecamatan: str, year: int, around: tuple[Neighbour, ...], today: date) -> Surroundings:
    """The kecamatan with the visits of the same year; drawn once for all who look, while nothing on it changes."""
    known = {each.desa_id: each for each in around}
    places = tuple(PlacePoint(each.desa_id, each.desa, kecamatan_id, each.lat, each.lon) for each in around)
    land = _land(places, kecamatan_id, kecamatan)
    points: list[dict[str, object]] = []
    for mark in land.desa:
        tone, word = ("wait", "kunjungan ini") if mark.id == here.desa_id else _point(known[mark.id], today)
        url = f"/kunjungan/{known[mark.id].visit_id}" if known[mark.id].visit_id and mark.id != here.desa_id else None
        points.append({"x": mark.x * CUT, "y": mark.y * CUT, "tone": tone, "label": f"{mark.name}: {word}", "url": url})
    points.sort(key=lambda point: point["tone"] == "wait")
    key = [("wait", here.desa), ("ok", "Terlaksana"), ("mine", "Terjadwal"), ("off", "Belum bertanggal")]
    drawn = macro("components/map.html", "map_frame")(
        label=f"Peta Kecamatan {kecamatan}: {here.desa} di antara {len(known) - 1} desa dan kelurahan lain",
        width=round(land.width * CUT),
        height=round(land.height * CUT),
        hulls=[geometry.hull_path((mark.x * CUT, mark.y * CUT) for mark in land.desa)],
        points=points,
        key=[{"tone": tone, "label": label, "count": None} for tone, label in key],
        table_url=f"/jadwal?tampilan=tabel&tahun={year}",
    )
    return Surroundings(tuple(points), drawn)


def _point(each: Neighbour, today: date) -> tuple[str, str]:
    if each.visit_id is None or each.starts_on is None or each.status is VisitStatus.POSTPONED:
        return "off", "belum bertanggal"
    if each.status is not VisitStatus.SCHEDULED:
        return "ok", f"terlaksana {tanggal_pendek(each.starts_on)}"
    return "mine", f"terjadwal {tanggal_pendek(each.starts_on)}" + (", terlewat" if each.ends_on and each.ends_on < today else "")


def _near(head: Head, around: Iterable[Neighbour]) -> list[Neighbour]:
    """The visits of the kecamatan that are nearest in time."""
    others = [
        each for each in around if each.visit_id and each.desa_id != head.desa_id and each.status is not VisitStatus.POSTPONED
    ]
    return sorted(others, key=lambda each: (abs(((each.starts_on or head.starts_on) - head.starts_on).days), each.desa))[:NEAR]


# --- postpone, cancel, close ---------------------------------------------------------------------------------------------------


def _hit(answers: Iterable[Answer]) -> dict[str, int]:
    """Whom a change touches: OPDs that come and their people."""
    touched = [answer for answer in answers if answer.coming or (answer.status is ParticipationStatus.RECONFIRM and answer.staff)]
    return {"opds": len(touched), "staff": sum(len(answer.staff) for answer in touched)}


KINDS = {
    "tunda": {"title": "Tunda kunjungan ke", "button": "Tunda kunjungan", "tone": "", "endpoint": "overview.postpone"},
    "batal": {"title": "Batalkan kunjungan ke", "button": "Batalkan kunjungan", "tone": "danger", "endpoint": "overview.cancel"},
}


def _change_page(
    head: Head, kind: str, form: ChangeForm | None = None, *, status: int = 200, clash: Clash | None = None
) -> ResponseReturnValue:
    form = form or ChangeForm(formdata=None, data={"version": head.version})
    may = visit_policy.can_postpone if kind == "tunda" else visit_policy.can_cancel
    return page(
        "overview/change.html",
        status=status,
        visit=head,
        kind=kind,
        form=form,
        hit=_hit(queries.list_answers(head.id)),
        possible=may(current_actor(), head),
        clash=clash,
        **KINDS[kind],
    )


def _change(visit_id: int, kind: str, act: Callable[[int, str], None], said: str) -> ResponseReturnValue:
    actor = current_actor()
    head = queries.get_head(actor, visit_id)
    form = ChangeForm()
    if not form.validate_on_submit():
        return _change_page(head, kind, form, status=422)
    try:
        with transaction():
            act(form.version.data, form.reason.data or "")
    except InvalidInput as error:
        form.apply(error)
        return _change_page(head, kind, form, status=422)
    except Conflict as conflict:
        fresh = queries.get_head(actor, visit_id)
        form.version.data = fresh.version
        return _change_page(fresh, kind, form, status=409, clash=explain(conflict, LABELS))
    return done(url_for("overview.visit", visit_id=visit_id), said.format(head.desa))


@bp.get("/kunjungan/<int:visit_id>/tunda")
@requires(Permission.VISITS_MANAGE)
def ask_postpone(visit_id: int) -> ResponseReturnValue:
    """The page behind the dialog, for who has no script."""
    return _change_page(queries.get_head(current_actor(), visit_id), "tunda")


@bp.post("/kunjungan/<int:visit_id>/tunda")
@requires(Permission.VISITS_MANAGE)
def postpone(visit_id: int) -> ResponseReturnValue:
    """Take a visit off its days."""

    def act(version: int, reason: str) -> None:
        actions.postpone(current_actor(), visit_id=visit_id, version=version, reason=reason)

    return _change(visit_id, "tunda", act, "Kunjungan ke {} ditunda. Beri tanggal baru pada rencana, lalu ajukan.")


@bp.get("/kunjungan/<int:visit_id>/batal")
@requires(Permission.VISITS_MANAGE)
def ask_cancel(visit_id: int) -> ResponseReturnValue:
    """The page behind the dialog, for who has no script."""
    return _change_page(queries.get_head(current_actor(), visit_id), "batal")


@bp.post("/kunjungan/<int:visit_id>/batal")
@requires(Permission.VISITS_MANAGE)
def cancel(visit_id: int) -> ResponseReturnValue:
    """Cancel a visit for good."""

    def act(version: int, reason: str) -> None:
        actions.cancel(current_actor(), visit_id=visit_id, version=version, reason=reason)

    return _change(visit_id, "batal", act, "Kunjungan ke {} dibatalkan.")


@bp.post("/kunjungan/<int:visit_id>/selesai")
@requires(Permission.VISITS_READ)
def close(visit_id: int) -> ResponseReturnValue:
    """Close a reported visit."""
    with transaction():
        changed = actions.close(current_actor(), visit_id=visit_id)
    words = "Kunjungan selesai dan ditutup." if changed else "Kunjungan ini sudah ditutup."
    return done(url_for("overview.visit", visit_id=visit_id), words)
