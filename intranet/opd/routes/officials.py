"""Who holds which office: the list and the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request, url_for

from intranet.core import clock
from intranet.core.identity_numbers import group_nip
from intranet.core.permissions import Permission
from intranet.opd import actions, queries
from intranet.opd.actions import OfficialFacts
from intranet.opd.forms import OfficialForm
from intranet.opd.routes import saving
from intranet.opd.routes.blueprint import bp
from intranet.opd.states import Office, OfficialStatus
from intranet.web.access import current_actor, requires
from intranet.web.fragments import done, page

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from intranet.opd.queries import OfficialLine
    from intranet.web.conflicts import Clash


@bp.get("/pejabat")
@requires(Permission.SETTINGS_EDIT)
def officials() -> ResponseReturnValue:
    """Officials of today, or with those of the past."""
    past = request.args.get("keadaan") == "semua"
    return page("opd/officials.html", rows=queries.list_officials(current_actor(), past=past), past=past, today=clock.today())


@bp.get("/pejabat/baru")
@requires(Permission.SETTINGS_EDIT)
def new_official() -> ResponseReturnValue:
    """A new official."""
    values = {"office": Office.OPD_HEAD.value, "status": OfficialStatus.DEFINITIVE.value, "version": 0}
    form = _offer(OfficialForm(formdata=None, data=values))
    wanted = request.args.get("opd", "")
    if wanted in {value for value, _ in form.opd_id.offered if value}:
        form.opd_id.data = int(wanted)
    return _form_page(None, form)


@bp.post("/pejabat/baru")
@requires(Permission.SETTINGS_EDIT)
def send_new_official() -> ResponseReturnValue:
    """Store a new official."""
    form = _offer(OfficialForm())
    actor = current_actor()
    sent = saving.send(form, lambda: actions.add_official(actor, facts=_facts(form)))
    if sent.stored:
        return done(url_for("opd.officials"), toast=f"{form.name.data} tercatat.")
    return _form_page(None, form, status=sent.status)


@bp.get("/pejabat/<int:official_id>/ubah")
@requires(Permission.SETTINGS_EDIT)
def edit_official(official_id: int) -> ResponseReturnValue:
    """The form of an official; a date of end ends the term."""
    found = queries.get_official(current_actor(), official_id)
    form = _offer(OfficialForm(formdata=None, obj=found))
    form.office.data, form.status.data = found.office.value, found.status.value
    form.nip.data = group_nip(found.nip) if found.nip else ""
    return _form_page(found, form)


@bp.post("/pejabat/<int:official_id>/ubah")
@requires(Permission.SETTINGS_EDIT)
def send_official(official_id: int) -> ResponseReturnValue:
    """Store the form of an official."""
    actor = current_actor()
    found = queries.get_official(actor, official_id)
    form = _offer(OfficialForm())
    sent = saving.send(
        form, lambda: actions.edit_official(actor, official_id=official_id, version=form.version.data, facts=_facts(form))
    )
    if sent.stored:
        return done(url_for("opd.officials"), toast=f"Data {form.name.data} tersimpan.")
    if sent.clash:
        found = queries.get_official(actor, official_id)
        form.version.data = found.version
    return _form_page(found, form, status=sent.status, clash=sent.clash)


def _offer(form: OfficialForm) -> OfficialForm:
    form.opd_id.offer([(row.id, row.short_name) for row in queries.list_opds()])
    return form


def _facts(form: OfficialForm) -> OfficialFacts:
    return OfficialFacts(
        office=Office.of(form.office.data),
        opd_id=form.opd_id.data or None,
        name=form.name.data or "",
        front_title=form.front_title.data or "",
        back_title=form.back_title.data or "",
        nip=form.nip.data or "",
        rank=form.rank.data or "",
        status=OfficialStatus.of(form.status.data),
        valid_from=form.valid_from.data,
        valid_until=form.valid_until.data,
    )


def _form_page(found: OfficialLine | None, form: OfficialForm, *, status: int = 200, clash: Clash | None = None) -> Response:
    return page("opd/official_form.html", status=status, official=found, form=form, clash=clash)
