"""Audit events in Indonesian words, as they follow a name: "menerbitkan laporan". The words of each room stand in its states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from intranet.core.audit import Change

_words: dict[str, str] = {
    "signed_in": "masuk",
    "signed_out": "keluar",
    "session_ended": "mengakhiri satu sesi",
    "sessions_ended": "mengakhiri beberapa sesi",
    "password_changed": "mengganti kata sandi",
    "password_reset": "menyetel ulang kata sandi",
    "second_factor_enrolled": "mengaktifkan faktor kedua",
    "second_factor_dropped": "mematikan faktor kedua",
    "second_factor_reset": "menghapus faktor kedua",
    "recovery_code_used": "memakai kode cadangan",
    "recovery_codes_renewed": "memperbarui kode cadangan",
    "user_created": "membuat akun",
    "user_edited": "mengubah akun",
    "user_disabled": "menonaktifkan akun",
    "user_enabled": "mengaktifkan akun",
    "role_granted": "memberi peran",
    "role_revoked": "mencabut peran",
    "setting_changed": "mengubah pengaturan",
    "region_imported": "memuat data wilayah",
    "holidays_loaded": "memuat hari libur",
    "blocked_periods_loaded": "memuat masa tanpa kunjungan",
    "opd_imported": "memuat data OPD",
    "demo_users_made": "membuat akun demo",
    "demo_passwords_set": "mengatur kata sandi demo",
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


def phrase(event: str) -> str:
    """The event in words that follow a name; one that nobody declared is shown with blanks."""
    return _words.get(event, event.replace("_", " "))


def word(event: str) -> str:
    """The event in words that stand alone."""
    text = phrase(event)
    return text[0].upper() + text[1:]


def choices() -> list[tuple[str, str]]:
    """Events for a select field, by their words."""
    return sorted(((event, word(event)) for event in _words), key=lambda pair: pair[1])


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
    if value in (None, "", {}, []):
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, dict):
        text = ", ".join(f"{name}: {_text(part)}" for name, part in value.items())
    else:
        text = ", ".join(_text(part) for part in value) if isinstance(value, list) else str(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"
