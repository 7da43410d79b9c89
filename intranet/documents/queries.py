"""The register of documents, one document, and what the public may know of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Select, Table, and_, bindparam, false, func, or_, select, true

from intranet.core import paging
from intranet.core.audit import AuditEvent
from intranet.core.errors import NotFound
from intranet.core.permissions import Permission
from intranet.core.tally import Tally
from intranet.documents import policy
from intranet.documents.models import Document
from intranet.documents.states import NUMBERED, DocumentStatus
from intranet.extensions import db
from intranet.places.models import Desa, Kecamatan
from intranet.visits.models import Visit

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import ColumnElement

    from intranet.core.actor import Actor
    from intranet.documents.states import DocumentKind

_DOCUMENT = cast("Table", Document.__table__)
AUTHORING = ("document_drafted", "document_edited")
DISCARDED = "document_discarded"
NOT_FOUND = "Dokumen ini tidak ditemukan."


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One version of a document in the register."""

    id: int
    kind: DocumentKind
    subject: str
    status: DocumentStatus
    number: str | None
    edition: int
    dated_on: date | None
    signer_name: str
    signer_office: str
    visit_id: int | None
    desa: str | None
    kecamatan: str | None
    visit_starts_on: date | None
    drafted_by_id: int | None
    drafted_at: datetime
    issued_at: datetime | None
    sha256: str | None
    size_bytes: int | None
    pages: int | None
    scan_sha256: str | None
    version: int

    @property
    def name(self) -> str:
        """The document as it is named in sentences."""
        if self.number is None:
            return f"konsep {self.kind.label}"
        return f"Nomor {self.number}" + (f" perbaikan ke-{self.edition - 1}" if self.edition > 1 else "")


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One document with everything its page shows."""

    row: DocumentRow
    snapshot: str
    verification_code: str
    correction_reason: str
    end_reason: str
    supersedes_id: int | None
    scan_type: str
    reviewed_by_id: int | None
    reviewed_at: datetime | None
    issued_by_id: int | None
    signed_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class PublicDocument:
    """What anybody who holds the paper may know: no more than the paper says."""

    status: DocumentStatus
    kind: DocumentKind
    subject: str
    number: str
    edition: int
    dated_on: date | None
    signer_name: str
    signer_office: str
    sha256: str
    signed_at: datetime | None
    ended_at: datetime | None
    successor_number: str | None
    successor_edition: int | None


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Issued papers are open to all who may read documents; drafts to those who work on them."""
    if policy.sees_drafts(actor):
        return true()
    return Document.status.in_(NUMBERED) if actor.can(Permission.DOCUMENTS_READ) else false()


_COLUMNS: tuple[Any, ...] = (
    Document.id,
    Document.kind,
    Document.subject,
    Document.status,
    Document.number,
    Document.edition,
    Document.dated_on,
    Document.signer_name,
    Document.signer_office,
    Document.visit_id,
    Desa.name,
    Kecamatan.name,
    Visit.starts_on,
    Document.drafted_by_id,
    Document.drafted_at,
    Document.issued_at,
    Document.sha256,
    Document.size_bytes,
    Document.pages,
    Document.scan_sha256,
    Document.version,
)
_MORE: tuple[Any, ...] = (
    Document.snapshot,
    Document.verification_code,
    Document.correction_reason,
    Document.end_reason,
    Document.supersedes_id,
    Document.scan_type,
    Document.reviewed_by_id,
    Document.reviewed_at,
    Document.issued_by_id,
    Document.signed_at,
    Document.ended_at,
)


def _select(*columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(Document)
        .outerjoin(Visit, Visit.id == Document.visit_id)
        .outerjoin(Desa, Desa.id == Visit.desa_id)
        .outerjoin(Kecamatan, Kecamatan.id == Desa.kecamatan_id)
    )


_ROWS, _IDS = _select(*_COLUMNS), _select(Document.id)


def _matching(actor: Actor, search: str, status: DocumentStatus | None, year: int | None) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [visible_to(actor)]
    for word in search.split()[:5]:
        pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        conditions.append(
            or_(
                Document.subject.ilike(pattern, escape="\\"),
                Document.number.ilike(pattern, escape="\\"),
                Desa.name.ilike(pattern, escape="\\"),
                Document.signer_name.ilike(pattern, escape="\\"),
            )
        )
    if status is not None:
        conditions.append(Document.status == status)
    if year is not None:
        conditions.append(or_(Visit.year == year, and_(Document.visit_id.is_(None), Document.year == year)))
    return and_(*conditions)


def list_documents(
    actor: Actor,
    *,
    search: str = "",
    status: DocumentStatus | None = None,
    year: int | None = None,
    cursor: str | None = None,
) -> tuple[paging.Page[DocumentRow], tuple[int, bool]]:
    """One page of the register, newest first, and how many there are (counted no further than 1,000; True: there are more)."""
    matching = _matching(actor, search, status, year)
    page = paging.paginate(
        _ROWS.where(matching),
        by=[paging.Key(Document.id, descending=True)],
        row=lambda row: DocumentRow(*row[: len(_COLUMNS)]),
        cursor=cursor,
    )
    return page, paging.count_up_to(_IDS.where(matching))


def count_by_status(actor: Actor) -> dict[DocumentStatus, int]:
    """How many documents stand where, among those this person sees."""
    rows = db.session.execute(select(Document.status, func.count()).where(visible_to(actor)).group_by(Document.status))
    return dict(rows.all())


@cache
def _count_standing(statuses: tuple[DocumentStatus, ...]) -> Select[Any]:
    """Built once: the menu of every page asks it."""
    standing = or_(*(_DOCUMENT.c.status == status for status in statuses))
    return select(func.count()).select_from(_DOCUMENT).where(standing)


def count_work(actor: Actor) -> Tally | None:
    """How many documents wait for this person, for the menu."""
    mine: list[DocumentStatus] = []
    if actor.can(Permission.DOCUMENTS_REVIEW):
        mine.append(DocumentStatus.DRAFTED)
    if actor.can(Permission.DOCUMENTS_ISSUE):
        mine += (DocumentStatus.REVIEWED, DocumentStatus.ISSUED)
    return Tally(_count_standing(tuple(mine)), {}) if mine else None


def get_document(actor: Actor, document_id: int) -> DocumentPage:
    """One document.

    Raises:
        NotFound: no such document, or not for this person.
    """
    found = db.session.execute(_select(*_COLUMNS, *_MORE).where(Document.id == document_id, visible_to(actor))).one_or_none()
    if found is None:
        raise missing(actor, document_id)
    return DocumentPage(DocumentRow(*found[: len(_COLUMNS)]), *found[len(_COLUMNS) :])


def missing(actor: Actor, document_id: int) -> NotFound:
    """Why there is no such document for this person, to be raised; who sees drafts is told who discarded it."""
    by = find_discarder(actor, document_id)
    return NotFound(f"Konsep ini sudah dibuang oleh {by[1]}." if by else NOT_FOUND)


def find_discarder(actor: Actor, document_id: int) -> tuple[int | None, str] | None:
    """Id and name of who discarded this draft, for those who see drafts; None: it never was, or is still there."""
    if not policy.sees_drafts(actor):
        return None
    event = AuditEvent.__table__.c
    gone = and_(event.subject_kind == "document", event.subject_id == str(document_id), event.event == DISCARDED)
    found = db.session.execute(select(event.actor_id, event.actor_name).where(gone).limit(1)).first()
    return tuple(found) if found else None


def is_author(actor: Actor, document_id: int) -> bool:
    """Did this person draft it or change its words, by the audit trail?"""
    event = AuditEvent.__table__.c
    mine = and_(event.subject_kind == "document", event.subject_id == str(document_id), event.actor_id == actor.id)
    return db.session.scalar(select(event.id).where(mine, event.event.in_(AUTHORING)).limit(1)) is not None


def list_of_visit(actor: Actor, visit_id: int) -> list[DocumentRow]:
    """All versions of all documents of a visit, newest first."""
    query = _select(*_COLUMNS).where(Document.visit_id == visit_id, visible_to(actor)).order_by(Document.id.desc())
    return [DocumentRow(*row) for row in db.session.execute(query)]


def list_editions(actor: Actor, row: DocumentRow) -> list[DocumentRow]:
    """All versions of one numbered document, newest first; for a draft itself alone."""
    if row.number is None:
        return [row]
    query = _select(*_COLUMNS).where(Document.number == row.number, visible_to(actor)).order_by(Document.edition.desc())
    return [DocumentRow(*found) for found in db.session.execute(query)]


def find_open(visit_id: int, kind: DocumentKind) -> int | None:
    """Id of the draft of a visit that is being worked on, if any."""
    query = select(Document.id).where(Document.visit_id == visit_id, Document.kind == kind, Document.status.in_(policy.WORKING))
    return db.session.scalar(query.order_by(Document.id.desc()))


def find_current(visit_id: int, kind: DocumentKind) -> int | None:
    """Id of the version of a visit's document that is in force, if any."""
    query = select(Document.id).where(Document.visit_id == visit_id, Document.kind == kind, Document.status.in_(policy.IN_FORCE))
    return db.session.scalar(query.order_by(Document.id.desc()))


_LATER = _DOCUMENT.alias("later")
_PUBLIC = (
    select(
        Document.status,
        Document.kind,
        Document.subject,
        Document.number,
        Document.edition,
        Document.dated_on,
        Document.signer_name,
        Document.signer_office,
        Document.sha256,
        Document.signed_at,
        Document.ended_at,
        _LATER.c.number,
        _LATER.c.edition,
    )
    .outerjoin(_LATER, and_(_LATER.c.supersedes_id == Document.id, _LATER.c.status.in_(list(NUMBERED))))
    .where(Document.status.in_(NUMBERED))
    .order_by(Document.id.desc())
)
_BY_CODE = _PUBLIC.where(Document.verification_code == bindparam("code"))
_BY_HASH = _PUBLIC.where(or_(Document.sha256 == bindparam("sha256"), Document.scan_sha256 == bindparam("sha256")))


def _find_public(query: Select[*tuple[Any, ...]], **values: str) -> PublicDocument | None:
    found = db.session.execute(query, values).first()
    return PublicDocument(*tuple(found)) if found else None


def find_public(code: str) -> PublicDocument | None:
    """What the public may know of the document with this verification code; None when it was never issued."""
    return _find_public(_BY_CODE, code=code)


def find_by_hash(sha256: str) -> PublicDocument | None:
    """The issued document whose file, or whose signed scan, has this SHA-256."""
    return _find_public(_BY_HASH, sha256=sha256)
