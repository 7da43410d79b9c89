"""Audit events in Indonesian words. A room that stands above adds its own by ``know``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from intranet.core.audit import Change

_words: dict[str, str] = {
    "signed_in": "Masuk",
    "session_ended": "Mengakhiri sesi",
    "sessions_ended": "Mengakhiri sesi lain",
    "password_changed": "Mengganti kata sandi",
    "password_reset": "Menyetel ulang kata sandi",
    "second_factor_enrolled": "Mengaktifkan faktor kedua",
    "second_factor_dropped": "Mematikan faktor kedua",
    "second_factor_reset": "Menghapus faktor kedua",
    "recovery_code_used": "Memakai kode cadangan",
    "recovery_codes_renewed": "Memperbarui kode cadangan",
    "user_created": "Membuat akun",
    "user_edited": "Mengubah akun",
    "user_disabled": "Menonaktifkan akun",
    "user_enabled": "Mengaktifkan akun",
    "role_granted": "Memberi peran",
    "role_revoked": "Mencabut peran",
    "setting_changed": "Mengubah pengaturan",
    "participation_invited": "Meminta jawaban OPD",
    "participation_confirmed": "Menjawab hadir",
    "participation_changed": "Mengubah jawaban",
    "participation_declined": "Menjawab tidak hadir",
    "participation_asked_again": "Meminta jawaban lagi",
    "results_recorded": "Mengisi hasil OPD",
    "visit_results_recorded": "Mengisi hasil kunjungan",
    "remark_added": "Menambah catatan",
    "remark_removed": "Menghapus catatan",
    "photo_added": "Menambah foto",
    "photo_removed": "Menghapus foto",
    "document_drafted": "Menyusun konsep dokumen",
    "document_edited": "Mengubah konsep dokumen",
    "document_reviewed": "Memeriksa dokumen",
    "document_sent_back": "Mengembalikan konsep",
    "document_issued": "Menerbitkan dokumen",
    "document_signed": "Mengunggah pindaian bertanda tangan",
    "document_superseded": "Dokumen diganti",
    "document_revoked": "Mencabut dokumen",
}
LONGEST = 160


@dataclass(frozen=True, slots=True)
class Told:
    """An event as the page shows it."""

    id: int
    at: datetime
    who: str
    event: str
    subject: str
    changes: tuple[tuple[str, str, str], ...]


def know(words: Mapping[str, str]) -> None:
    """Add the words of a room's events."""
    _words.update(words)


def word(event: str) -> str:
    """The event in words; one that nobody declared is shown with blanks."""
    return _words.get(event, event.replace("_", " ").capitalize())


def choices() -> list[tuple[str, str]]:
    """Events for a select field, by their words."""
    return sorted(_words.items(), key=lambda pair: pair[1])


def told(change: Change) -> Told:
    """An event with what changed from what to what."""
    names = list(dict.fromkeys([*change.before, *change.after]))
    changes = tuple(
        (name.replace("_", " ").capitalize(), _text(change.before.get(name)), _text(change.after.get(name)))
        for name in names
        if change.before.get(name) != change.after.get(name)
    )
    subject = f"{(change.subject_kind or '').replace('_', ' ')} {change.subject_id or ''}".strip()
    return Told(change.id, change.at, change.actor_name, word(change.event), subject, changes)


def _text(value: Any) -> str:  # noqa: ANN401 - plain JSON values
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    text = ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"
