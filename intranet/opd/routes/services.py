"""The list of services and the form of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request, url_for

from intranet.core.permissions import Permission
from intranet.core.transaction import transaction
from intranet.opd import actions, queries
from intranet.opd.actions import ServiceFacts
from intranet.opd.forms import ServiceFilterForm, ServiceForm
from intranet.opd.queries import ServiceFilter
from intranet.opd.routes import saving
from intranet.opd.routes.blueprint import bp
from intranet.opd.states import NeedCategory
from intranet.web.access import current_actor, requires
from intranet.web.fragments import done, page
from intranet.web.nav import Entry

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from intranet.core.actor import Actor
    from intranet.opd.queries import ServiceLine
    from intranet.web.conflicts import Clash

NAV = (
    Entry(
        endpoint="opd.services",
        label="Layanan",
        icon="list",
        permission=Permission.OPD_READ,
        order=76,
        under=("opd.edit_service", "opd.send_service", "opd.new_service", "opd.send_new_service"),
    ),
)
DUPLICATES: dict[str, tuple[str | None, str]] = {
    "uq_service_opd_id_name": (
        "name",
        "OPD ini sudah mempunyai layanan dengan nama yang sama. Ubah yang ada, atau pakai nama lain.",
    ),
}


@bp.get("/layanan")
@requires(Permission.OPD_READ)
def services() -> ResponseReturnValue:
    """All services, narrowed as the address says."""
    actor = current_actor()
    form = ServiceFilterForm(request.args)
    form.opd.offer(queries.opd_choices())
    asked = _asked(form)
    found, count = queries.list_service_lines(actor, asked, request.args.get("lanjut"))
    return page(
        "opd/services.html",
        form=form,
        rows=found,
        count=count,
        narrows=asked != ServiceFilter(),
        may_add=actor.can(Permission.OPD_EDIT),
        address=url_for("opd.new_service", opd=asked.opd_id) if asked.opd_id else url_for("opd.new_service"),
    )


def _asked(form: ServiceFilterForm) -> ServiceFilter:
    """What the address asks for; a value that is not offered narrows nothing."""
    if not form.validate():
        return ServiceFilter()
    state = form.keadaan.data or "active"
    return ServiceFilter(
        search=form.cari.data or "",
        opd_id=form.opd.data or None,
        category=NeedCategory.of(form.kelompok.data) if form.kelompok.data else None,
        state="" if state == "all" else state,
    )


@bp.get("/layanan/baru")
@requires(Permission.OPD_EDIT)
def new_service() -> ResponseReturnValue:
    """A new service."""
    form = _offer(ServiceForm(formdata=None, data={"version": 0}))
    offered = {value for value, _ in form.opd_id.offered if value}
    wanted = request.args.get("opd", "") if request.args.get("opd", "") in offered else ""
    if len(offered) == 1:
        wanted = offered.pop()
    form.opd_id.data = int(wanted) if wanted else None
    return _form_page(None, form)


@bp.post("/layanan/baru")
@requires(Permission.OPD_EDIT)
def send_new_service() -> ResponseReturnValue:
    """Store a new service."""
    form = _offer(ServiceForm())
    actor = current_actor()
    sent = saving.send(form, lambda: actions.add_service(actor, opd_id=form.opd_id.data or 0, facts=_facts(form)), DUPLICATES)
    if sent.stored:
        return done(url_for("opd.services", opd=form.opd_id.data), toast=f"Layanan {form.name.data} ditambahkan.")
    return _form_page(None, form, status=sent.status)


@bp.get("/layanan/<int:service_id>/ubah")
@requires(Permission.OPD_EDIT)
def edit_service(service_id: int) -> ResponseReturnValue:
    """The form of a service."""
    found = queries.get_service(current_actor(), service_id)
    form = ServiceForm(formdata=None, obj=found)
    form.opd_id.offer([(found.opd_id, found.opd)])
    form.category.data = found.category.value
    return _form_page(found, form)


@bp.post("/layanan/<int:service_id>/ubah")
@requires(Permission.OPD_EDIT)
def send_service(service_id: int) -> ResponseReturnValue:
    """Store the form of a service."""
    actor = current_actor()
    found = queries.get_service(actor, service_id)
    form = ServiceForm()
    form.opd_id.offer([(found.opd_id, found.opd)])
    sent = saving.send(
        form,
        lambda: actions.edit_service(actor, service_id=service_id, version=form.version.data, facts=_facts(form)),
        DUPLICATES,
    )
    if sent.stored:
        return done(url_for("opd.services", opd=found.opd_id), toast=f"Layanan {form.name.data} tersimpan.")
    if sent.clash:
        found = queries.get_service(actor, service_id)
        form.version.data = found.version
    return _form_page(found, form, status=sent.status, clash=sent.clash)


@bp.post("/layanan/<int:service_id>/nonaktif")
@requires(Permission.OPD_EDIT)
def deactivate_service(service_id: int) -> ResponseReturnValue:
    """Offer a service no longer; pressing twice is the same as once."""
    return _set_active(current_actor(), service_id, active=False)


@bp.post("/layanan/<int:service_id>/aktif")
@requires(Permission.OPD_EDIT)
def activate_service(service_id: int) -> ResponseReturnValue:
    """Offer a service again."""
    return _set_active(current_actor(), service_id, active=True)


def _set_active(actor: Actor, service_id: int, *, active: bool) -> ResponseReturnValue:
    with transaction():
        name = actions.set_service_active(actor, service_id=service_id, active=active)
    toast = f"Layanan {name} ditawarkan lagi." if active else f"Layanan {name} tidak ditawarkan lagi."
    return done(url_for("opd.edit_service", service_id=service_id), toast=toast)


def _offer(form: ServiceForm) -> ServiceForm:
    reach = current_actor().reach(Permission.OPD_EDIT)
    form.opd_id.offer(queries.opd_choices(None if reach.everything else reach.opd_ids))
    return form


def _facts(form: ServiceForm) -> ServiceFacts:
    return ServiceFacts(
        name=form.name.data or "",
        papers=form.papers.data or "",
        unit=form.unit.data or "",
        minutes=form.minutes.data or 0,
        category=NeedCategory.of(form.category.data),
    )


def _form_page(found: ServiceLine | None, form: ServiceForm, *, status: int = 200, clash: Clash | None = None) -> Response:
    return page("opd/service_form.html", status=status, service=found, form=form, clash=clash)
