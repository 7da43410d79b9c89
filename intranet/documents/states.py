"""Kinds of documents and their life."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intranet.core.status import LabelledEnum, StatusEnum

if TYPE_CHECKING:
    from collections.abc import Mapping


class DocumentKind(LabelledEnum):
    """What a document is."""

    VISIT_REPORT = "visit_report", "Laporan Kunjungan"


class DocumentStatus(StatusEnum):
    """Where a document stands."""

    DRAFTED = "drafted", "Konsep", "mine", "edit"
    REVIEWED = "reviewed", "Diperiksa", "info", "check"
    ISSUED = "issued", "Terbit", "wait", "file"
    SIGNED = "signed", "Ditandatangani", "ok", "check"
    SUPERSEDED = "superseded", "Diganti", "off", "swap"
    REVOKED = "revoked", "Dicabut", "bad", "cross"


TRANSITIONS: Mapping[DocumentStatus, frozenset[DocumentStatus]] = {
    DocumentStatus.DRAFTED: frozenset({DocumentStatus.REVIEWED}),
    DocumentStatus.REVIEWED: frozenset({DocumentStatus.ISSUED, DocumentStatus.DRAFTED}),
    DocumentStatus.ISSUED: frozenset({DocumentStatus.SIGNED, DocumentStatus.SUPERSEDED, DocumentStatus.REVOKED}),
    DocumentStatus.SIGNED: frozenset({DocumentStatus.SUPERSEDED, DocumentStatus.REVOKED}),
    DocumentStatus.SUPERSEDED: frozenset(),
    DocumentStatus.REVOKED: frozenset(),
}

NUMBERED = frozenset({DocumentStatus.ISSUED, DocumentStatus.SIGNED, DocumentStatus.SUPERSEDED, DocumentStatus.REVOKED})
"""States whose number and bytes are fixed for ever."""

EVENT_LABELS: Mapping[str, str] = {
    "document_drafted": "menyusun konsep laporan",
    "document_edited": "mengubah konsep laporan",
    "document_discarded": "membuang konsep laporan",
    "document_reviewed": "memeriksa konsep laporan",
    "document_sent_back": "mengembalikan konsep laporan",
    "document_issued": "menerbitkan laporan",
    "document_signed": "mengunggah pindaian bertanda tangan",
    "document_correction_drafted": "menyusun konsep perbaikan laporan",
    "document_correction_discarded": "membuang konsep perbaikan laporan",
    "document_superseded": "mengganti laporan dengan perbaikannya",
    "document_revoked": "mencabut laporan",
}
"""Words of the audit trail for the events of this room."""
