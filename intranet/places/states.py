"""Kinds and grades of places, with the words that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intranet.core.status import LabelledEnum

if TYPE_CHECKING:
    from collections.abc import Mapping


class DesaKind(LabelledEnum):
    """A village has its own head and funds; a kelurahan is an office of the kecamatan. Only villages are visited."""

    DESA = "desa", "Desa"
    KELURAHAN = "kelurahan", "Kelurahan"


class WetSeasonAccess(LabelledEnum):
    """How the road behaves in the rain."""

    UNKNOWN = "unknown", "Belum dicatat"
    ALL_YEAR = "all_year", "Lancar sepanjang tahun"
    HARD = "hard", "Sulit saat hujan"
    CUT_OFF = "cut_off", "Terputus saat hujan"


class HolidayKind(LabelledEnum):
    """The two kinds of days off in the joint decree of three ministers (SKB)."""

    PUBLIC = "public", "Libur nasional"
    JOINT_LEAVE = "joint_leave", "Cuti bersama"


class BlockedKind(LabelledEnum):
    """Why no visit is held for a while."""

    RAMADAN = "ramadan", "Ramadan"
    ELECTION = "election", "Pemilihan umum"
    OTHER = "other", "Lainnya"


EVENT_LABELS: Mapping[str, str] = {
    "desa_edited": "mengubah data desa",
    "desa_visited": "mencatat kunjungan terakhir desa",
    "holiday_added": "menambah hari libur",
    "holiday_edited": "mengubah hari libur",
    "holiday_deleted": "menghapus hari libur",
    "blocked_period_added": "menambah masa tanpa kunjungan",
    "blocked_period_edited": "mengubah masa tanpa kunjungan",
    "blocked_period_deleted": "menghapus masa tanpa kunjungan",
    "boundaries_loaded": "memuat batas wilayah",
}
"""What each event of this room is called, as it follows a name."""


FACT_WORDS = {
    "office_lat": "lintang_kantor",
    "office_lon": "bujur_kantor",
    "road_km": "jarak_jalan_km",
    "travel_minutes": "waktu_tempuh_menit",
    "wet_season_access": "musim_hujan",
    "last_visited_on": "kunjungan_terakhir",
    "note": "catatan",
    "on": "tanggal",
    "name": "nama",
    "kind": "jenis",
    "source": "dasar",
    "starts_on": "mulai",
    "ends_on": "sampai",
    "kecamatan_id": "nomor_kecamatan",
    "desa_id": "nomor_desa",
    "stored": "tersimpan",
    "added": "ditambahkan",
    "changed": "diperbarui",
}
"""What the audit trail calls the values of this room."""

EVENT_LABELS = {
    "region_imported": "memuat data wilayah",
    "desa_edited": "mengubah data desa",
    "desa_visited": "mencatat kunjungan terakhir desa",
    "holidays_loaded": "memuat hari libur",
    "holiday_added": "menambah hari libur",
    "holiday_edited": "mengubah hari libur",
    "holiday_deleted": "menghapus hari libur",
    "blocked_period_added": "menambah masa tanpa kunjungan",
    "blocked_period_edited": "mengubah masa tanpa kunjungan",
    "blocked_period_deleted": "menghapus masa tanpa kunjungan",
    "boundaries_loaded": "memuat batas wilayah",
}
