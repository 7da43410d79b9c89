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
    "signed_out": "Keluar",
    "session_ended": "Mengakhiri satu sesi",
    "sessions_ended": "Mengakhiri beberapa sesi",
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
    "plan_created": "Membuat rencana tahun",
    "plan_rules_changed": "Mengubah aturan rencana",
    "plan_drafted": "Menyusun jadwal otomatis",
    "plan_line_added": "Menambah desa ke jadwal",
    "plan_line_changed": "Mengubah baris jadwal",
    "plan_line_removed": "Menghapus baris jadwal",
    "plan_submitted": "Mengajukan jadwal",
    "plan_returned": "Mengembalikan jadwal",
    "plan_approved": "Menyetujui jadwal",
    "visit_scheduled": "Menjadwalkan kunjungan",
    "visit_moved": "Memindahkan kunjungan",
    "visit_postponed": "Menunda kunjungan",
    "visit_cancelled": "Membatalkan kunjungan",
    "visit_held": "Kunjungan terlaksana",
    "visit_reported": "Kunjungan dilaporkan",
    "visit_closed": "Menutup kunjungan",
    "region_imported": "Memuat data wilayah",
    "holidays_loaded": "Memuat hari libur",
    "blocked_periods_loaded": "Memuat masa tanpa kunjungan",
    "opd_imported": "Memuat data OPD",
    "demo_users_made": "Membuat akun demo",
    "demo_passwords_set": "Mengatur kata sandi demo",
}
_subjects: dict[str, str] = {
    "user_account": "Akun",
    "setting": "Pengaturan",
    "desa": "Desa",
    "opd": "OPD",
    "employee": "Pegawai",
    "service": "Layanan",
    "official": "Pejabat",
    "holiday": "Hari libur",
    "holiday_year": "Hari libur tahun",
    "blocked_period": "Masa tanpa kunjungan",
    "year_plan": "Rencana tahun",
    "plan_line": "Baris jadwal",
    "release": "Rilis jadwal",
    "visit": "Kunjungan",
    "participation": "Jawaban OPD",
    "visit_record": "Catatan kunjungan",
    "visit_opd": "Hasil OPD",
    "document": "Dokumen",
    "region": "Wilayah",
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
    subject_kind: str
    subject_id: str
    changes: tuple[tuple[str, str, str], ...]


def know(words: Mapping[str, str], subjects: Mapping[str, str] | None = None) -> None:
    """Add the words of a room's events, and of the things that they are about."""
    _words.update(words)
    _subjects.update(subjects or {})


def is_known(event: str) -> bool:
    """True when the event has words."""
    return event in _words


def word(event: str) -> str:
    """The event in words; one that nobody declared is shown with blanks."""
    return _words.get(event, event.replace("_", " ").capitalize())


def choices() -> list[tuple[str, str]]:
    """Events for a select field, by their words."""
    return sorted(_words.items(), key=lambda pair: pair[1])


def subject_choices() -> list[tuple[str, str]]:
    """Kinds of things for a select field, by their words."""
    return sorted(_subjects.items(), key=lambda pair: pair[1])


def told(change: Change) -> Told:
    """An event with what changed from what to what."""
    names = list(dict.fromkeys([*change.before, *change.after]))
    changes = tuple(
        (name.replace("_", " ").capitalize(), _text(change.before.get(name)), _text(change.after.get(name)))
        for name in names
        if change.before.get(name) != change.after.get(name)
    )
    kind, key = change.subject_kind or "", change.subject_id or ""
    subject = f"{_subjects.get(kind, kind.replace('_', ' ').capitalize())} {key}".strip()
    return Told(change.id, change.at, change.actor_name, word(change.event), subject, kind, key, changes)


def _text(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    text = ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"
