"""The life of a document: drafted, reviewed, issued with a number, signed by hand and scanned, corrected anew, or revoked.

What is issued is fixed for ever: the snapshot, the bytes under their SHA-256, the number. Printing takes a second, so it
happens before the block that issues; that block takes the number only if it is still the one printed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from intranet.core import audit, clock, counters, files, versions
from intranet.core.errors import Conflict, Forbidden, InvalidInput, InvalidTransition
from intranet.documents import codes, compose, numbers, pdf, policy, queries
from intranet.documents.models import Document
from intranet.documents.scans import checked_scan
from intranet.documents.snapshot import from_json, to_json
from intranet.documents.states import TRANSITIONS, DocumentKind, DocumentStatus
from intranet.extensions import db
from intranet.visits import actions as visits
from intranet.visits import queries as visit_queries
from intranet.visits.models import Visit

if TYPE_CHECKING:
    from intranet.core.actor import Actor
    from intranet.documents.compose import Wording
    from intranet.documents.snapshot import VisitReport

MIN_REASON = 10
WORDS = {
    "discard": "Hanya konsep yang dapat dibuang. Konsep yang sudah diperiksa dikembalikan dahulu, dengan alasan.",
    "review": "Konsep ini tidak dapat Anda periksa. Yang menyusun atau mengubah konsep tidak memeriksanya sendiri.",
    "send_back": "Hanya konsep yang sudah diperiksa yang dapat dikembalikan.",
    "issue": "Hanya konsep yang sudah diperiksa yang dapat diterbitkan, oleh petugas tata usaha.",
    "sign": "Hanya dokumen terbit yang dapat dilengkapi pindaian bertanda tangan.",
    "correct": "Hanya dokumen yang berlaku yang dapat diperbaiki.",
    "revoke": "Hanya dokumen yang berlaku yang dapat dicabut.",
}


class NumberTaken(Conflict):
    """Another document took the printed number first; prepare again. Nothing was stored."""

    def __init__(self, document_id: int) -> None:
        super().__init__("document", document_id, message="Nomor baru saja dipakai dokumen lain. Coba terbitkan sekali lagi.")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document printed with the number it will get."""

    document_id: int
    version: int
    taken: numbers.Taken | None
    number: str
    snapshot: VisitReport
    pdf: bytes
    pages: int


def _load(actor: Actor, document_id: int) -> Document:
    document = db.session.scalar(select(Document).where(Document.id == document_id, queries.visible_to(actor)))
    if document is None:
        raise queries.missing(actor, document_id)
    return document


def _move(actor: Actor, document: Document, to: DocumentStatus, event: str, **more: object) -> None:
    was = document.status
    if to not in TRANSITIONS[was]:
        raise InvalidTransition(f"Dokumen berstatus {was.label} tidak dapat menjadi {to.label}.")
    document.status = to
    db.session.flush()
    audit.record(actor, event, ("document", document.id), {"status": was.label}, {"status": to.label, **more})
    _tell(document)


def _tell(document: Document) -> None:
    counters.bump("documents")
    if document.visit_id is not None:
        counters.bump(f"visit:{document.visit_id}")


def _one_at_a_time(visit_id: int) -> None:
    """Hold the visit until the block ends, so that two people never begin two drafts of the same report."""
    db.session.execute(select(Visit.id).where(Visit.id == visit_id).with_for_update())


def draft_report(actor: Actor, *, visit_id: int, wording: Wording) -> int:
    """Draft the Laporan Kunjungan of a held visit, or find the draft that is being worked on. Returns its id.

    Raises:
        NotFound, Forbidden: not for this person.
        InvalidTransition: the visit was not held yet, or a report is in force already.
    """
    visit = visit_queries.get_visit(actor, visit_id)
    if not policy.can_draft(actor):
        raise Forbidden
    _one_at_a_time(visit_id)
    open_draft = queries.find_open(visit_id, DocumentKind.VISIT_REPORT)
    if open_draft is not None:
        return open_draft
    if not visit.took_place:
        raise InvalidTransition("Laporan disusun setelah kunjungan ditandai terlaksana.")
    if queries.find_current(visit_id, DocumentKind.VISIT_REPORT) is not None:
        raise InvalidTransition("Laporan kunjungan ini sudah terbit. Buat perbaikan dari halaman dokumennya.")
    code = codes.new_code()
    report = compose.visit_report(actor, visit_id, wording, code=code)
    return _add(actor, report, visit_id, code)


def _add(actor: Actor, report: VisitReport, visit_id: int, code: str, **more: object) -> int:
    document = Document(
        kind=DocumentKind.VISIT_REPORT,
        subject=compose.subject_of(report),
        visit_id=visit_id,
        verification_code=code,
        snapshot=to_json(report),
        dated_on=compose.dated_on(report),
        signer_name=compose.signer_name(report),
        signer_office=compose.signer_office(report),
        drafted_by_id=actor.id,
        drafted_at=clock.now(),
        **more,  # type: ignore[arg-type]
    )
    db.session.add(document)
    db.session.flush()
    audit.record(actor, "document_drafted", ("document", document.id), after={"perihal": document.subject})
    _tell(document)
    return document.id


def edit(actor: Actor, *, document_id: int, version: int, wording: Wording) -> None:
    """Write the words of a draft anew and take over the results as they stand now.

    Raises:
        NotFound, Forbidden, Conflict.
        InvalidInput: from ``compose`` (nobody holds the signing office on that day).
    """
    document = _load(actor, document_id)
    if not policy.can_edit(actor, document) or document.visit_id is None:
        raise Forbidden("Konsep ini tidak dapat diubah lagi.")
    report = compose.visit_report(
        actor,
        document.visit_id,
        wording,
        code=document.verification_code,
        edition=document.edition,
        correction_reason=document.correction_reason,
    )
    text = to_json(replace(report, number=document.number or ""))
    if text == document.snapshot:
        return
    versions.expect(document, version)
    before = compose.wording_of(from_json(document.snapshot)).told()
    document.snapshot = text
    document.subject = compose.subject_of(report)
    document.dated_on = compose.dated_on(report)
    document.signer_name, document.signer_office = compose.signer_name(report), compose.signer_office(report)
    db.session.flush()
    audit.record(actor, "document_edited", ("document", document.id), before, wording.told())
    _tell(document)


def discard(actor: Actor, *, document_id: int, version: int) -> None:
    """Throw a draft away for good; its trail stays, and a paper that it was to correct stays in force.

    Raises:
        NotFound, Forbidden, Conflict.
    """
    document = _load(actor, document_id)
    if not policy.can_discard(actor, document):
        versions.expect(document, version)  # somebody was faster: say who
        raise Forbidden(WORDS["discard"])
    versions.expect(document, version)
    audit.record(actor, queries.DISCARDED, ("document", document.id), {"perihal": document.subject})
    if document.supersedes_id is not None:
        audit.record(actor, "document_correction_discarded", ("document", document.supersedes_id))
    _tell(document)
    db.session.delete(document)
    db.session.flush()


def review(actor: Actor, *, document_id: int, version: int) -> None:
    """Say that a draft is right. Never by who drafted it or changed its words; saying it twice is saying it once.

    Raises:
        NotFound, Forbidden, Conflict.
    """
    document = _load(actor, document_id)
    if document.status is DocumentStatus.REVIEWED and document.reviewed_by_id == actor.id:
        return
    if not policy.can_review(actor, document, is_author=queries.is_author(actor, document_id)):
        raise Forbidden(WORDS["review"])
    versions.expect(document, version)
    document.reviewed_by_id, document.reviewed_at = actor.id, clock.now()
    _move(actor, document, DocumentStatus.REVIEWED, "document_reviewed")


def send_back(actor: Actor, *, document_id: int, version: int, reason: str) -> None:
    """Send a reviewed draft back to be changed, with a reason.

    Raises:
        NotFound, Forbidden, Conflict.
        InvalidInput: no reason.
    """
    document = _load(actor, document_id)
    if not policy.can_send_back(actor, document):
        versions.expect(document, version)  # somebody was faster: say who
        raise Forbidden(WORDS["send_back"])
    _need_reason(reason)
    versions.expect(document, version)
    document.reviewed_by_id = document.reviewed_at = None
    _move(actor, document, DocumentStatus.DRAFTED, "document_sent_back", alasan=reason)


def prepare_issue(actor: Actor, *, document_id: int) -> Prepared:
    """Print a reviewed document with the number it will get. Reads only; a second of work, so outside any block.

    Raises:
        NotFound, Forbidden.
        RenderError: the paper could not be printed within its limits.
    """
    document = _load(actor, document_id)
    if not policy.can_issue(actor, document):
        raise Forbidden(WORDS["issue"])
    today = clock.today()
    taken = None if document.number else numbers.next_number(document.kind, today.year)
    number = document.number or (taken.text if taken else "")
    report = compose.issued(from_json(document.snapshot), number=number, dated_on=today, anchor=audit.anchor().text)
    printed = pdf.render_limited(report, files.read)
    return Prepared(document.id, document.version, taken, number, report, printed, pdf.count_pages(printed))


def issue(actor: Actor, *, prepared: Prepared) -> None:
    """Give a printed document its number and make it valid; an older version of it is superseded in the same moment.

    Raises:
        NotFound, Forbidden, Conflict: as ever; Conflict also when the draft changed since it was printed.
        NumberTaken: print again.
        StorageFull.
    """
    document = _load(actor, prepared.document_id)
    if document.status in policy.IN_FORCE:
        return
    if not policy.can_issue(actor, document):
        raise Forbidden(WORDS["issue"])
    versions.expect(document, prepared.version)
    if prepared.taken is not None:
        if not numbers.take(prepared.taken):
            raise NumberTaken(document.id)
        document.register_key, document.year = prepared.taken.register_key, prepared.taken.year
        document.sequence = prepared.taken.sequence
    document.number = prepared.number
    document.snapshot = to_json(prepared.snapshot)
    document.dated_on = compose.dated_on(prepared.snapshot)
    document.sha256 = files.store(prepared.pdf)
    document.size_bytes, document.pages = len(prepared.pdf), prepared.pages
    document.issued_by_id, document.issued_at = actor.id, clock.now()
    _move(actor, document, DocumentStatus.ISSUED, "document_issued", nomor=document.number, sha256=document.sha256)
    if document.supersedes_id is not None:
        older = db.session.get_one(Document, document.supersedes_id)
        if older.status is not DocumentStatus.REVOKED:  # revoked while the correction was written: it stays that
            older.ended_at, older.end_reason = clock.now(), document.correction_reason
            _move(actor, older, DocumentStatus.SUPERSEDED, "document_superseded", alasan=document.correction_reason)
    if document.visit_id is not None:
        visits.mark_reported(actor, visit_id=document.visit_id)


def sign(actor: Actor, *, document_id: int, version: int, scan: bytes, limit_bytes: int) -> None:
    """File the scan of the paper that was signed by hand.

    Raises:
        NotFound, Forbidden, Conflict.
        InvalidInput: on ``scan``: no PDF, JPG or PNG, too large, the unsigned file itself, or a file of another document.
        StorageFull.
    """
    document = _load(actor, document_id)
    digest = hashlib.sha256(scan).hexdigest()
    if document.status is DocumentStatus.SIGNED and document.scan_sha256 == digest:
        return
    if not policy.can_sign(actor, document):
        raise Forbidden(WORDS["sign"])
    kind = checked_scan(scan, limit_bytes)
    if digest == document.sha256:
        raise InvalidInput("scan", "Ini berkas yang belum ditandatangani. Unggah hasil pindai kertas yang sudah ditandatangani.")
    if _is_filed(digest, document.id):
        raise InvalidInput("scan", "Berkas ini sudah tersimpan pada dokumen lain. Pilih hasil pindai dokumen ini.")
    versions.expect(document, version)
    document.scan_sha256, document.scan_type, document.signed_at = files.store(scan), kind, clock.now()
    _move(actor, document, DocumentStatus.SIGNED, "document_signed", pindaian=digest)


def _is_filed(digest: str, document_id: int) -> bool:
    same = or_(Document.sha256 == digest, Document.scan_sha256 == digest)
    return db.session.scalar(select(Document.id).where(same, Document.id != document_id).limit(1)) is not None


def correct(actor: Actor, *, document_id: int, version: int, reason: str) -> int:
    """Begin a new version of an issued document, with the reason that it will carry. Returns the id of its draft.

    The version in force stays in force until the new one is issued. Asked again with the same reason, it is the same draft.

    Raises:
        NotFound, Forbidden.
        Conflict: the document changed, or its correction was begun with another reason.
        InvalidInput: no reason.
    """
    document = _load(actor, document_id)
    begun = _begun_correction(document)
    if begun is not None and (begun.supersedes_id, begun.correction_reason) == (document.id, reason):
        return begun.id
    if not policy.can_correct(actor, document) or document.visit_id is None:
        versions.expect(document, version)
        raise Forbidden(WORDS["correct"])
    _need_reason(reason)
    versions.expect(document, version)
    if begun is not None:
        raise Conflict("document", document.id)
    wording = compose.wording_of(from_json(document.snapshot))
    code = codes.new_code()
    edition = document.edition + 1
    report = compose.visit_report(actor, document.visit_id, wording, code=code, edition=edition, correction_reason=reason)
    audit.record(actor, "document_correction_drafted", ("document", document.id), after={"alasan": reason})
    return _add(
        actor,
        replace(report, number=document.number or ""),
        document.visit_id,
        code,
        edition=edition,
        supersedes_id=document.id,
        correction_reason=reason,
        register_key=document.register_key,
        year=document.year,
        sequence=document.sequence,
        number=document.number,
    )


def _begun_correction(document: Document) -> Document | None:
    """The draft that is being worked on for the visit of a document, if any; nobody else begins one until the block ends."""
    if document.visit_id is None:
        return None
    _one_at_a_time(document.visit_id)
    open_draft = queries.find_open(document.visit_id, document.kind)
    return db.session.get(Document, open_draft) if open_draft is not None else None


def revoke(actor: Actor, *, document_id: int, version: int, reason: str) -> bool:
    """Take an issued document out of force for good; its number stays used, the proof page says so.

    Answers False when it was revoked already, with this very reason.

    Raises:
        NotFound, Forbidden.
        Conflict: the document changed, or was revoked with another reason.
        InvalidInput: no reason.
    """
    document = _load(actor, document_id)
    if document.status is DocumentStatus.REVOKED and document.end_reason == reason:
        return False
    if not policy.can_revoke(actor, document):
        versions.expect(document, version)
        raise Forbidden(WORDS["revoke"])
    _need_reason(reason)
    versions.expect(document, version)
    document.ended_at, document.end_reason = clock.now(), reason
    _move(actor, document, DocumentStatus.REVOKED, "document_revoked", alasan=reason)
    return True


def _need_reason(reason: str) -> None:
    if len(reason) < MIN_REASON:
        raise InvalidInput("reason", f"Tulis alasannya, paling sedikit {MIN_REASON} huruf.")
