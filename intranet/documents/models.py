"""Registers of numbers, and documents with their frozen content."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intranet.core.base import Base
from intranet.core.types import UtcDateTime, str_enum
from intranet.documents.states import DocumentKind, DocumentStatus


class DocumentRegister(Base):
    """The running number of one register in one year; a number once taken is never given again."""

    __tablename__ = "document_register"
    __table_args__ = (UniqueConstraint("key", "year", name="uq_document_register_key_year"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    key: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    next_number: Mapped[int] = mapped_column(default=1)


class Document(Base):
    """One version of a document.

    ``snapshot`` is the canonical JSON it is printed from; from issuing on it, ``sha256`` and ``number`` never change.
    ``verification_code`` is random (at least 128 bits) and stands in the QR.
    """

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("register_key", "year", "sequence", "edition", name="uq_document_register_key_year_sequence_edition"),
        UniqueConstraint("number", "edition", name="uq_document_number_edition"),
        CheckConstraint("status IN ('drafted', 'reviewed') OR (number IS NOT NULL AND sha256 IS NOT NULL)", name="issued_whole"),
        CheckConstraint("status <> 'signed' OR scan_sha256 IS NOT NULL", name="signed_scan"),
        CheckConstraint("edition = 1 OR correction_reason <> ''", name="correction_reason"),
        Index("ix_document_visit_id", "visit_id"),
        Index("ix_document_status", "status", "id"),
        Index("ix_document_sha256", "sha256"),
        Index("ix_document_scan_sha256", "scan_sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    kind: Mapped[DocumentKind] = mapped_column(str_enum(DocumentKind))
    subject: Mapped[str] = mapped_column(String(300))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"), default=None)
    status: Mapped[DocumentStatus] = mapped_column(str_enum(DocumentStatus), default=DocumentStatus.DRAFTED)
    verification_code: Mapped[str] = mapped_column(String(64), unique=True)
    snapshot: Mapped[str] = mapped_column(Text)
    edition: Mapped[int] = mapped_column(default=1)
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), default=None)
    correction_reason: Mapped[str] = mapped_column(String(500), default="")
    register_key: Mapped[str | None] = mapped_column(String(40), default=None)
    year: Mapped[int | None] = mapped_column(default=None)
    sequence: Mapped[int | None] = mapped_column(default=None)
    number: Mapped[str | None] = mapped_column(String(80), default=None)
    dated_on: Mapped[date | None] = mapped_column(default=None)
    signer_name: Mapped[str] = mapped_column(String(160), default="")
    signer_office: Mapped[str] = mapped_column(String(160), default="")
    sha256: Mapped[str | None] = mapped_column(String(64), default=None)
    size_bytes: Mapped[int | None] = mapped_column(default=None)
    pages: Mapped[int | None] = mapped_column(default=None)
    scan_sha256: Mapped[str | None] = mapped_column(String(64), default=None)
    scan_type: Mapped[str] = mapped_column(String(40), default="")
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    drafted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), default=None)
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    end_reason: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column(init=False, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads this mapping once at class creation
