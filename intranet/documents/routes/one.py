"""One document: its page and its files."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

from flask import current_app, send_file

from intranet.accounts import trail_words
from intranet.core import audit, files
from intranet.core.errors import NotFound
from intranet.core.permissions import Permission
from intranet.documents import compose, pdf, policy, queries
from intranet.documents.forms import ReasonForm, ScanForm, StepForm
from intranet.documents.routes.blueprint import bp
from intranet.documents.snapshot import from_json
from intranet.documents.states import NUMBERED
from intranet.web.access import current_actor, requires
from intranet.web.fragments import page

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from intranet.core.actor import Actor
    from intranet.core.audit import Change
    from intranet.documents.queries import DocumentPage
    from intranet.web.conflicts import Clash

ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


def _told(change: Change) -> dict[str, object]:
    reason = change.after.get("alasan")
    text = trail_words.phrase(change.event)
    return {"at": change.at, "who": change.actor_name, "text": f"{text}: {reason}" if reason else text}


def document_page(
    actor: Actor,
    document: DocumentPage,
    *,
    status: int = 200,
    reason: ReasonForm | None = None,
    scan: ScanForm | None = None,
    clash: Clash | None = None,
    problem: str = "",
    asked: str = "",
) -> ResponseReturnValue:
    """The page of a document: where it stands, what this person may do, its history; forms come back as they were sent.

    Args:
        asked: the step that ``reason`` was sent for; when it is possible no longer, the reason is shown as text.
    """
    row = document.row
    own_draft = policy.may_review(actor, row) and queries.is_author(actor, row.id)
    editions = queries.list_editions(actor, row)
    correction = next((each for each in editions if each.status in policy.WORKING and each.id != row.id), None)
    may = {
        "edit": policy.can_edit(actor, row),
        "discard": policy.can_discard(actor, row),
        "review": policy.can_review(actor, row, is_author=own_draft),
        "send_back": policy.can_send_back(actor, row),
        "issue": policy.can_issue(actor, row),
        "sign": policy.can_sign(actor, row),
        "correct": policy.can_correct(actor, row) and correction is None,
        "revoke": policy.can_revoke(actor, row),
    }
    kept = ""
    if clash and reason and not may.get(asked, False):
        kept, reason = reason.reason.data or "", None
    step = StepForm(formdata=None, data={"version": row.version})
    return page(
        "documents/show.html",
        status=status,
        document=document,
        row=row,
        numbered=row.status in NUMBERED,
        editions=editions,
        correction=correction,
        history=[_told(change) for change in audit.changes_since(("document", row.id))],
        may=may,
        kept=kept,
        own_draft=own_draft,
        step=step,
        reason=reason or ReasonForm(formdata=None, data={"version": row.version}),
        scan=scan or ScanForm(formdata=None, data={"version": row.version}),
        scan_limit=current_app.config["SETTINGS"].scan_limit_bytes,
        proof_url=compose.proof_url(document.verification_code),
        clash=clash,
        problem=problem,
    )


@bp.get("/dokumen/<int:document_id>")
@requires(Permission.DOCUMENTS_READ)
def show(document_id: int) -> ResponseReturnValue:
    """One document: where it stands, whose turn it is, and its history."""
    actor = current_actor()
    return document_page(actor, queries.get_document(actor, document_id))


@bp.get("/dokumen/<int:document_id>/pdf")
@requires(Permission.DOCUMENTS_READ)
def paper(document_id: int) -> ResponseReturnValue:
    """The stored bytes of an issued document; of a draft, a print that says so."""
    document = queries.get_document(current_actor(), document_id)
    row = document.row
    if row.sha256 is not None and row.status in NUMBERED:
        return _attachment(files.read(row.sha256), "application/pdf", _file_name(document, "pdf"))
    printed = pdf.render_draft_limited(from_json(document.snapshot), files.read)
    return _attachment(printed, "application/pdf", f"konsep-laporan-{row.id}.pdf")


@bp.get("/dokumen/<int:document_id>/pindaian")
@requires(Permission.DOCUMENTS_READ)
def scanned(document_id: int) -> ResponseReturnValue:
    """The scan of the signed paper."""
    document = queries.get_document(current_actor(), document_id)
    if document.row.scan_sha256 is None:
        raise NotFound("Dokumen ini belum memiliki pindaian bertanda tangan.")
    ending = ENDINGS[document.scan_type]
    return _attachment(files.read(document.row.scan_sha256), document.scan_type, _file_name(document, ending, "-bertanda-tangan"))


def _file_name(document: DocumentPage, ending: str, more: str = "") -> str:
    text = f"laporan-{document.row.number}-{document.row.desa or ''}-v{document.row.edition}{more}"
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") + f".{ending}"


def _attachment(data: bytes, kind: str, name: str) -> Response:
    return send_file(BytesIO(data), mimetype=kind, as_attachment=True, download_name=name)
