"""The OPD's inbox, its answer for one visit, and the board for who watches over all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import Blueprint, request, url_for

from intranet.core import counters
from intranet.core.clock import wib
from intranet.core.errors import Conflict, DuplicateValue, InvalidInput
from intranet.core.permissions import Permission
from intranet.core.transaction import transaction
from intranet.participation import actions, board, months, queries
from intranet.participation.forms import AnswerForm, DeclineForm, RepeatForm, answer_form
from intranet.participation.states import COMING, ParticipationStatus
from intranet.web.access import current_actor, requires
from intranet.web.conflicts import explain
from intranet.web.filters import MONTHS
from intranet.web.fragments import done, is_htmx, page, unchanged
from intranet.web.nav import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask.typing import ResponseReturnValue

    from intranet.core.actor import Actor
    from intranet.participation.rows import AnswerPage, AnswerRow, Clash, MonthCount
    from intranet.web.conflicts import Clash as Faster

bp = Blueprint("participation", __name__)

NAV = (
    Entry(
        endpoint="participation.inbox",
        label="Konfirmasi",
        icon="inbox",
        permission=Permission.PARTICIPATION_ANSWER,
        order=20,
        phone=True,
        count=months.count_waiting,
        under=("participation.answer", "participation.decline"),
    ),
    Entry(
        endpoint="participation.readiness",
        label="Kesiapan",
        icon="grid",
        permission=Permission.PARTICIPATION_BOARD,
        order=40,
        phone=True,
    ),
)

_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
LABELS = {"petugas": "Petugas", "layanan": "Layanan", "catatan": "Catatan", "status": "Jawaban", "alasan": "Alasan"}
BUSY_RULE = "uq_staff_day_employee_id_day"


def _asked_month() -> tuple[int | None, int | None]:
    found = _MONTH.fullmatch(request.args.get("bulan", ""))
    return (int(found[1]), int(found[2])) if found else (None, None)


def _asked_opd() -> int | None:
    text = request.args.get("opd", "")
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def _month_links(months: Iterable[MonthCount], endpoint: str, year: int, month: int) -> list[dict[str, object]]:
    return [
        {
            "label": f"{MONTHS[m.month - 1][:3]} {m.year}",
            "count": m.open,
            "url": url_for(endpoint, bulan=f"{m.year}-{m.month:02d}"),
            "current": (m.year, m.month) == (year, month),
            "note": "",
        }
        for m in months
    ]


# --- inbox ---------------------------------------------------------------------------------------------------------------------


@bp.get("/konfirmasi")
@requires(Permission.PARTICIPATION_ANSWER)
def inbox() -> ResponseReturnValue:
    """Visits of one month that wait for an answer, and those answered."""
    found = queries.get_inbox(current_actor(), *_asked_month())
    return page(
        "participation/inbox.html",
        inbox=found,
        month_name=f"{MONTHS[found.month - 1]} {found.year}",
        month_key=f"{found.year}-{found.month:02d}",
        months=_month_links(found.months, "participation.inbox", found.year, found.month),
        many_opds=len({item.row.opd_id for item in found.waiting} | {row.opd_id for row in found.answered}) > 1,
        form=RepeatForm(),
    )


@bp.post("/konfirmasi/samakan")
@requires(Permission.PARTICIPATION_ANSWER)
def repeat_month() -> ResponseReturnValue:
    """The last answer for every waiting visit of the month that it fits."""
    actor = current_actor()
    year, month = _asked_month()
    home = url_for("participation.inbox", bulan=request.args.get("bulan") or None)
    if year is None or month is None:
        return done(home, "Pilih bulannya dahulu.", tone="bad")
    with transaction():
        taken, left = actions.repeat_for_month(actor, year=year, month=month)
    if not taken:
        return done(home, "Tidak ada yang dapat disamakan. Jawab satu per satu.", tone="info")
    rest = f" {left} lagi perlu dijawab sendiri." if left else ""
    return done(home, f"Jawaban untuk {taken} kunjungan tersimpan.{rest}")


@bp.post("/kunjungan/<int:visit_id>/konfirmasi/samakan")
@requires(Permission.PARTICIPATION_ANSWER)
def repeat(visit_id: int) -> ResponseReturnValue:
    """One tap: the last answer for this visit as well. htmx gets the row, answered, and the counter."""
    actor = current_actor()
    row = queries.get_answer(actor, visit_id, _asked_opd())
    answer_url = url_for("participation.answer", visit_id=visit_id, opd=row.opd_id)
    try:
        with transaction():
            actions.repeat_last(actor, row=row)
    except InvalidInput as error:
        return done(answer_url, error.message, tone="info")
    except (actions.StaffBusy, DuplicateValue):
        return done(answer_url, f"Ada petugas yang sudah bertugas di desa lain. Pilih pengganti untuk {row.desa}.", tone="bad")
    except Conflict as conflict:
        return _answered_before(actor, queries.get_answer(actor, visit_id, row.opd_id), explain(conflict))
    return _repeated(actor, queries.get_answer(actor, visit_id, row.opd_id), f"Jawaban untuk {row.desa} tersimpan.")


def _answered_before(actor: Actor, row: AnswerRow, faster: Faster) -> ResponseReturnValue:
    """The own second press finds the answer there; a colleague's answer is shown, never replaced unseen."""
    if faster.who == actor.name and row.status in COMING:
        return _repeated(actor, row, f"Jawaban untuk {row.desa} sudah tersimpan.")
    words = f"{row.desa} sudah dijawab “{row.status.label}” oleh {faster.who} pukul {wib(faster.at):%H.%M}. Periksa dahulu."
    return done(url_for("participation.answer", visit_id=row.visit_id, opd=row.opd_id), words, tone="bad")


def _repeated(actor: Actor, row: AnswerRow, toast: str) -> ResponseReturnValue:
    if not is_htmx():
        return done(url_for("participation.inbox", bulan=f"{row.starts_on:%Y-%m}"), toast)
    return page(
        "participation/_answer_row.html",
        row=row,
        months=months.count_month(actor, row.starts_on.year, row.starts_on.month),
        toast=toast,
    )


# --- one answer ----------------------------------------------------------------------------------------------------------------


def _answer_page(
    view: AnswerPage,
    form: AnswerForm,
    *,
    status: int = 200,
    clashes: Iterable[Clash] = (),
    faster: Faster | None = None,
) -> ResponseReturnValue:
    """The form, with what stands in the way of each colleague and who could go instead."""
    row = view.row
    ticked = set(form.chosen_staff())
    known = {person.employee_id: person.clash for person in view.staff if person.clash and person.employee_id in ticked}
    for clash in clashes:
        known[clash.employee_id] = clash
    functions = {person.employee_id: person.usual_function for person in view.staff}
    instead = {
        employee_id: queries.list_substitutes(row, functions.get(employee_id, ""), ticked) for employee_id in list(known)[:5]
    }
    return page(
        "participation/answer.html",
        status=status,
        view=view,
        row=row,
        form=form,
        blocked=known,
        instead=instead,
        clash=faster,
        team=ticked | set(view.chosen_staff),
        posted=request.method == "POST",
    )


def _swapped(form: AnswerForm, view: AnswerPage) -> bool:
    """True when a substitute was picked: the form is shown again with him, nothing is stored."""
    found = re.fullmatch(r"([0-9]{1,9}):([0-9]{1,9})", request.form.get("ganti", ""))
    if not found:
        return False
    leaving, coming = int(found[1]), int(found[2])
    form.swap(leaving, coming, form.chosen_staff().get(leaving) or view.chosen_staff.get(leaving, ""))
    return True


@bp.get("/kunjungan/<int:visit_id>/konfirmasi")
@requires(Permission.PARTICIPATION_ANSWER)
def answer(visit_id: int) -> ResponseReturnValue:
    """The form for one visit, standing as the last answer did."""
    view = queries.get_answer_page(current_actor(), visit_id, _asked_opd())
    return _answer_page(view, answer_form(view))


@bp.post("/kunjungan/<int:visit_id>/konfirmasi")
@requires(Permission.PARTICIPATION_ANSWER)
def send_answer(visit_id: int) -> ResponseReturnValue:
    """Store an answer, or show the form again with what must be mended."""
    actor = current_actor()
    view = queries.get_answer_page(actor, visit_id, _asked_opd())
    form = answer_form(view)
    if _swapped(form, view):
        return _answer_page(view, form)
    if not form.validate_on_submit():
        return _answer_page(view, form, status=422)
    try:
        _store(actor, view.row, form)
    except actions.StaffBusy as busy:
        return _answer_page(view, form, status=422, clashes=busy.clashes)
    except InvalidInput as error:
        form.apply(error)
        return _answer_page(view, form, status=422)
    except DuplicateValue as error:
        # Another OPD booked the same person between our look and our write: look again, now it can be named.
        if error.constraint != BUSY_RULE:
            form.apply(error)
        return _answer_page(queries.get_answer_page(actor, visit_id, view.row.opd_id), form, status=422)
    except Conflict as conflict:
        fresh = queries.get_answer_page(actor, visit_id, view.row.opd_id)
        form.version.data = fresh.row.version
        return _answer_page(fresh, form, status=409, faster=explain(conflict, LABELS))
    home = url_for("participation.inbox", bulan=f"{view.row.starts_on:%Y-%m}")
    return done(home, f"Jawaban untuk {view.row.desa} tersimpan.")


def _store(actor: Actor, row: AnswerRow, form: AnswerForm) -> None:
    with transaction():
        actions.confirm(
            actor,
            participation_id=row.id,
            version=form.version.data,
            staff=form.chosen_staff(),
            services=form.chosen_services(),
            note=form.note.data or "",
        )


@bp.get("/kunjungan/<int:visit_id>/konfirmasi/tidak-hadir")
@requires(Permission.PARTICIPATION_ANSWER)
def decline(visit_id: int) -> ResponseReturnValue:
    """Ask why the OPD cannot come."""
    row = queries.get_answer(current_actor(), visit_id, _asked_opd())
    form = DeclineForm(data={"version": row.version, "reason": row.decline_reason})
    return page("participation/decline.html", row=row, form=form, clash=None)


@bp.post("/kunjungan/<int:visit_id>/konfirmasi/tidak-hadir")
@requires(Permission.PARTICIPATION_ANSWER)
def send_decline(visit_id: int) -> ResponseReturnValue:
    """Store that the OPD cannot come, with its reason."""
    actor = current_actor()
    row = queries.get_answer(actor, visit_id, _asked_opd())
    form = DeclineForm()
    faster = None
    status = 422
    if form.validate_on_submit():
        try:
            with transaction():
                actions.decline(actor, participation_id=row.id, version=form.version.data, reason=form.reason.data or "")
            home = url_for("participation.inbox", bulan=f"{row.starts_on:%Y-%m}")
            return done(home, f"Tersimpan: tidak hadir di {row.desa}.")
        except InvalidInput as error:
            form.apply(error)
        except Conflict as conflict:
            row = queries.get_answer(actor, visit_id, row.opd_id)
            form.version.data = row.version
            faster, status = explain(conflict, LABELS), 409
    return page("participation/decline.html", status=status, row=row, form=form, clash=faster)


# --- board ---------------------------------------------------------------------------------------------------------------------


@bp.get("/kesiapan")
@requires(Permission.PARTICIPATION_BOARD)
def readiness() -> ResponseReturnValue:
    """The board OPD × visit of one month; polled cheaply."""
    only_silent = request.args.get("hanya") == "belum"
    same = unchanged(counters.read("board", "schedule"), request.args.get("bulan", ""), only_silent)
    if same is not None:
        return same
    found = board.get_board(current_actor(), *_asked_month(), only_silent=only_silent)
    month_key = f"{found.year}-{found.month:02d}"
    columns = [{"name": v.desa, "date": v.starts_on, "url": f"/kunjungan/{v.visit_id}", "visit": v} for v in found.visits]
    rows = [
        {
            "name": line.opd,
            "url": None,
            "cells": [
                None if cell is None else {"status": cell.status, "url": f"/kunjungan/{cell.visit_id}#opd-{line.opd_id}"}
                for cell in line.cells
            ],
            "missing": line.silent,
            "tone": "bad" if line.overdue else ("wait" if line.silent else "ok"),
        }
        for line in found.lines
    ]
    return page(
        "participation/board.html",
        board=found,
        columns=columns,
        rows=rows,
        totals=[visit.silent for visit in found.visits],
        states=list(ParticipationStatus),
        month_name=f"{MONTHS[found.month - 1]} {found.year}",
        month_key=month_key,
        only_silent=only_silent,
        months=_month_links(found.months, "participation.readiness", found.year, found.month),
    )
