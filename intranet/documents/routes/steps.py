"""The steps of a document's life: reviewed, sent back, issued, signed, corrected, revoked."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from flask import current_app, url_for

from intranet.core.errors import Conflict, DuplicateValue, InvalidInput, InvalidTransition
from intranet.core.permissions import Permission
from intranet.core.transaction import transaction
from intranet.documents import actions, pdf, policy, queries
from intranet.documents.forms import ReasonForm, ScanForm, StepForm
from intranet.documents.routes.blueprint import LABELS, bp
from intranet.documents.routes.drafting import to_draft
from intranet.documents.routes.one import document_page
from intranet.web.access import current_actor, fresh_password, requires
from intranet.web.conflicts import explain
from intranet.web.fragments import done

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from intranet.core.actor import Actor

TRIES = 5
NUMBER_USED = "Nomor berikutnya sudah dipakai dokumen lain. Minta admin memeriksa pola nomor surat, lalu terbitkan lagi."


def _step(document_id: int, act: Callable[[Actor, int], None], said: str) -> ResponseReturnValue:
    """A step without words; a stale form shows the page anew with what changed."""
    actor = current_actor()
    form = StepForm()
    try:
        act(actor, form.version.data or 0)
    except Conflict as conflict:
        return document_page(actor, queries.get_document(actor, document_id), status=409, clash=explain(conflict, LABELS))
    return done(url_for("documents.show", document_id=document_id), said)


@bp.post("/dokumen/<int:document_id>/periksa")
@requires(Permission.DOCUMENTS_REVIEW)
def review(document_id: int) -> ResponseReturnValue:
    """The draft is right."""

    def act(actor: Actor, version: int) -> None:
        with transaction():
            actions.review(actor, document_id=document_id, version=version)

    return _step(document_id, act, "Konsep dinyatakan benar. Giliran petugas tata usaha menerbitkan.")


@bp.post("/dokumen/<int:document_id>/terbit")
@requires(Permission.DOCUMENTS_ISSUE)
@fresh_password
def issue(document_id: int) -> ResponseReturnValue:
    """Number, print and issue. Printing happens before the block; when the number is taken meanwhile, it is printed again."""
    actor = current_actor()
    seen = StepForm().version.data
    document = queries.get_document(actor, document_id)
    if document.row.status in policy.IN_FORCE:
        return done(url_for("documents.show", document_id=document_id), f"Dokumen sudah terbit. {document.row.name}.")
    if seen != document.row.version:
        clash = explain(Conflict("document", document_id, seen), LABELS)
        return document_page(actor, document, status=409, clash=clash)
    try:
        number = _print_and_issue(actor, document_id)
    except (pdf.RenderError, InvalidTransition, DuplicateValue) as error:
        words = NUMBER_USED if isinstance(error, DuplicateValue) else error.message
        return document_page(actor, queries.get_document(actor, document_id), status=error.status, problem=words)
    except Conflict as conflict:
        return document_page(actor, queries.get_document(actor, document_id), status=409, clash=explain(conflict, LABELS))
    return done(
        url_for("documents.show", document_id=document_id),
        f"Terbit dengan Nomor {number}. Cetak, minta tanda tangan, lalu unggah pindaiannya.",
    )


def _print_and_issue(actor: Actor, document_id: int) -> str:
    """The number that it got. When somebody else takes the printed number first, it is printed again with the next."""
    for _ in range(TRIES - 1):
        with suppress(actions.NumberTaken):
            return _try_to_issue(actor, document_id)
    return _try_to_issue(actor, document_id)


def _try_to_issue(actor: Actor, document_id: int) -> str:
    prepared = actions.prepare_issue(actor, document_id=document_id)
    with transaction():
        actions.issue(actor, prepared=prepared)
    return prepared.number


def _with_reason(document_id: int, asked: str, act: Callable[[Actor, ReasonForm], ResponseReturnValue]) -> ResponseReturnValue:
    """The step ``asked``, by the name that it has on the page, with its reason."""
    actor = current_actor()
    document = queries.get_document(actor, document_id)
    form = ReasonForm()
    if not form.validate_on_submit():
        return document_page(actor, document, status=422, reason=form)
    try:
        return act(actor, form)
    except InvalidInput as error:
        form.apply(error)
        return document_page(actor, document, status=422, reason=form)
    except Conflict as conflict:
        fresh = queries.get_document(actor, document_id)
        form.version.data = fresh.row.version
        return document_page(actor, fresh, status=409, reason=form, clash=explain(conflict, LABELS), asked=asked)


@bp.post("/dokumen/<int:document_id>/kembalikan")
@requires(Permission.DOCUMENTS_READ)
def send_back(document_id: int) -> ResponseReturnValue:
    """Back to be changed."""

    def act(actor: Actor, form: ReasonForm) -> ResponseReturnValue:
        with transaction():
            actions.send_back(actor, document_id=document_id, version=form.version.data or 0, reason=form.reason.data or "")
        return done(url_for("documents.show", document_id=document_id), "Konsep dikembalikan untuk diubah.")

    return _with_reason(document_id, "send_back", act)


@bp.post("/dokumen/<int:document_id>/perbaikan")
@requires(Permission.DOCUMENTS_DRAFT)
def correct(document_id: int) -> ResponseReturnValue:
    """Begin a corrected version."""

    def act(actor: Actor, form: ReasonForm) -> ResponseReturnValue:
        version, reason = form.version.data or 0, form.reason.data or ""
        with transaction():
            new_id = actions.correct(actor, document_id=document_id, version=version, reason=reason)
        return to_draft(actor, new_id, "Konsep perbaikan tersedia.")

    return _with_reason(document_id, "correct", act)


@bp.post("/dokumen/<int:document_id>/cabut")
@requires(Permission.DOCUMENTS_REVOKE)
@fresh_password
def revoke(document_id: int) -> ResponseReturnValue:
    """Out of force for good."""

    def act(actor: Actor, form: ReasonForm) -> ResponseReturnValue:
        with transaction():
            changed = actions.revoke(actor, document_id=document_id, version=form.version.data or 0, reason=form.reason.data or "")
        said = "Dokumen dicabut." if changed else "Dokumen ini sudah dicabut dengan alasan yang sama."
        return done(url_for("documents.show", document_id=document_id), said)

    return _with_reason(document_id, "revoke", act)


@bp.post("/dokumen/<int:document_id>/pindaian")
@requires(Permission.DOCUMENTS_SIGN)
def sign(document_id: int) -> ResponseReturnValue:
    """File the scan of the signed paper."""
    actor = current_actor()
    document = queries.get_document(actor, document_id)
    form = ScanForm()
    limit = current_app.config["SETTINGS"].scan_limit_bytes
    if form.validate_on_submit():
        try:
            data = form.scan.data.stream.read(limit + 1)
            with transaction():
                actions.sign(actor, document_id=document_id, version=form.version.data or 0, scan=data, limit_bytes=limit)
            return done(url_for("documents.show", document_id=document_id), "Pindaian bertanda tangan tersimpan.")
        except InvalidInput as error:
            form.apply(error)
        except Conflict as conflict:
            fresh = queries.get_document(actor, document_id)
            return document_page(actor, fresh, status=409, clash=explain(conflict, LABELS))
    return document_page(actor, document, status=422, scan=form)
