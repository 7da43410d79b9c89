"""The register, one document with its steps, the draft of a report, and the public proof."""

from __future__ import annotations

import hashlib
import re
from io import BytesIO
from typing import TYPE_CHECKING

from flask import Blueprint, current_app, request, send_file, url_for

from intranet.core import audit, clock, files, rate
from intranet.core.errors import Conflict, InvalidInput, InvalidTransition, NotFound
from intranet.core.permissions import Permission
from intranet.core.transaction import transaction
from intranet.documents import actions, compose, pdf, policy, queries
from intranet.documents.forms import CheckForm, CodeForm, DraftForm, FilterForm, ReasonForm, ScanForm, StepForm, WordingForm
from intranet.documents.snapshot import from_json
from intranet.documents.states import NUMBERED, DocumentStatus
from intranet.web.access import current_actor, fresh_password, public, requires
from intranet.web.conflicts import explain
from intranet.web.fragments import done, page
from intranet.web.nav import Entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response
    from flask.typing import ResponseReturnValue

    from intranet.core.actor import Actor
    from intranet.documents.queries import DocumentPage
    from intranet.web.conflicts import Clash

bp = Blueprint("documents", __name__)
bp.record(lambda state: compose.configure(state.app.config["SETTINGS"]))

TRIES = 5
PER_MINUTE = 60
EVENTS = {
    "document_drafted": "menyusun konsep",
    "document_edited": "mengubah konsep",
    "document_reviewed": "memeriksa konsep",
    "document_sent_back": "mengembalikan konsep",
    "document_issued": "menerbitkan dokumen",
    "document_signed": "mengunggah pindaian bertanda tangan",
    "document_superseded": "dokumen diganti perbaikannya",
    "document_revoked": "mencabut dokumen",
}
LABELS = {
    "office": "Penanda tangan",
    "background": "Latar belakang",
    "basis": "Landasan hukum",
    "purpose": "Maksud dan tujuan",
    "activities": "Kegiatan",
    "conclusion": "Simpulan",
    "suggestion": "Saran",
    "closing": "Penutup",
    "copies": "Tembusan",
    "status": "Keadaan",
}


def _count_work(actor: Actor) -> int:
    counts = queries.count_by_status(actor)
    work = 0
    if actor.can(Permission.DOCUMENTS_REVIEW):
        work += counts.get(DocumentStatus.DRAFTED, 0)
    if actor.can(Permission.DOCUMENTS_ISSUE):
        work += counts.get(DocumentStatus.REVIEWED, 0) + counts.get(DocumentStatus.ISSUED, 0)
    return work


NAV = (
    Entry(
        endpoint="documents.register",
        label="Dokumen",
        icon="file",
        permission=Permission.DOCUMENTS_READ,
        order=50,
        phone=True,
        count=_count_work,
        under=("documents.",),
    ),
)


# --- register ------------------------------------------------------------------------------------------------------------------


@bp.get("/dokumen")
@requires(Permission.DOCUMENTS_READ)
def register() -> ResponseReturnValue:
    """Search, filter, and open documents."""
    actor = current_actor()
    form = FilterForm(request.args)
    this_year = clock.today().year
    form.tahun.offer([(year, str(year)) for year in range(this_year + 1, this_year - 4, -1)])
    status = request.args.get("status", "")
    year = request.args.get("tahun", "")
    found, count = queries.list_documents(
        actor,
        search=request.args.get("cari", "")[:120],
        status=DocumentStatus.of(status) if status in {s.value for s in DocumentStatus} else None,
        year=int(year) if re.fullmatch(r"20[0-9]{2}", year) else None,
        cursor=request.args.get("lanjut"),
    )
    return page(
        "documents/register.html",
        rows=found,
        count=count,
        form=form,
        filtered=any(request.args.get(name) for name in ("cari", "status", "tahun")),
        counts=queries.count_by_status(actor),
        sees_drafts=policy.sees_drafts(actor),
    )


# --- one document --------------------------------------------------------------------------------------------------------------


def _show(
    actor: Actor,
    document: DocumentPage,
    *,
    status: int = 200,
    reason: ReasonForm | None = None,
    scan: ScanForm | None = None,
    clash: Clash | None = None,
    problem: str = "",
) -> ResponseReturnValue:
    row = document.row
    step = StepForm(formdata=None, data={"version": row.version})
    return page(
        "documents/show.html",
        status=status,
        document=document,
        row=row,
        numbered=row.status in NUMBERED,
        editions=queries.list_editions(actor, row),
        history=[
            {
                "at": change.at,
                "who": change.actor_name,
                "text": EVENTS.get(change.event, change.event)
                + (f": {change.after['alasan']}" if change.after.get("alasan") else ""),
            }
            for change in audit.changes_since(("document", row.id))
        ],
        may={
            "edit": policy.can_edit(actor, row),
            "review": policy.can_review(actor, row),
            "send_back": policy.can_send_back(actor, row),
            "issue": policy.can_issue(actor, row),
            "sign": policy.can_sign(actor, row),
            "correct": policy.can_correct(actor, row),
            "revoke": policy.can_revoke(actor, row),
        },
        own_draft=row.status is DocumentStatus.DRAFTED
        and row.drafted_by_id == actor.id
        and actor.can(Permission.DOCUMENTS_REVIEW),
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
    return _show(actor, queries.get_document(actor, document_id))


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
    ending = {"application/pdf": "pdf", "image/png": "png"}.get(document.scan_type, "jpg")
    return _attachment(files.read(document.row.scan_sha256), document.scan_type, _file_name(document, ending, "-bertanda-tangan"))


def _file_name(document: DocumentPage, ending: str, more: str = "") -> str:
    text = f"laporan-{document.row.number}-{document.row.desa or ''}-v{document.row.edition}{more}"
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") + f".{ending}"


def _attachment(data: bytes, kind: str, name: str) -> Response:
    return send_file(BytesIO(data), mimetype=kind, as_attachment=True, download_name=name)


# --- drafting ------------------------------------------------------------------------------------------------------------------


@bp.post("/kunjungan/<int:visit_id>/laporan")
@requires(Permission.DOCUMENTS_DRAFT)
def draft(visit_id: int) -> ResponseReturnValue:
    """Begin the report of a visit, with the usual words."""
    actor = current_actor()
    DraftForm()
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
    words = compose.wording_from({name: field.data or "" for name, field in form._fields.items()})  # noqa: SLF001 - WTForms' way
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


# --- steps ---------------------------------------------------------------------------------------------------------------------


def _step(document_id: int, act: Callable[[Actor, int], None], said: str) -> ResponseReturnValue:
    """A step without words; a stale form shows the page anew with what changed."""
    actor = current_actor()
    form = StepForm()
    try:
        act(actor, form.version.data or 0)
    except Conflict as conflict:
        return _show(actor, queries.get_document(actor, document_id), status=409, clash=explain(conflict, LABELS))
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
    if document.row.status in (DocumentStatus.ISSUED, DocumentStatus.SIGNED):
        return done(url_for("documents.show", document_id=document_id), f"Dokumen sudah terbit. {document.row.name}.")
    if seen != document.row.version:
        clash = explain(Conflict("document", document_id, seen), LABELS)
        return _show(actor, document, status=409, clash=clash)
    for attempt in range(1, TRIES + 1):
        try:
            prepared = actions.prepare_issue(actor, document_id=document_id)
            with transaction():
                actions.issue(actor, prepared=prepared)
            break
        except pdf.RenderError:
            words = "Dokumen tidak dapat dicetak dalam batas waktu. Persingkat isinya, lalu coba lagi."
            return _show(actor, queries.get_document(actor, document_id), status=422, problem=words)
        except actions.NumberTaken:
            if attempt == TRIES:
                raise
        except Conflict as conflict:
            return _show(actor, queries.get_document(actor, document_id), status=409, clash=explain(conflict, LABELS))
    return done(
        url_for("documents.show", document_id=document_id),
        f"Terbit dengan Nomor {prepared.number}. Cetak, minta tanda tangan, lalu unggah pindaiannya.",
    )


def _with_reason(document_id: int, act: Callable[[Actor, ReasonForm], str]) -> ResponseReturnValue:
    actor = current_actor()
    document = queries.get_document(actor, document_id)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _show(actor, document, status=422, reason=form)
    try:
        return done(act(actor, form), "Tersimpan.")
    except InvalidInput as error:
        form.apply(error)
        return _show(actor, document, status=422, reason=form)
    except Conflict as conflict:
        fresh = queries.get_document(actor, document_id)
        form.version.data = fresh.row.version
        return _show(actor, fresh, status=409, reason=form, clash=explain(conflict, LABELS))


@bp.post("/dokumen/<int:document_id>/kembalikan")
@requires(Permission.DOCUMENTS_READ)
def send_back(document_id: int) -> ResponseReturnValue:
    """Back to be changed."""

    def act(actor: Actor, form: ReasonForm) -> str:
        with transaction():
            actions.send_back(
                actor, document_id=document_id, version=form.version.data or 0, reason=form.reason.data or ""
            )
        return url_for("documents.show", document_id=document_id)

    return _with_reason(document_id, act)


@bp.post("/dokumen/<int:document_id>/perbaikan")
@requires(Permission.DOCUMENTS_DRAFT)
def correct(document_id: int) -> ResponseReturnValue:
    """Begin a corrected version."""

    def act(actor: Actor, form: ReasonForm) -> str:
        with transaction():
            new_id = actions.correct(actor, document_id=document_id, reason=form.reason.data or "")
        return url_for("documents.wording", document_id=new_id)

    return _with_reason(document_id, act)


@bp.post("/dokumen/<int:document_id>/cabut")
@requires(Permission.DOCUMENTS_REVOKE)
@fresh_password
def revoke(document_id: int) -> ResponseReturnValue:
    """Out of force for good."""

    def act(actor: Actor, form: ReasonForm) -> str:
        with transaction():
            actions.revoke(actor, document_id=document_id, version=form.version.data or 0, reason=form.reason.data or "")
        return url_for("documents.show", document_id=document_id)

    return _with_reason(document_id, act)


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
                actions.sign(
                    actor, document_id=document_id, version=form.version.data or 0, scan=data, limit_bytes=limit
                )
            return done(url_for("documents.show", document_id=document_id), "Pindaian bertanda tangan tersimpan.")
        except InvalidInput as error:
            form.apply(error)
        except Conflict as conflict:
            fresh = queries.get_document(actor, document_id)
            return _show(actor, fresh, status=409, clash=explain(conflict, LABELS))
    return _show(actor, document, status=422, scan=form)


# --- public proof --------------------------------------------------------------------------------------------------------------


def _limited() -> None:
    rate.hit("verification", request.remote_addr or "", limit=PER_MINUTE)


@bp.get("/verifikasi")
@public
def check() -> ResponseReturnValue:
    """Type a code, or choose a file to be compared."""
    code = request.args.get("kode", "").strip()
    if code:
        return done(url_for("documents.proof", code=re.sub(r"[^A-Za-z0-9_-]", "", code)[:64] or "-"))
    return page("documents/check.html", code_form=CodeForm(), form=CheckForm(formdata=None), found=None, asked=False, digest="")


@bp.post("/verifikasi")
@public
def check_file() -> ResponseReturnValue:
    """Compare a file with everything that was issued; the file is not kept."""
    _limited()
    form = CheckForm()
    if not form.validate_on_submit():
        return page(
            "documents/check.html", status=422, code_form=CodeForm(formdata=None), form=form, found=None, asked=False, digest=""
        )
    digest = _digest(form)
    return page(
        "documents/check.html",
        code_form=CodeForm(formdata=None),
        form=CheckForm(formdata=None),
        found=queries.find_by_hash(digest),
        asked=True,
        digest=digest,
    )


def _digest(form: CheckForm) -> str:
    running = hashlib.sha256()
    for chunk in iter(lambda: form.berkas.data.stream.read(1 << 20), b""):
        running.update(chunk)
    return running.hexdigest()


@bp.get("/verifikasi/<code>")
@public
def proof(code: str) -> ResponseReturnValue:
    """Genuine, superseded, revoked or unknown: what the QR on a paper opens."""
    _limited()
    found = queries.find_public(code) if re.fullmatch(r"[A-Za-z0-9_-]{16,64}", code) else None
    return page(
        "documents/proof.html",
        status=200 if found else 404,
        found=found,
        code=code,
        form=CheckForm(formdata=None),
        compared=None,
        digest="",
    )


@bp.post("/verifikasi/<code>")
@public
def proof_file(code: str) -> ResponseReturnValue:
    """Is the file in hand the one that this code stands for? The file is not kept."""
    _limited()
    found = queries.find_public(code) if re.fullmatch(r"[A-Za-z0-9_-]{16,64}", code) else None
    form = CheckForm()
    good = form.validate_on_submit()
    digest = _digest(form) if good else ""
    same = queries.find_by_hash(digest) if good else None
    compared = None
    if good:
        compared = same is not None and found is not None and (same.number, same.edition) == (found.number, found.edition)
    return page(
        "documents/proof.html",
        status=422 if not good else (200 if found else 404),
        found=found,
        code=code,
        form=form,
        compared=compared,
        digest=digest,
    )

