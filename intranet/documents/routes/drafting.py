"""The words of a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for

from intranet.core.errors import Conflict, InvalidInput, InvalidTransition, NotFound
from intranet.core.permissions import Permission
from intranet.core.transaction import transaction
from intranet.documents import actions, compose, policy, queries
from intranet.documents.forms import StepForm, WordingForm
from intranet.documents.routes.blueprint import LABELS, bp
from intranet.documents.routes.one import document_page
from intranet.documents.snapshot import from_json
from intranet.web.access import current_actor, requires
from intranet.web.conflicts import explain
from intranet.web.fragments import done, page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from intranet.core.actor import Actor
    from intranet.documents.queries import DocumentPage
    from intranet.web.conflicts import Clash


@bp.post("/kunjungan/<int:visit_id>/laporan")
@requires(Permission.DOCUMENTS_DRAFT)
def draft(visit_id: int) -> ResponseReturnValue:
    """Begin the report of a visit, with the usual words."""
    actor = current_actor()
    try:
        with transaction():
            document_id = actions.draft_report(actor, visit_id=visit_id, wording=compose.default_wording(actor, visit_id))
    except (InvalidTransition, InvalidInput) as error:
        return done(f"/kunjungan/{visit_id}", error.message, tone="bad")
    return to_draft(actor, document_id, "Konsep laporan tersedia.")


def to_draft(actor: Actor, document_id: int, said: str) -> ResponseReturnValue:
    """Go on to a draft: to its words while they can be changed, else to its page."""
    if policy.can_edit(actor, queries.get_document(actor, document_id).row):
        return done(url_for("documents.wording", document_id=document_id), f"{said} Periksa kata-katanya.")
    return done(url_for("documents.show", document_id=document_id), f"{said} Konsep ini sudah diperiksa.")


def _wording_page(
    document: DocumentPage, form: WordingForm, *, status: int = 200, clash: Clash | None = None
) -> ResponseReturnValue:
    return page(
        "documents/wording.html",
        status=status,
        document=document,
        row=document.row,
        report=from_json(document.snapshot),
        form=form,
        clash=clash,
    )


def _editable(actor: Actor, document_id: int) -> DocumentPage:
    document = queries.get_document(actor, document_id)
    if not policy.can_edit(actor, document.row):
        raise InvalidTransition("Konsep ini tidak dapat diubah lagi. Buka halaman dokumennya untuk melihat langkah berikutnya.")
    return document


@bp.get("/dokumen/<int:document_id>/konsep")
@requires(Permission.DOCUMENTS_DRAFT)
def wording(document_id: int) -> ResponseReturnValue:
    """The words of a draft."""
    document = _editable(current_actor(), document_id)
    words = compose.wording_of(from_json(document.snapshot))
    return _wording_page(document, WordingForm(data={**words.fields(), "version": document.row.version}))


@bp.post("/dokumen/<int:document_id>/konsep")
@requires(Permission.DOCUMENTS_DRAFT)
def send_wording(document_id: int) -> ResponseReturnValue:
    """Store the words of a draft and take over the results as they stand."""
    actor = current_actor()
    document = _editable(actor, document_id)
    form = WordingForm()
    if not form.validate_on_submit():
        return _wording_page(document, form, status=422)
    words = compose.wording_from({name: field.data or "" for name, field in form._fields.items()})
    try:
        with transaction():
            actions.edit(actor, document_id=document_id, version=form.version.data, wording=words)
    except InvalidInput as error:
        form.apply(error)
        return _wording_page(document, form, status=422)
    except Conflict as conflict:
        fresh = queries.get_document(actor, document_id)
        form.version.data = fresh.row.version
        return _wording_page(fresh, form, status=409, clash=explain(conflict, LABELS))
    return done(url_for("documents.show", document_id=document_id), "Konsep tersimpan, dengan hasil kunjungan yang terakhir.")


@bp.get("/dokumen/<int:document_id>/buang")
@requires(Permission.DOCUMENTS_DRAFT)
def confirm_discard(document_id: int) -> ResponseReturnValue:
    """Ask once more; without script the button on the document's page leads here."""
    actor = current_actor()
    document = queries.get_document(actor, document_id)
    if not policy.can_discard(actor, document.row):
        raise InvalidTransition(actions.WORDS["discard"])
    form = StepForm(formdata=None, data={"version": document.row.version})
    return page("documents/discard.html", row=document.row, step=form)


@bp.post("/dokumen/<int:document_id>/buang")
@requires(Permission.DOCUMENTS_DRAFT)
def discard(document_id: int) -> ResponseReturnValue:
    """Throw a draft away; pressed twice it says the same."""
    actor = current_actor()
    try:
        document = queries.get_document(actor, document_id)
        try:
            with transaction():
                actions.discard(actor, document_id=document_id, version=StepForm().version.data or 0)
        except Conflict as conflict:
            fresh = queries.get_document(actor, document_id)
            return document_page(actor, fresh, status=409, clash=explain(conflict, LABELS))
    except NotFound:  # gone already, or in the same moment
        by = queries.find_discarder(actor, document_id)
        if by is None or by[0] != actor.id:
            raise
        return done(url_for("documents.register"), "Konsep sudah dibuang.")
    if document.supersedes_id is not None:
        said = "Konsep perbaikan dibuang. Dokumen ini tidak berubah."
        return done(url_for("documents.show", document_id=document.supersedes_id), said)
    url = f"/kunjungan/{document.row.visit_id}" if document.row.visit_id else url_for("documents.register")
    return done(url, "Konsep laporan dibuang. Laporan dapat disusun lagi dari halaman ini.")
