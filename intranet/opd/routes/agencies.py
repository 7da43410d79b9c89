"""The list of agencies, one agency, and its forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request, url_for

from intranet.core.errors import NotFound
from intranet.core.permissions import Permission
from intranet.opd import actions, policy, queries
from intranet.opd.actions import Contact, OpdFacts
from intranet.opd.forms import ContactForm, NewOpdForm, OpdFilterForm, OpdForm
from intranet.opd.queries import OpdFilter
from intranet.opd.routes import saving
from intranet.opd.routes.blueprint import bp
from intranet.opd.states import OpdKind
from intranet.places import queries as places
from intranet.web.access import current_actor, requires
from intranet.web.fragments import done, page
from intranet.web.nav import Entry

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from intranet.core.actor import Actor
    from intranet.opd.queries import OpdPage
    from intranet.web.conflicts import Clash

NAV = (
    Entry(
        endpoint="opd.agencies",
        label="OPD",
        icon="building",
        permission=Permission.OPD_READ,
        order=72,
        under=(
            "opd.agency",
            "opd.edit_opd",
            "opd.send_opd",
            "opd.new_opd",
            "opd.send_new_opd",
            "opd.officials",
            "opd.new_official",
            "opd.edit_official",
        ),
    ),
)
DUPLICATES: dict[str, tuple[str | None, str]] = {"uq_opd_code": ("code", "Kode ini sudah dipakai OPD lain. Pilih yang lain.")}


@bp.get("/opd")
@requires(Permission.OPD_READ)
def agencies() -> ResponseReturnValue:
    """All agencies and guests."""
    form = OpdFilterForm(request.args)
    asked = _asked(form)
    actor = current_actor()
    return page(
        "opd/list.html",
        form=form,
        rows=queries.list_opd_lines(actor, asked),
        narrows=asked != OpdFilter(),
        may_add=policy.can_add_opd(actor),
    )


def _asked(form: OpdFilterForm) -> OpdFilter:
    """What the address asks for; a value that is not offered narrows nothing."""
    if not form.validate():
        return OpdFilter()
    state = form.keadaan.data or "active"
    return OpdFilter(
        search=form.cari.data or "",
        kind=OpdKind.of(form.jenis.data) if form.jenis.data else None,
        state="" if state == "all" else state,
    )


@bp.get("/opd/<int:opd_id>")
@requires(Permission.OPD_READ)
def agency(opd_id: int) -> ResponseReturnValue:
    """One agency: its head, its services, how many people."""
    found = queries.get_opd(current_actor(), opd_id)
    return page("opd/show.html", opd=found, services=queries.list_services(opd_id))


@bp.get("/opd/<int:opd_id>/ubah")
@requires(Permission.OPD_EDIT)
def edit_opd(opd_id: int) -> ResponseReturnValue:
    """The form of an agency: all of it, or address and telephone for its own people."""
    found = _own(current_actor(), opd_id)
    if not found.may_edit:
        return _edit_page(found, ContactForm(formdata=None, obj=found))
    form = _offer(OpdForm(formdata=None, obj=found))
    form.kind.data = found.kind.value
    return _edit_page(found, form)


@bp.post("/opd/<int:opd_id>/ubah")
@requires(Permission.OPD_EDIT)
def send_opd(opd_id: int) -> ResponseReturnValue:
    """Store the form of an agency."""
    actor = current_actor()
    found = _own(actor, opd_id)
    form = _offer(OpdForm()) if found.may_edit else ContactForm()
    sent = saving.send(form, lambda: _save(actor, opd_id, form))
    if sent.stored:
        return done(url_for("opd.agency", opd_id=opd_id), toast=f"Data {_short(form) or found.short_name} tersimpan.")
    if sent.clash:
        found = queries.get_opd(actor, opd_id)
        form.version.data = found.version
    return _edit_page(found, form, status=sent.status, clash=sent.clash)


def _own(actor: Actor, opd_id: int) -> OpdPage:
    """An agency that this person may change something of.

    Raises:
        NotFound: also for the agency of somebody else.
    """
    found = queries.get_opd(actor, opd_id)
    if not found.may_edit_contact:
        raise NotFound("OPD ini bukan OPD Anda.")
    return found


def _save(actor: Actor, opd_id: int, form: ContactForm) -> None:
    version = form.version.data
    if isinstance(form, OpdForm):
        actions.edit_opd(actor, opd_id=opd_id, version=version, facts=_facts(form))
    else:
        contact = Contact(form.address.data or "", form.phone.data or "")
        actions.edit_contact(actor, opd_id=opd_id, version=version, contact=contact)


def _short(form: ContactForm) -> str:
    return form.short_name.data or "" if isinstance(form, OpdForm) else ""


def _facts(form: OpdForm) -> OpdFacts:
    return OpdFacts(
        name=form.name.data or "",
        short_name=form.short_name.data or "",
        kind=OpdKind.of(form.kind.data),
        kecamatan_id=form.kecamatan_id.data or None,
        letter_code=form.letter_code.data or "",
        address=form.address.data or "",
        phone=form.phone.data or "",
        required=bool(form.required.data),
        confirmed=bool(form.confirmed.data),
        active_from=form.active_from.data,
        active_until=form.active_until.data,
    )


def _offer(form: OpdForm) -> OpdForm:
    form.kecamatan_id.offer(places.kecamatan_choices())
    return form


def _edit_page(found: OpdPage | None, form: ContactForm, *, status: int = 200, clash: Clash | None = None) -> Response:
    return page("opd/edit.html", status=status, opd=found, form=form, whole=isinstance(form, OpdForm), clash=clash)


@bp.get("/opd/baru")
@requires(Permission.SETTINGS_EDIT)
def new_opd() -> ResponseReturnValue:
    """A new agency."""
    values = {"kind": OpdKind.DINAS.value, "version": 0, "required": False, "confirmed": True}
    return _edit_page(None, _offer(NewOpdForm(formdata=None, data=values)))


@bp.post("/opd/baru")
@requires(Permission.SETTINGS_EDIT)
def send_new_opd() -> ResponseReturnValue:
    """Store a new agency."""
    form = NewOpdForm()
    _offer(form)
    actor = current_actor()
    sent = saving.send(form, lambda: actions.add_opd(actor, code=form.code.data or "", facts=_facts(form)), DUPLICATES)
    if sent.stored:
        return done(url_for("opd.agency", opd_id=sent.made), toast=f"{form.short_name.data} ditambahkan.")
    return _edit_page(None, form, status=sent.status)
