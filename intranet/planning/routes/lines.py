"""One desa in the working copy: its date, venue and pin; desa in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request, url_for

from intranet.core.errors import Conflict, DuplicateValue, InvalidInput, NotFound
from intranet.core.permissions import Permission
from intranet.core.transaction import transaction
from intranet.planning import actions, queries
from intranet.planning.forms import CONSTRAINTS, AddForm, LineForm, VersionForm
from intranet.planning.routes.blueprint import bp
from intranet.web import conflicts
from intranet.web.access import current_actor, own_path, requires
from intranet.web.forms import DateField
from intranet.web.fragments import done, page

if TYPE_CHECKING:
    from datetime import date

    from flask import Response
    from flask.typing import ResponseReturnValue


def _home(year: int, line_id: int | None = None) -> str:
    """Back to the list, as it was filtered."""
    home = own_path(request.values.get("dari"), url_for("planning.workbench", year=year))
    return f"{home.partition('#')[0]}#baris-{line_id}" if line_id else home


def _line_page(
    year: int, line_id: int, form: LineForm, *, status: int = 200, clash: conflicts.Clash | None = None, wish: date | None = None
) -> Response:
    copy = queries.get_working_copy(current_actor(), year)
    line = queries.find_line(copy, line_id)
    if status != 422 or form.version.data is None:
        form.version.data = line.version
    return page(
        "planning/line.html",
        block="line_form" if request.headers.get("HX-Target") == "line_form" else None,
        status=status,
        plan=copy.plan,
        line=line,
        form=form,
        near=queries.nearest_dates(copy, line, wish) if copy.plan.is_open and not line.locked else [],
        remove=VersionForm(formdata=None, version=line.version),
        home=_home(year, line_id),
        back=request.values.get("dari", ""),
        clash=clash,
    )


@bp.get("/jadwal/<int:year>/susun/baris/<int:line_id>")
@requires(Permission.PLANNING_DRAFT)
def line(year: int, line_id: int) -> ResponseReturnValue:
    """The form of one desa: a page, or in a dialog of the list."""
    copy = queries.get_working_copy(current_actor(), year)
    return _line_page(year, line_id, LineForm(formdata=None, obj=queries.find_line(copy, line_id)))


@bp.post("/jadwal/<int:year>/susun/baris/<int:line_id>")
@requires(Permission.PLANNING_DRAFT)
def change_line(year: int, line_id: int) -> ResponseReturnValue:
    """Keep date, venue and pin. A press on one of the offered dates takes that date."""
    actor = current_actor()
    form = LineForm()
    if picked := request.form.get("pilih"):
        _pick(form.starts_on, picked)
    if not form.validate_on_submit():
        return _line_page(year, line_id, form, status=422)
    wish = form.starts_on.data
    try:
        with transaction():
            desa = actions.change_line(
                actor,
                line_id=line_id,
                version=form.version.data or 0,
                starts_on=wish,
                venue=form.venue.data or "",
                pinned=bool(form.pinned.data),
                why=form.why.data or "",
            )
        return done(_home(year, line_id), f"{desa} tersimpan dalam rancangan.")
    except InvalidInput as error:
        form.apply(error)
    except Conflict as conflict:
        return _line_page(year, line_id, form, status=409, clash=conflicts.explain(conflict))
    return _line_page(year, line_id, form, status=422, wish=wish)


def _pick(field: DateField, picked: str) -> None:
    """Put an offered date into the field in place of what was typed."""
    field.raw_data = [picked]
    field.process_errors = []
    try:
        field.process_formdata([picked])
    except ValueError as error:
        field.process_errors = [str(error)]


@bp.post("/jadwal/<int:year>/susun/baris/<int:line_id>/keluarkan")
@requires(Permission.PLANNING_DRAFT)
def remove_line(year: int, line_id: int) -> ResponseReturnValue:
    """Take a desa out; pressed twice, the second press finds it gone, which is what was wanted."""
    form = VersionForm()
    form.validate_on_submit()
    try:
        with transaction():
            actions.remove_line(current_actor(), line_id=line_id, version=form.version.data or 0)
    except NotFound:
        return done(_home(year), "Desa ini sudah tidak ada dalam rencana.", tone="info")
    except Conflict as conflict:
        copy = queries.get_working_copy(current_actor(), year)
        kept = LineForm(formdata=None, obj=queries.find_line(copy, line_id))
        return _line_page(year, line_id, kept, status=409, clash=conflicts.explain(conflict))
    return done(_home(year), "Desa dikeluarkan dari rencana.")


@bp.get("/jadwal/<int:year>/susun/tambah")
@requires(Permission.PLANNING_DRAFT)
def add(year: int) -> ResponseReturnValue:
    """Choose a desa to take in."""
    return _add_page(year, AddForm(formdata=None, desa=queries.list_missing_desa(current_actor(), year)))


@bp.post("/jadwal/<int:year>/susun/tambah")
@requires(Permission.PLANNING_DRAFT)
def add_desa(year: int) -> ResponseReturnValue:
    """Take one desa in, or with ``semua`` all that the plan lacks."""
    actor = current_actor()
    if request.form.get("semua"):
        with transaction():
            count = actions.add_missing_desa(actor, year=year)
        words = f"{count} desa ditambahkan. Tekan Susun otomatis agar mendapat tanggal." if count else "Semua desa sudah ada."
        return done(url_for("planning.workbench", year=year), words)
    form = AddForm(desa=queries.list_missing_desa(actor, year))
    if form.validate_on_submit():
        try:
            with transaction():
                line_id = actions.add_desa(actor, year=year, desa_id=form.desa_id.data)
            return done(url_for("planning.line", year=year, line_id=line_id), "Desa ditambahkan. Sekarang pilih tanggalnya.")
        except (InvalidInput, DuplicateValue) as error:
            form.apply(error, CONSTRAINTS)
    return _add_page(year, form, status=422)


def _add_page(year: int, form: AddForm, status: int = 200) -> Response:
    return page("planning/add.html", status=status, year=year, form=form, plan=queries.get_plan(current_actor(), year))
