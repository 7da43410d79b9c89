"""The words of a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for

from intranet.core.errors import Conflict, InvalidInput, InvalidTransition
from intranet.core.permissions import Permission
from intranet.core.transaction import transaction
from intranet.documents import actions, compose, policy, queries
from intranet.documents.forms import WordingForm
from intranet.documents.routes.blueprint import LABELS, bp
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
    return done(url_for("documents.wording", document_id=document_id), "Konsep laporan tersedia. Periksa kata-katanya.")


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
