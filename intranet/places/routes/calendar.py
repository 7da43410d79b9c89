"""Days off and periods without visits: one page for a year, and the forms of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request, url_for

from intranet.core import clock
from intranet.core.errors import Conflict, DuplicateValue, InvalidInput
from intranet.core.permissions import Permission
from intranet.core.transaction import transaction
from intranet.places import actions, policy, queries
from intranet.places.actions import HolidayFacts, PeriodFacts
from intranet.places.forms import FIRST_DAY, LAST_DAY, DecreeForm, HolidayForm, PeriodForm
from intranet.places.routes.blueprint import bp
from intranet.places.states import BlockedKind, HolidayKind
from intranet.web import conflicts
from intranet.web.access import current_actor, requires
from intranet.web.fragments import done, page

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response
    from flask.typing import ResponseReturnValue

    from intranet.places.queries import HolidayRow, PeriodRow
    from intranet.web.conflicts import Clash

DUPLICATES: dict[str, tuple[str | None, str]] = {
    "uq_holiday_on": ("on", "Libur dengan tanggal dan jenis yang sama sudah tercatat."),
}


@bp.get("/hari-libur")
@requires(Permission.PLACES_READ)
def calendar() -> ResponseReturnValue:
    """The days off and periods without visits of one year."""
    return _calendar_page(_year())


def _calendar_page(year: int, decree: DecreeForm | None = None, *, status: int = 200) -> Response:
    years = queries.find_year_choices()
    return page(
        "places/calendar.html",
        status=status,
        year=year,
        years=years if year in years else sorted([*years, year]),
        holidays=queries.list_holidays(year),
        periods=queries.list_periods(year),
        may_edit=policy.can_edit_calendar(current_actor()),
        decree=decree or DecreeForm(formdata=None, data={"year": year}),
    )


def _year(default: int | None = None) -> int:
    """The year of the address, or this one."""
    text = request.args.get("tahun", "")
    asked = int(text) if text.isascii() and text.isdigit() and len(text) == len("2027") else 0
    return asked if FIRST_DAY.year <= asked <= LAST_DAY.year else default or clock.today().year


@bp.post("/hari-libur/muat")
@requires(Permission.PLACES_EDIT)
def load_decree() -> ResponseReturnValue:
    """Add the days off of a year that are missing."""
    form = DecreeForm()
    if form.validate_on_submit():
        try:
            with transaction():
                count = actions.load_decree(current_actor(), year=form.year.data)
            words = f"{count.added} hari ditambahkan" if count.added else "tidak ada hari yang kurang"
            return done(url_for("places.calendar", tahun=form.year.data), toast=f"Libur {form.year.data}: {words}.")
        except InvalidInput as error:
            form.apply(error)
    return _calendar_page(_year(), form, status=422)


# --- days off -----------------------------------------------------------------------------------------------------------------


@bp.get("/hari-libur/baru")
@requires(Permission.PLACES_EDIT)
def new_holiday() -> ResponseReturnValue:
    """A new day off."""
    return _holiday_page(HolidayForm(formdata=None, data={"kind": HolidayKind.PUBLIC.value, "version": 0}))


@bp.post("/hari-libur/baru")
@requires(Permission.PLACES_EDIT)
def send_new_holiday() -> ResponseReturnValue:
    """Store a new day off."""
    return _save_holiday(HolidayForm(), None, lambda facts: actions.add_holiday(current_actor(), facts=facts))


@bp.get("/hari-libur/<int:holiday_id>/ubah")
@requires(Permission.PLACES_EDIT)
def edit_holiday(holiday_id: int) -> ResponseReturnValue:
    """The form of a day off."""
    found = queries.get_holiday(holiday_id)
    values = {"version": found.version, "on": found.on, "name": found.name, "kind": found.kind.value, "source": found.source}
    return _holiday_page(HolidayForm(formdata=None, data=values), found)


@bp.post("/hari-libur/<int:holiday_id>/ubah")
@requires(Permission.PLACES_EDIT)
def send_holiday(holiday_id: int) -> ResponseReturnValue:
    """Store a changed day off."""
    form = HolidayForm()
    actor = current_actor()
    return _save_holiday(
        form,
        queries.get_holiday(holiday_id),
        lambda facts: actions.edit_holiday(actor, holiday_id=holiday_id, version=form.version.data, facts=facts),
    )


def _save_holiday(form: HolidayForm, found: HolidayRow | None, save: Callable[[HolidayFacts], object]) -> ResponseReturnValue:
    if form.validate_on_submit():
        facts = HolidayFacts(form.on.data, form.name.data or "", HolidayKind.of(form.kind.data), form.source.data or "")
        try:
            with transaction():
                save(facts)
            return done(url_for("places.calendar", tahun=facts.on.year), toast=f"{facts.name} tersimpan.")
        except (InvalidInput, DuplicateValue) as error:
            form.apply(error, DUPLICATES)
        except Conflict as conflict:
            found = queries.get_holiday(conflict.subject_id or 0)
            form.version.data = found.version
            return _holiday_page(form, found, status=409, clash=conflicts.explain(conflict))
    return _holiday_page(form, found, status=422)


def _holiday_page(form: HolidayForm, found: HolidayRow | None = None, *, status: int = 200, clash: Clash | None = None) -> Response:
    return page(
        "places/holiday.html", status=status, form=form, holiday=found, clash=clash, year=_year(found.on.year if found else None)
    )


@bp.post("/hari-libur/<int:holiday_id>/hapus")
@requires(Permission.PLACES_EDIT)
def delete_holiday(holiday_id: int) -> ResponseReturnValue:
    """Remove a day off; pressing twice is the same as once."""
    with transaction():
        actions.delete_holiday(current_actor(), holiday_id=holiday_id)
    return done(url_for("places.calendar", tahun=_year()), toast="Hari libur dihapus.")


# --- periods ------------------------------------------------------------------------------------------------------------------


@bp.get("/masa-tanpa-kunjungan/baru")
@requires(Permission.PLACES_EDIT)
def new_period() -> ResponseReturnValue:
    """New days without visits."""
    return _period_page(_offer(PeriodForm(formdata=None, data={"kind": BlockedKind.OTHER.value, "version": 0})))


@bp.post("/masa-tanpa-kunjungan/baru")
@requires(Permission.PLACES_EDIT)
def send_new_period() -> ResponseReturnValue:
    """Store new days without visits."""
    return _save_period(_offer(PeriodForm()), None, lambda facts: actions.add_period(current_actor(), facts=facts))


@bp.get("/masa-tanpa-kunjungan/<int:period_id>/ubah")
@requires(Permission.PLACES_EDIT)
def edit_period(period_id: int) -> ResponseReturnValue:
    """The form of days without visits."""
    found = queries.get_period(period_id)
    values = {
        "version": found.version,
        "kind": found.kind.value,
        "name": found.name,
        "starts_on": found.starts_on,
        "ends_on": found.ends_on,
        "scope": found.scope,
        "note": found.note,
    }
    return _period_page(_offer(PeriodForm(formdata=None, data=values)), found)


@bp.post("/masa-tanpa-kunjungan/<int:period_id>/ubah")
@requires(Permission.PLACES_EDIT)
def send_period(period_id: int) -> ResponseReturnValue:
    """Store changed days without visits."""
    found = queries.get_period(period_id)
    form = _offer(PeriodForm())
    actor = current_actor()
    return _save_period(
        form, found, lambda facts: actions.edit_period(actor, period_id=period_id, version=form.version.data, facts=facts)
    )


def _offer(form: PeriodForm) -> PeriodForm:
    form.scope.offer(queries.scope_choices())
    return form


def _save_period(form: PeriodForm, found: PeriodRow | None, save: Callable[[PeriodFacts], object]) -> ResponseReturnValue:
    if form.validate_on_submit():
        facts = _period_facts(form)
        try:
            with transaction():
                save(facts)
            return done(url_for("places.calendar", tahun=facts.starts_on.year), toast=f"{facts.name} tersimpan.")
        except InvalidInput as error:
            form.apply(error)
        except Conflict as conflict:
            found = queries.get_period(conflict.subject_id or 0)
            form.version.data = found.version
            return _period_page(form, found, status=409, clash=conflicts.explain(conflict))
    return _period_page(form, found, status=422)


def _period_facts(form: PeriodForm) -> PeriodFacts:
    scope = form.scope.data or ""
    return PeriodFacts(
        kind=BlockedKind.of(form.kind.data),
        name=form.name.data or "",
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        kecamatan_id=int(scope[1:]) if scope.startswith("k") else None,
        desa_id=int(scope[1:]) if scope.startswith("d") else None,
        note=form.note.data or "",
    )


def _period_page(form: PeriodForm, found: PeriodRow | None = None, *, status: int = 200, clash: Clash | None = None) -> Response:
    year = _year(found.starts_on.year if found else None)
    return page("places/period.html", status=status, form=form, period=found, clash=clash, year=year)


@bp.post("/masa-tanpa-kunjungan/<int:period_id>/hapus")
@requires(Permission.PLACES_EDIT)
def delete_period(period_id: int) -> ResponseReturnValue:
    """Remove days without visits; pressing twice is the same as once."""
    with transaction():
        actions.delete_period(current_actor(), period_id=period_id)
    return done(url_for("places.calendar", tahun=_year()), toast="Masa tanpa kunjungan dihapus.")
