"""The list of staff, one employee, and the form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request, url_for

from intranet.core.errors import NotFound
from intranet.core.identity_numbers import group_nip
from intranet.core.permissions import Permission
from intranet.core.transaction import transaction
from intranet.opd import actions, queries
from intranet.opd.actions import EmployeeFacts
from intranet.opd.forms import EmployeeForm, StaffFilterForm
from intranet.opd.queries import StaffFilter
from intranet.opd.routes import saving
from intranet.opd.routes.blueprint import bp
from intranet.opd.states import EmployeeKind
from intranet.places import queries as places
from intranet.web.access import current_actor, requires
from intranet.web.fragments import done, page
from intranet.web.nav import Entry

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from intranet.core.actor import Actor
    from intranet.opd.queries import EmployeePage
    from intranet.web.conflicts import Clash

NAV = (
    Entry(
        endpoint="opd.staff",
        label="Pegawai",
        icon="people",
        permission=Permission.STAFF_READ,
        order=74,
        under=("opd.employee", "opd.edit_employee", "opd.send_employee", "opd.new_employee", "opd.send_new_employee"),
    ),
)
DUPLICATES: dict[str, tuple[str | None, str]] = {
    "uq_employee_nip": ("nip", "NIP ini sudah tercatat pada pegawai lain. Cari namanya di daftar pegawai, atau periksa angkanya."),
}
ORDERS = ("nama", "opd")
ONE_AND_EMPTY = 2


@bp.get("/pegawai")
@requires(Permission.STAFF_READ)
def staff() -> ResponseReturnValue:
    """The staff within reach, narrowed and sorted as the address says."""
    actor = current_actor()
    reach = actor.reach(Permission.STAFF_READ)
    form = StaffFilterForm(request.args)
    offered = queries.opd_choices(None if reach.everything else reach.opd_ids)
    form.opd.offer(offered)
    asked = _asked(form)
    found, count = queries.list_staff(actor, asked, request.args.get("lanjut"))
    return page(
        "opd/staff.html",
        form=form,
        rows=found,
        count=count,
        asked=asked,
        narrows=StaffFilter(order=asked.order) != asked,
        one_opd=offered[0][1] if len(offered) == 1 else "",
        sorts={name: _sort(name, asked.order) for name in ORDERS},
        may_add=actor.can(Permission.STAFF_EDIT),
    )


def _asked(form: StaffFilterForm) -> StaffFilter:
    """What the address asks for; a value that is not offered narrows nothing."""
    if not form.validate():
        return StaffFilter()
    order = request.args.get("urut", "")
    state = form.keadaan.data or "active"
    return StaffFilter(
        search=form.cari.data or "",
        opd_id=form.opd.data or None,
        kind=EmployeeKind.of(form.jenis.data) if form.jenis.data else None,
        state="" if state == "all" else state,
        order=order if order.removeprefix("-") in ORDERS else "nama",
    )


def _sort(name: str, order: str) -> tuple[str, str | None]:
    """Address that sorts by this column (the other way when it is sorted so already), and how it is sorted now."""
    now = None if order.removeprefix("-") != name else "desc" if order.startswith("-") else "asc"
    kept: dict[str, Any] = {key: value for key, value in request.args.items() if key not in {"lanjut", "urut"} and value}
    return url_for("opd.staff", **kept, urut=f"-{name}" if now == "asc" else name), now


@bp.get("/pegawai/<int:employee_id>")
@requires(Permission.STAFF_READ)
def employee(employee_id: int) -> ResponseReturnValue:
    """One employee."""
    return page("opd/employee.html", employee=queries.get_employee(current_actor(), employee_id))


@bp.get("/pegawai/baru")
@requires(Permission.STAFF_EDIT)
def new_employee() -> ResponseReturnValue:
    """A new employee."""
    form = _offer(EmployeeForm(formdata=None, data={"kind": EmployeeKind.PNS.value, "version": 0}))
    if len(form.opd_id.offered) == ONE_AND_EMPTY:
        form.opd_id.data = int(form.opd_id.offered[1][0])
    return _form_page(None, form)


@bp.post("/pegawai/baru")
@requires(Permission.STAFF_EDIT)
def send_new_employee() -> ResponseReturnValue:
    """Store a new employee."""
    actor = current_actor()
    form = _offer(EmployeeForm())
    sent = saving.send(form, lambda: actions.add_employee(actor, facts=_facts(form)), DUPLICATES)
    if sent.stored:
        return done(url_for("opd.employee", employee_id=sent.made), toast=f"{form.name.data} ditambahkan.")
    return _form_page(None, form, status=sent.status)


@bp.get("/pegawai/<int:employee_id>/ubah")
@requires(Permission.STAFF_EDIT)
def edit_employee(employee_id: int) -> ResponseReturnValue:
    """The form of an employee."""
    found = _own(current_actor(), employee_id)
    form = _offer(EmployeeForm(formdata=None, obj=found))
    form.kind.data = found.kind.value
    form.nip.data = group_nip(found.nip) if found.nip else ""
    return _form_page(found, form)


@bp.post("/pegawai/<int:employee_id>/ubah")
@requires(Permission.STAFF_EDIT)
def send_employee(employee_id: int) -> ResponseReturnValue:
    """Store the form of an employee."""
    actor = current_actor()
    found = _own(actor, employee_id)
    form = _offer(EmployeeForm())
    sent = saving.send(
        form,
        lambda: actions.edit_employee(actor, employee_id=employee_id, version=form.version.data, facts=_facts(form)),
        DUPLICATES,
    )
    if sent.stored:
        return done(url_for("opd.employee", employee_id=employee_id), toast=f"Data {form.name.data} tersimpan.")
    if sent.clash:
        found = queries.get_employee(actor, employee_id)
        form.version.data = found.version
    return _form_page(found, form, status=sent.status, clash=sent.clash)


@bp.post("/pegawai/<int:employee_id>/nonaktif")
@requires(Permission.STAFF_EDIT)
def deactivate_employee(employee_id: int) -> ResponseReturnValue:
    """Take an employee off the lists to choose from; pressing twice is the same as once."""
    return _set_active(current_actor(), employee_id, active=False)


@bp.post("/pegawai/<int:employee_id>/aktif")
@requires(Permission.STAFF_EDIT)
def activate_employee(employee_id: int) -> ResponseReturnValue:
    """Put an employee back on the lists."""
    return _set_active(current_actor(), employee_id, active=True)


def _set_active(actor: Actor, employee_id: int, *, active: bool) -> ResponseReturnValue:
    with transaction():
        name = actions.set_employee_active(actor, employee_id=employee_id, active=active)
    toast = f"{name} dapat dipilih lagi." if active else f"{name} tidak ditawarkan lagi untuk kunjungan."
    return done(url_for("opd.employee", employee_id=employee_id), toast=toast)


def _own(actor: Actor, employee_id: int) -> EmployeePage:
    """An employee that this person may change. Raises NotFound."""
    found = queries.get_employee(actor, employee_id)
    if not found.may_edit:
        raise NotFound("Pegawai ini tidak ada.")
    return found


def _offer(form: EmployeeForm) -> EmployeeForm:
    reach = current_actor().reach(Permission.STAFF_EDIT)
    form.opd_id.offer(queries.opd_choices(None if reach.everything else reach.opd_ids))
    form.home_desa_id.offer(places.desa_choices())
    return form


def _facts(form: EmployeeForm) -> EmployeeFacts:
    return EmployeeFacts(
        opd_id=form.opd_id.data or 0,
        kind=EmployeeKind.of(form.kind.data),
        nip=form.nip.data or "",
        name=form.name.data or "",
        front_title=form.front_title.data or "",
        back_title=form.back_title.data or "",
        rank=form.rank.data or "",
        position=form.position.data or "",
        usual_function=form.usual_function.data or "",
        home_desa_id=form.home_desa_id.data or None,
    )


def _form_page(found: EmployeePage | None, form: EmployeeForm, *, status: int = 200, clash: Clash | None = None) -> Response:
    return page("opd/employee_form.html", status=status, employee=found, form=form, clash=clash)
