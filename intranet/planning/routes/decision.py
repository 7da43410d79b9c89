"""The decision on a submitted plan: what changes, who is hit, approve or return."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, url_for

from intranet.core.errors import Conflict, InvalidInput
from intranet.core.permissions import Permission
from intranet.core.transaction import transaction
from intranet.planning import actions, policy, queries
from intranet.planning.forms import ApproveForm, ReturnForm
from intranet.planning.routes.blueprint import bp
from intranet.planning.states import LineChange
from intranet.visits import hooks
from intranet.web import conflicts
from intranet.web.access import current_actor, fresh_password, requires
from intranet.web.filters import SHORT_MONTHS
from intranet.web.fragments import done, page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from flask import Response
    from flask.typing import ResponseReturnValue

    from intranet.planning.queries import Line, PlanRow, WorkingCopy

MOST_FIGURES = 5


@bp.get("/jadwal/persetujuan")
@requires(Permission.PLANNING_APPROVE)
def to_decide() -> ResponseReturnValue:
    """On to the plan that waits for a decision, else to a page that says that none does."""
    year = queries.year_to_decide()
    if year is None:
        return page("planning/nothing_to_decide.html")
    return redirect(url_for("planning.decision", year=year))


@bp.get("/jadwal/<int:year>/persetujuan")
@requires(Permission.PLANNING_READ)
def decision(year: int) -> ResponseReturnValue:
    """What the next release changes; for who drafts and who decides."""
    copy = queries.get_working_copy(current_actor(), year)
    form = ApproveForm(formdata=None, version=copy.plan.version)
    return _decision_page(copy, form)


@bp.post("/jadwal/<int:year>/persetujuan")
@requires(Permission.PLANNING_APPROVE)
@fresh_password
def approve(year: int) -> ResponseReturnValue:
    """Make it the next release."""
    actor = current_actor()
    form = ApproveForm()
    if not form.validate_on_submit():
        return _decision_page(queries.get_working_copy(actor, year), form, status=422)
    try:
        with transaction():
            made = actions.approve(
                actor,
                year=year,
                version=form.version.data or 0,
                decree_number=form.decree_number.data or "",
                note=form.note.data or "",
            )
        words = f"Rilis {made.number} {'sudah Anda setujui' if made.already else 'disetujui'} dan terbit."
        tone = "info" if made.already else "ok"
        return done(url_for("planning.release", year=year, number=made.number), words, tone=tone)
    except InvalidInput as error:
        form.apply(error)
    except Conflict as conflict:
        copy = queries.get_working_copy(actor, year)
        form.version.data = copy.plan.version
        return _decision_page(copy, form, status=409, clash=conflicts.explain(conflict))
    return _decision_page(queries.get_working_copy(actor, year), form, status=422)


@bp.get("/jadwal/<int:year>/persetujuan/kembalikan")
@requires(Permission.PLANNING_APPROVE)
def send_back(year: int) -> ResponseReturnValue:
    """Say why the plan goes back."""
    plan = queries.get_plan(current_actor(), year)
    return _return_page(plan, ReturnForm(formdata=None, version=plan.version))


def _return_page(plan: PlanRow, form: ReturnForm, *, status: int = 200, clash: conflicts.Clash | None = None) -> Response:
    may_decide = policy.can_decide(current_actor(), plan)
    return page("planning/send_back.html", status=status, plan=plan, form=form, may_decide=may_decide, clash=clash)


@bp.post("/jadwal/<int:year>/persetujuan/kembalikan")
@requires(Permission.PLANNING_APPROVE)
def keep_return(year: int) -> ResponseReturnValue:
    """Return the plan with the reason."""
    actor = current_actor()
    form = ReturnForm()
    plan = queries.get_plan(actor, year)
    if not form.validate_on_submit():
        return _return_page(plan, form, status=422)
    try:
        with transaction():
            fresh = actions.send_back(actor, year=year, version=form.version.data or 0, reason=form.reason.data or "")
        words = "Rencana dikembalikan. Perencana membaca alasannya." if fresh else "Rencana ini sudah Anda kembalikan."
        return done(url_for("planning.decision", year=year), words, tone="ok" if fresh else "info")
    except InvalidInput as error:
        form.apply(error)
        return _return_page(plan, form, status=422)
    except Conflict as conflict:
        plan = queries.get_plan(actor, year)
        form.version.data = plan.version
        return _return_page(plan, form, status=409, clash=conflicts.explain(conflict))


def _decision_page(copy: WorkingCopy, form: ApproveForm, *, status: int = 200, clash: conflicts.Clash | None = None) -> Response:
    actor = current_actor()
    touched = copy.diff.touched_visit_ids
    hits = hooks.hits(touched) or {}
    together = hooks.hits_together(touched) if touched else None
    return page(
        "planning/decision.html",
        status=status,
        copy=copy,
        plan=copy.plan,
        rows=_diff_rows(copy, hits),
        figures=_figures(copy, together),
        together=together,
        may_decide=policy.can_decide(actor, copy.plan),
        own=policy.is_own(actor, copy.plan),
        may_draft=policy.may_draft(actor),
        form=form,
        clash=clash,
    )


def _figures(copy: WorkingCopy, together: hooks.Hit | None) -> list[dict[str, Any]]:
    diff = copy.diff
    if copy.plan.release is None:
        return [
            {"value": diff.count(LineChange.NEW), "label": "kunjungan dijadwalkan"},
            {"value": copy.desa_total, "label": "desa di kabupaten"},
            {"value": diff.undated, "label": "belum bertanggal"},
        ]
    counted = (
        (diff.count(LineChange.MOVED), "kunjungan berubah tanggal"),
        (diff.count(LineChange.REMOVED), "dibatalkan"),
        (diff.count(LineChange.VENUE), "ganti tempat"),
        (diff.count(LineChange.NEW), "kunjungan baru"),
    )
    figures: list[dict[str, Any]] = [{"value": count, "label": label} for count, label in counted if count]
    figures.append({"value": diff.same, "label": f"tetap seperti rilis {copy.plan.release}"})
    if together and together.opds and len(figures) < MOST_FIGURES:
        figures.append({"value": together.opds, "label": f"OPD dan {together.staff} petugas diberi tahu"})
    return figures


def _diff_rows(copy: WorkingCopy, hits: Mapping[int, hooks.Hit]) -> list[dict[str, Any]]:
    rows = [
        {
            "status": LineChange.REMOVED,
            "title": gone.desa,
            "detail": gone.kecamatan,
            "old": "" if gone.postponed else _days(gone.starts_on, gone.ends_on),
            "before": _lost(gone.starts_on, gone.ends_on) if gone.postponed else "",
            "new": "tidak dikunjungi",
            "why": gone.why,
            "hit": _hit(hits, gone.visit_id),
        }
        for gone in copy.diff.removed
    ]
    changed = sorted(copy.diff.changed, key=lambda line: (line.change is LineChange.NEW, line.starts_on))
    return [*(_changed_row(line, hits) for line in changed if line.change is not LineChange.NEW), *rows] + [
        _changed_row(line, hits) for line in changed if line.change is LineChange.NEW
    ]


def _changed_row(line: Line, hits: Mapping[int, hooks.Hit]) -> dict[str, Any]:
    old, new = _old_and_new(line)
    return {
        "status": line.change,
        "title": line.desa,
        "detail": line.kecamatan,
        "old": old,
        "before": _lost(line.old_starts_on, line.old_ends_on) if line.postponed else "",
        "new": new,
        "why": line.problem or line.reason,
        "hit": "" if line.visit_id is None else _hit(hits, line.visit_id),
    }


def _old_and_new(line: Line) -> tuple[str, str]:
    """What the OPDs know now, and what the release tells them; a new date in another place names both."""
    if line.change is LineChange.VENUE:
        return line.old_venue, line.venue
    days = _days(line.starts_on, line.ends_on)
    if line.change is LineChange.NEW:
        return "", days
    old = "" if line.postponed else _days(line.old_starts_on, line.old_ends_on)
    if (line.starts_on, line.ends_on) == (line.old_starts_on, line.old_ends_on):
        days = f"tetap {days}"
    return old, days if line.venue == line.old_venue else f"{days}, {line.venue}"


def _lost(first: date | None, last: date | None) -> str:
    """The days that were taken from a postponed visit."""
    return f"Ditunda dari {_days(first, last)} {first.year}" if first else "Ditunda"


def _hit(hits: Mapping[int, hooks.Hit], visit_id: int) -> str:
    hit = hits.get(visit_id)
    if hit is None:
        return ""
    return f"{hit.opds} OPD, {hit.staff} petugas" if hit.staff else f"{hit.opds} OPD"


def _days(first: date | None, last: date | None) -> str:
    """``12–13 Jan``."""
    if first is None or last is None:
        return "–"
    month, end_month = SHORT_MONTHS[first.month - 1], SHORT_MONTHS[last.month - 1]
    if first == last:
        return f"{first.day} {month}"
    return f"{first.day}–{last.day} {month}" if month == end_month else f"{first.day} {month}–{last.day} {end_month}"
