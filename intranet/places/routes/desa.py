"""The list of desa, one desa, and its form."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask import request, url_for

from intranet.core.errors import Conflict, InvalidInput
from intranet.core.permissions import Permission
from intranet.core.transaction import transaction
from intranet.places import actions, panels, queries
from intranet.places.actions import DesaFacts
from intranet.places.forms import DesaFilterForm, DesaForm
from intranet.places.queries import DesaFilter
from intranet.places.routes.blueprint import bp
from intranet.places.states import DesaKind, WetSeasonAccess
from intranet.web import conflicts
from intranet.web.access import current_actor, requires
from intranet.web.fragments import done, page
from intranet.web.nav import Entry

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from intranet.places.queries import DesaPage
    from intranet.web.conflicts import Clash

NAV = (
    Entry(
        endpoint="places.desa",
        label="Desa",
        icon="pin",
        permission=Permission.PLACES_READ,
        order=70,
        under=("places.",),
    ),
)
ORDERS = ("nama", "jarak", "waktu", "kunjungan")


@bp.get("/desa")
@requires(Permission.PLACES_READ)
def desa() -> ResponseReturnValue:
    """All desa and kelurahan, narrowed and sorted as the address says."""
    form = DesaFilterForm(request.args)
    form.kecamatan.offer(queries.kecamatan_choices())
    asked = _asked(form)
    found, count = queries.list_desa(current_actor(), asked, request.args.get("lanjut"))
    return page(
        "places/list.html",
        form=form,
        rows=found,
        count=count,
        asked=asked,
        sorts={name: _sort(name, asked.order) for name in ORDERS},
    )


def _asked(form: DesaFilterForm) -> DesaFilter:
    """What the address asks for; a value that is not offered narrows nothing."""
    order = request.args.get("urut", "")
    if not form.validate():
        return DesaFilter(search="" if form.cari.errors else form.cari.data or "")
    return DesaFilter(
        search=form.cari.data or "",
        kecamatan_id=form.kecamatan.data or None,
        kind=DesaKind.of(form.jenis.data) if form.jenis.data else None,
        access=WetSeasonAccess.of(form.akses.data) if form.akses.data else None,
        missing=form.kurang.data or "",
        order=order if order.removeprefix("-") in ORDERS else "nama",
    )


def _sort(name: str, order: str) -> tuple[str, str | None]:
    """Address that sorts by this column (the other way when it is sorted so already), and how it is sorted now."""
    now = None if order.removeprefix("-") != name else "desc" if order.startswith("-") else "asc"
    kept: dict[str, Any] = {key: value for key, value in request.args.items() if key not in {"lanjut", "urut"} and value}
    return url_for("places.desa", **kept, urut=f"-{name}" if now == "asc" else name), now


@bp.get("/desa/<int:desa_id>")
@requires(Permission.PLACES_READ)
def show(desa_id: int) -> ResponseReturnValue:
    """One desa: facts, where it lies, and what the other rooms tell of it."""
    actor = current_actor()
    found = queries.get_desa(actor, desa_id)
    region = queries.region_map()
    return page(
        "places/show.html",
        desa=found,
        map=region,
        cut=region.around(desa_id),
        panels=panels.panels_for(actor, desa_id),
    )


@bp.get("/desa/<int:desa_id>/ubah")
@requires(Permission.PLACES_EDIT)
def edit(desa_id: int) -> ResponseReturnValue:
    """The form of one desa."""
    found = queries.get_desa(current_actor(), desa_id)
    return _edit_page(found, _filled(found))


@bp.post("/desa/<int:desa_id>/ubah")
@requires(Permission.PLACES_EDIT)
def send_edit(desa_id: int) -> ResponseReturnValue:
    """Store the form of one desa."""
    actor = current_actor()
    found = queries.get_desa(actor, desa_id)
    form = DesaForm()
    if form.validate_on_submit():
        try:
            with transaction():
                actions.edit_desa(actor, desa_id=desa_id, version=form.version.data, facts=_facts(form))
            return done(
                url_for("places.show", desa_id=desa_id), toast=f"Data {found.name}, Kecamatan {found.kecamatan}, tersimpan."
            )
        except InvalidInput as error:
            form.apply(error)
        except Conflict as conflict:
            found = queries.get_desa(actor, desa_id)
            form.version.data = found.version
            return _edit_page(found, form, status=409, clash=conflicts.explain(conflict))
    return _edit_page(found, form, status=422)


def _filled(found: DesaPage) -> DesaForm:
    return DesaForm(
        formdata=None,
        data={
            "version": found.version,
            "road_km": _decimal(found.road_km),
            "travel_minutes": found.travel_minutes,
            "wet_season_access": found.wet_season_access.value,
            "office_lat": _decimal(found.office_lat),
            "office_lon": _decimal(found.office_lon),
            "last_visited_on": found.last_visited_on,
            "note": found.note,
        },
    )


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _facts(form: DesaForm) -> DesaFacts:
    return DesaFacts(
        office_lat=_number(form.office_lat.data),
        office_lon=_number(form.office_lon.data),
        road_km=_number(form.road_km.data),
        travel_minutes=form.travel_minutes.data,
        wet_season_access=WetSeasonAccess.of(form.wet_season_access.data),
        last_visited_on=form.last_visited_on.data,
        note=form.note.data or "",
    )


def _edit_page(found: DesaPage, form: DesaForm, *, status: int = 200, clash: Clash | None = None) -> Response:
    return page("places/edit.html", status=status, desa=found, form=form, clash=clash)
