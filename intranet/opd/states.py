"""Kinds of agencies, staff and offices, with the words that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intranet.core.status import LabelledEnum

if TYPE_CHECKING:
    from collections.abc import Mapping


class OpdKind(LabelledEnum):
    """What an agency is; vertical agencies and companies take part as guests of the regency."""

    SETDA = "setda", "Sekretariat Daerah"
    SECRETARIAT = "secretariat", "Sekretariat"
    INSPECTORATE = "inspectorate", "Inspektorat"
    DINAS = "dinas", "Dinas"
    BADAN = "badan", "Badan"
    HOSPITAL = "hospital", "Rumah sakit"
    KECAMATAN = "kecamatan", "Kecamatan"
    VERTICAL = "vertical", "Instansi vertikal"
    COMPANY = "company", "BUMN/BUMD"


def head_title(kind: OpdKind, short_name: str) -> str:
    """What the head of an agency is called: ``Camat Pino Raya``, ``Inspektur``, ``Kepala Dinkes``."""
    if kind is OpdKind.KECAMATAN:
        return f"Camat {short_name.removeprefix('Kec. ')}"
    if kind is OpdKind.INSPECTORATE:
        return "Inspektur"
    if kind is OpdKind.SECRETARIAT:
        return "Sekretaris DPRD"
    return f"{'Direktur' if kind is OpdKind.HOSPITAL else 'Kepala'} {short_name}"


class EmployeeKind(LabelledEnum):
    """Kind of employment; only PNS and PPPK have a NIP."""

    PNS = "pns", "PNS"
    PPPK = "pppk", "PPPK"
    HONORER = "honorer", "Honorer"


class NeedCategory(LabelledEnum):
    """The six problem kinds of Gancang Pikat (domain.md 1.2), and what fits none of them."""

    HEALTH = "health", "Kesehatan"
    DISASTER = "disaster", "Bencana"
    HOUSING = "housing", "Rumah tidak layak"
    ADMINISTRATION = "administration", "Administrasi"
    EDUCATION = "education", "Pendidikan"
    ENVIRONMENT = "environment", "Lingkungan"
    LIVELIHOOD = "livelihood", "Usaha dan penghidupan"
    OTHER = "other", "Lainnya"


class Office(LabelledEnum):
    """An office that signs."""

    BUPATI = "bupati", "Bupati"
    WAKIL_BUPATI = "wakil_bupati", "Wakil Bupati"
    SEKDA = "sekda", "Sekretaris Daerah"
    OPD_HEAD = "opd_head", "Kepala perangkat daerah"


class OfficialStatus(LabelledEnum):
    """How an office is held; the word stands before the office held (Permendagri 1/2023)."""

    DEFINITIVE = "definitive", "Definitif"
    PLT = "plt", "Plt."
    PLH = "plh", "Plh."
    PJ = "pj", "Pj."


EVENT_LABELS: Mapping[str, str] = {
    "opd_added": "menambah OPD",
    "opd_edited": "mengubah data OPD",
    "opd_defaults_imported": "memuat daftar OPD dan layanan bawaan",
    "employee_added": "menambah pegawai",
    "employee_edited": "mengubah data pegawai",
    "service_added": "menambah layanan",
    "service_edited": "mengubah layanan",
    "official_added": "menambah pejabat",
    "official_edited": "mengubah pejabat",
}
"""What each event of this room is called, as it follows a name."""


FACT_WORDS = {
    "code": "kode",
    "name": "nama",
    "short_name": "nama_pendek",
    "kind": "jenis",
    "kecamatan_id": "nomor_kecamatan",
    "letter_code": "kode_surat",
    "address": "alamat",
    "phone": "telepon",
    "required": "selalu_diundang",
    "confirmed": "nama_dipastikan",
    "active_from": "ada_sejak",
    "active_until": "berakhir_pada",
    "opd_id": "nomor_opd",
    "front_title": "gelar_depan",
    "back_title": "gelar_belakang",
    "rank": "pangkat",
    "position": "jabatan",
    "usual_function": "tugas_saat_kunjungan",
    "home_desa_id": "nomor_desa_tempat_tinggal",
    "active": "aktif",
    "papers": "berkas",
    "unit": "satuan",
    "minutes": "lama_menit",
    "category": "kelompok_masalah",
    "office": "jabatan",
    "valid_from": "mulai",
    "valid_until": "sampai",
    "opds": "opd",
    "services": "layanan",
}
"""What the audit trail calls the values of this room."""

EVENT_LABELS = {
    "opd_defaults_imported": "memuat OPD dan layanan bawaan",
    "opd_added": "menambah OPD",
    "opd_edited": "mengubah data OPD",
    "employee_added": "menambah pegawai",
    "employee_edited": "mengubah data pegawai",
    "employee_activated": "mengaktifkan pegawai",
    "employee_deactivated": "menonaktifkan pegawai",
    "service_added": "menambah layanan",
    "service_edited": "mengubah layanan",
    "service_activated": "mengaktifkan layanan",
    "service_deactivated": "menonaktifkan layanan",
    "official_added": "mencatat pejabat",
    "official_edited": "mengubah data pejabat",
}
