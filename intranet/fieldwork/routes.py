"""Results of a visit: the hub, one form per OPD, one for the visit as a whole, remarks and photos."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from flask import Blueprint, current_app, send_file, url_for

from intranet.core import clock, files
from intranet.core.errors import Conflict, InvalidInput, NotFound
from intranet.core.permissions import Permission
from intranet.core.transaction import transaction
from intranet.fieldwork import actions, policy, queries
from intranet.fieldwork.forms import (
    HeldForm,
    OpdResultForm,
    PhotoForm,
    RemarkForm,
    RemoveForm,
    VisitResultForm,
    opd_result_form,
    visit_result_form,
)
from intranet.fieldwork.photos import clean_photo
from intranet.fieldwork.states import AgeGroup, RemarkKind, Sex
from intranet.opd import queries as opds
from intranet.visits import actions as visit_actions
from intranet.visits import policy as visit_policy
from intranet.web.access import current_actor, requires
from intranet.web.conflicts import explain
from intranet.web.fragments import done, page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from intranet.core.actor import Actor
    from intranet.fieldwork.rows import Results
    from intranet.visits.queries import VisitRow
    from intranet.web.conflicts import Clash

bp = Blueprint("fieldwork", __name__)

LABELS = {
    "hadir": "Hadir",
    "tidak_hadir": "Tidak hadir",
    "layanan": "Layanan",
    "evening_residents": "Warga pada dialog",
    "evening_from": "Dialog mulai",
    "evening_until": "Dialog selesai",
    "service_from": "Layanan mulai",
    "service_until": "Layanan selesai",
    "conclusion": "Simpulan",
    "warga_dilayani": "Warga dilayani",
}


def _hub(
    actor: Actor,
    visit: VisitRow,
    results: Results,
    *,
    status: int = 200,
    remark: RemarkForm | None = None,
    photo: PhotoForm | None = None,
    clash: Clash | None = None,
) -> ResponseReturnValue:
    today = clock.today()
    may_visit = policy.can_record_visit(actor, visit, today)
    may_opd = {state.opd_id for state in results.opds if policy.can_record_opd(actor, visit, state.opd_id, today)}
    remark = remark or RemarkForm(formdata=None)
    remark.opd_id.offer([(opd.id, opd.short_name) for opd in opds.list_opds(active_on=today)])
    return page(
        "fieldwork/hub.html",
        status=status,
        visit=visit,
        results=results,
        is_open=policy.is_open(visit, today),
        may_visit=may_visit,
        may_add=policy.can_add(actor, visit, today),
        may_opd=may_opd,
        opds=sorted(results.opds, key=lambda state: state.opd_id not in may_opd),
        own=[] if may_visit else [state for state in results.opds if state.opd_id in may_opd],
        may_hold=visit_policy.can_mark_held(actor, visit, today),
        held_form=HeldForm(formdata=None, data={"version": visit.version}),
        remark=remark,
        photo=photo or PhotoForm(formdata=None),
        remove=RemoveForm(formdata=None),
        sexes=list(Sex),
        ages=list(AgeGroup),
        tally={(row.sex, row.age_group): row.count for row in results.walk_ins},
        me=actor.id,
        most_photos=actions.MOST_PHOTOS,
        clash=clash,
        photo_limit=current_app.config["SETTINGS"].photo_limit_bytes,
    )


@bp.get("/kunjungan/<int:visit_id>/hasil")
@requires(Permission.FIELDWORK_READ)
def hub(visit_id: int) -> ResponseReturnValue:
    """What was written down, who still owes what, and the ways to write."""
    actor = current_actor()
    return _hub(actor, *queries.get_results(actor, visit_id))


@bp.post("/kunjungan/<int:visit_id>/terlaksana")
@requires(Permission.VISITS_READ)
def hold(visit_id: int) -> ResponseReturnValue:
    """Say that the visit took place."""
    actor, form = current_actor(), HeldForm()
    try:
        with transaction():
            changed = visit_actions.mark_held(actor, visit_id=visit_id, version=form.version.data)
    except Conflict as conflict:
        return _hub(actor, *queries.get_results(actor, visit_id), status=409, clash=explain(conflict, LABELS))
    words = "Kunjungan ditandai terlaksana." if changed else "Kunjungan ini sudah ditandai terlaksana."
    return done(url_for("fieldwork.hub", visit_id=visit_id), words)


# --- one OPD -------------------------------------------------------------------------------------------------------------------


def _opd_page(
    visit: VisitRow, opd_id: int, form: OpdResultForm | None = None, *, status: int = 200, clash: Clash | None = None
) -> ResponseReturnValue:
    roster, counts = queries.list_roster(visit.id, opd_id), queries.list_counts(visit.id, opd_id)
    if not roster and not counts:
        raise NotFound("OPD ini tidak tercatat hadir pada kunjungan ini.")
    seen = queries.fingerprint(visit.id, opd_id)
    form = form or opd_result_form(roster, counts, seen)
    if clash is not None:
        form.seen.data = seen
    name = roster[0].opd if roster else counts[0].opd
    return page(
        "fieldwork/opd.html",
        status=status,
        visit=visit,
        opd_id=opd_id,
        opd=name,
        roster=roster,
        counts=counts,
        form=form,
        clash=clash,
    )


def _writable(actor: Actor, visit_id: int, opd_id: int) -> VisitRow:
    visit, _ = queries.get_results(actor, visit_id)
    if not policy.can_record_opd(actor, visit, opd_id, clock.today()):
        raise NotFound("Hasil OPD ini tidak dapat Anda isi.")
    return visit


@bp.get("/kunjungan/<int:visit_id>/hasil/<int:opd_id>")
@requires(Permission.FIELDWORK_RECORD)
def opd_results(visit_id: int, opd_id: int) -> ResponseReturnValue:
    """Attendance and counts of one OPD."""
    return _opd_page(_writable(current_actor(), visit_id, opd_id), opd_id)


@bp.post("/kunjungan/<int:visit_id>/hasil/<int:opd_id>")
@requires(Permission.FIELDWORK_RECORD)
def send_opd_results(visit_id: int, opd_id: int) -> ResponseReturnValue:
    """Store attendance and counts of one OPD."""
    actor = current_actor()
    visit = _writable(actor, visit_id, opd_id)
    roster, counts = queries.list_roster(visit_id, opd_id), queries.list_counts(visit_id, opd_id)
    form = opd_result_form(roster, counts, "")
    if not form.validate_on_submit():
        return _opd_page(visit, opd_id, form, status=422)
    try:
        with transaction():
            actions.record_opd(
                actor,
                visit_id=visit_id,
                opd_id=opd_id,
                seen=form.seen.data or "",
                attendance=form.attendance(),
                counts=form.counts(),
            )
    except InvalidInput as error:
        form.apply(error)
        return _opd_page(visit, opd_id, form, status=422)
    except Conflict as conflict:
        return _opd_page(visit, opd_id, form, status=409, clash=explain(conflict, LABELS))
    return done(url_for("fieldwork.hub", visit_id=visit_id), f"Hasil {roster[0].opd if roster else counts[0].opd} tersimpan.")


# --- the visit as a whole ------------------------------------------------------------------------------------------------------


def _whole(actor: Actor, visit_id: int) -> VisitRow:
    visit, _ = queries.get_results(actor, visit_id)
    if not policy.can_record_visit(actor, visit, clock.today()):
        raise NotFound("Bagian ini tidak dapat Anda isi.")
    return visit


def _visit_page(visit: VisitRow, form: VisitResultForm, *, status: int = 200, clash: Clash | None = None) -> ResponseReturnValue:
    return page(
        "fieldwork/residents.html", status=status, visit=visit, form=form, clash=clash, sexes=list(Sex), ages=list(AgeGroup)
    )


@bp.get("/kunjungan/<int:visit_id>/hasil/warga")
@requires(Permission.FIELDWORK_RECORD)
def residents(visit_id: int) -> ResponseReturnValue:
    """Residents, hours and conclusion."""
    visit = _whole(current_actor(), visit_id)
    return _visit_page(visit, visit_result_form(queries.get_record(visit_id), queries.list_walk_ins(visit_id)))


@bp.post("/kunjungan/<int:visit_id>/hasil/warga")
@requires(Permission.FIELDWORK_RECORD)
def send_residents(visit_id: int) -> ResponseReturnValue:
    """Store residents, hours and conclusion."""
    actor = current_actor()
    visit = _whole(actor, visit_id)
    form = visit_result_form(queries.get_record(visit_id), queries.list_walk_ins(visit_id))
    if not form.validate_on_submit():
        return _visit_page(visit, form, status=422)
    try:
        with transaction():
            actions.record_visit(
                actor,
                visit_id=visit_id,
                version=form.version.data,
                evening_residents=form.evening_residents.data or 0,
                hours=form.hours(),
                conclusion=form.conclusion.data or "",
                walk_ins=form.tally(),
            )
    except InvalidInput as error:
        form.apply(error)
        return _visit_page(visit, form, status=422)
    except Conflict as conflict:
        form.version.data = queries.get_record(visit_id).version
        return _visit_page(visit, form, status=409, clash=explain(conflict, LABELS))
    return done(url_for("fieldwork.hub", visit_id=visit_id), "Data warga dan simpulan tersimpan.")


# --- remarks and photos --------------------------------------------------------------------------------------------------------


@bp.post("/kunjungan/<int:visit_id>/hasil/catatan")
@requires(Permission.FIELDWORK_RECORD)
def add_remark(visit_id: int) -> ResponseReturnValue:
    """Write a remark down."""
    actor = current_actor()
    visit, results = queries.get_results(actor, visit_id)
    form = RemarkForm()
    form.opd_id.offer([(opd.id, opd.short_name) for opd in opds.list_opds(active_on=clock.today())])
    if form.validate_on_submit():
        try:
            with transaction():
                actions.add_remark(
                    actor,
                    visit_id=visit_id,
                    kind=RemarkKind.of(form.kind.data),
                    text=form.text.data or "",
                    opd_id=form.opd_id.data or None,
                )
            return done(url_for("fieldwork.hub", visit_id=visit_id, _anchor="catatan"), "Catatan tersimpan.")
        except InvalidInput as error:
            form.apply(error)
    return _hub(actor, visit, results, status=422, remark=form)


@bp.post("/kunjungan/<int:visit_id>/hasil/catatan/<int:remark_id>/hapus")
@requires(Permission.FIELDWORK_RECORD)
def remove_remark(visit_id: int, remark_id: int) -> ResponseReturnValue:
    """Take a remark away."""
    with transaction():
        actions.remove_remark(current_actor(), visit_id=visit_id, remark_id=remark_id)
    return done(url_for("fieldwork.hub", visit_id=visit_id, _anchor="catatan"), "Catatan dihapus.")


@bp.post("/kunjungan/<int:visit_id>/hasil/foto")
@requires(Permission.FIELDWORK_RECORD)
def add_photo(visit_id: int) -> ResponseReturnValue:
    """Keep a photo."""
    actor = current_actor()
    visit, results = queries.get_results(actor, visit_id)
    form = PhotoForm()
    if form.validate_on_submit():
        try:
            limit = current_app.config["SETTINGS"].photo_limit_bytes
            photo = clean_photo(form.photo.data.stream.read(limit + 1), limit)
            with transaction():
                actions.add_photo(actor, visit_id=visit_id, photo=photo, caption=form.caption.data or "")
            return done(url_for("fieldwork.hub", visit_id=visit_id, _anchor="foto"), "Foto tersimpan.")
        except InvalidInput as error:
            form.apply(error)
    return _hub(actor, visit, results, status=422, photo=form)


@bp.post("/kunjungan/<int:visit_id>/hasil/foto/<int:photo_id>/hapus")
@requires(Permission.FIELDWORK_RECORD)
def remove_photo(visit_id: int, photo_id: int) -> ResponseReturnValue:
    """Take a photo away."""
    with transaction():
        actions.remove_photo(current_actor(), visit_id=visit_id, photo_id=photo_id)
    return done(url_for("fieldwork.hub", visit_id=visit_id, _anchor="foto"), "Foto dihapus.")


@bp.get("/kunjungan/<int:visit_id>/foto/<int:photo_id>")
@requires(Permission.FIELDWORK_READ)
def show_photo(visit_id: int, photo_id: int) -> ResponseReturnValue:
    """The picture itself."""
    photo = queries.get_photo(current_actor(), visit_id, photo_id)
    return send_file(BytesIO(files.read(photo.sha256)), mimetype="image/jpeg", download_name=f"foto-{visit_id}-{photo_id}.jpg")
