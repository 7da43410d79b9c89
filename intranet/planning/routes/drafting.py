"""The working copy of a year: its rules, the draft in one click, and the step to the Sekda."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import redirect, request, url_for

from intranet.core.errors import Conflict, DuplicateValue, InvalidInput, NotFound
from intranet.core.permissions import Permission
from intranet.core.transaction import transaction
from intranet.planning import actions, panels, policy, queries
from intranet.planning.actions import FIRST_YEAR, LAST_YEAR
from intranet.planning.forms import CONSTRAINTS, RulesForm, SubmitForm, VersionForm, WorkFilter
from intranet.planning.routes.blueprint import bp, visit_url
from intranet.planning.routes.schedule import ROWS, whole
from intranet.planning.states import PlanStatus
from intranet.web import conflicts
from intranet.web.access import current_actor, requires
from intranet.web.fragments import done, page

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from intranet.planning.queries import Line, PlanRow, WorkingCopy


@bp.get("/jadwal/susun")
@requires(Permission.PLANNING_DRAFT)
def work() -> ResponseReturnValue:
    """On to the year that waits for the planner."""
    return redirect(url_for("planning.workbench", year=queries.year_to_work_on()))


@bp.get("/jadwal/<int:year>/susun")
@requires(Permission.PLANNING_DRAFT)
def workbench(year: int) -> ResponseReturnValue:
    """The working copy, or the form that opens the year."""
    plan = queries.find_plan(current_actor(), year)
    if plan is None:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise NotFound
        return _rules_page(_new_form(year), year, None)
    return show_workbench(queries.load_working_copy(plan))


@bp.post("/jadwal/<int:year>/susun")
@requires(Permission.PLANNING_DRAFT)
def create(year: int) -> ResponseReturnValue:
    """Open the plan of a year."""
    form = RulesForm()
    if form.validate_on_submit():
        try:
            with transaction():
                actions.create_plan(current_actor(), year=year, choice=form.choice())
            return done(url_for("planning.workbench", year=year), f"Rencana {year} dibuat. Sekarang susun tanggalnya.")
        except (InvalidInput, DuplicateValue) as error:
            form.apply(error, CONSTRAINTS)
    return _rules_page(form, year, None, status=422)


def _new_form(year: int) -> RulesForm:
    form = RulesForm(formdata=None)
    form.starts_on.data, form.ends_on.data = date(year, 1, 4), date(year, 12, 17)
    form.weekdays.data = [1, 2, 3]
    form.visits_per_week.data, form.days_per_visit.data = 3, 2
    return form


def _rules_page(
    form: RulesForm, year: int, plan: PlanRow | None, status: int = 200, clash: conflicts.Clash | None = None
) -> Response:
    return page("planning/rules.html", status=status, form=form, year=year, plan=plan, clash=clash)


@bp.get("/jadwal/<int:year>/susun/aturan")
@requires(Permission.PLANNING_DRAFT)
def rules(year: int) -> ResponseReturnValue:
    """The rules of the plan."""
    plan = queries.get_plan(current_actor(), year)
    form = RulesForm(formdata=None, obj=plan)
    return _rules_page(form, year, plan)


@bp.post("/jadwal/<int:year>/susun/aturan")
@requires(Permission.PLANNING_DRAFT)
def change_rules(year: int) -> ResponseReturnValue:
    """Keep changed rules."""
    actor = current_actor()
    plan = queries.get_plan(actor, year)
    form = RulesForm()
    if not form.validate_on_submit():
        return _rules_page(form, year, plan, status=422)
    try:
        with transaction():
            actions.change_rules(actor, year=year, version=form.version.data or 0, choice=form.choice())
        return done(url_for("planning.workbench", year=year), "Aturan tersimpan. Tekan Susun otomatis agar tanggal mengikutinya.")
    except InvalidInput as error:
        form.apply(error)
    except Conflict as conflict:
        plan = queries.get_plan(actor, year)
        form.version.data = plan.version
        return _rules_page(form, year, plan, status=409, clash=conflicts.explain(conflict))
    return _rules_page(form, year, plan, status=422)


@bp.post("/jadwal/<int:year>/susun/otomatis")
@requires(Permission.PLANNING_DRAFT)
def draft(year: int) -> ResponseReturnValue:
    """Draft in one click; pressed twice it gives the same."""
    with transaction():
        found = actions.draft(current_actor(), year=year)
    left = f" {found.missing} desa belum kebagian tanggal." if found.missing else ""
    kept = f", {found.kept} di antaranya tetap" if found.kept else ""
    words = f"{found.fits} desa mendapat tanggal{kept}.{left}"
    return done(url_for("planning.workbench", year=year), words, tone="info" if found.missing else "ok")


@bp.post("/jadwal/<int:year>/susun/ajukan")
@requires(Permission.PLANNING_DRAFT)
def submit(year: int) -> ResponseReturnValue:
    """Hand the working copy to the Sekda."""
    actor = current_actor()
    form = SubmitForm()
    if not form.validate_on_submit():
        return show_workbench(queries.get_working_copy(actor, year), submit=form, status=422)
    try:
        with transaction():
            fresh = actions.submit(actor, year=year, version=form.version.data or 0, note=form.note.data or "")
        words = "Rencana diajukan kepada Sekda dan terkunci sampai diputuskan." if fresh else "Rencana ini sudah Anda ajukan."
        return done(url_for("planning.decision", year=year), words, tone="ok" if fresh else "info")
    except InvalidInput as error:
        form.apply(error)
    except Conflict as conflict:
        copy = queries.get_working_copy(actor, year)
        form.version.data = copy.plan.version
        return show_workbench(copy, submit=form, status=409, clash=conflicts.explain(conflict))
    return show_workbench(queries.get_working_copy(actor, year), submit=form, status=422)


def show_workbench(
    copy: WorkingCopy, *, submit: SubmitForm | None = None, status: int = 200, clash: conflicts.Clash | None = None
) -> Response:
    """The page of the working copy; also after a form on it was refused."""
    form = WorkFilter(formdata=request.args)
    kecamatan = sorted({(line.kecamatan_id, line.kecamatan) for line in copy.lines}, key=lambda pair: pair[1])
    form.kecamatan.offer(kecamatan)
    form.validate()
    month = whole("bulan", 1, 12)
    rows = [line for line in copy.lines if _matches(line, form, month)]
    last = max(-(-len(rows) // ROWS), 1)
    number = min(whole("halaman", 1, 99) or 1, last)
    year = copy.plan.year
    filters = {name: request.args[name] for name in ("cari", "kecamatan", "tampil", "bulan") if request.args.get(name)}
    counts = dict.fromkeys(range(1, 13), 0)
    for line in copy.lines:
        if line.starts_on:
            counts[line.starts_on.month] += 1
    if submit is None:
        submit = SubmitForm(formdata=None)
        submit.version.data = copy.plan.version
        if copy.plan.release is None or copy.plan.status is PlanStatus.RETURNED:
            submit.note.data = copy.plan.note
    return page(
        "planning/workbench.html",
        status=status,
        copy=copy,
        plan=copy.plan,
        rows=rows[(number - 1) * ROWS : number * ROWS],
        found=len(rows),
        filter=form,
        filters=filters,
        number=number,
        last=last,
        months=panels.strip(
            counts,
            panels.blocked_months(year, copy.days_off),
            month,
            lambda each: url_for("planning.workbench", year=year, bulan=each, _anchor="baris"),
        ),
        month_name=panels.LONG_MONTHS[month - 1] if month else "",
        preview=queries.preview(copy) if policy.can_change(current_actor(), copy.plan) else None,
        day_names=", ".join(panels.ALL_DAYS[day] for day in copy.plan.weekdays),
        submit=submit,
        button=VersionForm(formdata=None),
        clash=clash,
        visit_url=visit_url,
    )


def _matches(line: Line, form: WorkFilter, month: int | None) -> bool:
    wanted = (form.cari.data or "").casefold()
    if wanted and wanted not in line.desa.casefold():
        return False
    if form.kecamatan.data and line.kecamatan_id != form.kecamatan.data:
        return False
    if month and (line.starts_on is None or line.starts_on.month != month):
        return False
    tests = {
        "belum": line.starts_on is None,
        "berubah": line.change.value not in {"same", "undated"},
        "masalah": bool(line.problem),
        "semat": line.pinned,
    }
    return tests.get(form.tampil.data or "", True)
