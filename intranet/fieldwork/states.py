"""What is noted down at a visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intranet.core.status import LabelledEnum, StatusEnum

if TYPE_CHECKING:
    from collections.abc import Mapping


class Presence(StatusEnum):
    """Whether a person of the roster was there."""

    PRESENT = "present", "Hadir", "ok", "check"
    ABSENT = "absent", "Tidak hadir", "bad", "cross"
    EXCUSED = "excused", "Izin", "wait", "dash"


class Sex(LabelledEnum):
    """Sex, as counted in the tally."""

    FEMALE = "female", "Perempuan"
    MALE = "male", "Laki-laki"


class AgeGroup(LabelledEnum):
    """Age groups of the tally."""

    CHILD = "child", "0–17 tahun"
    ADULT = "adult", "18–59 tahun"
    ELDER = "elder", "60 tahun ke atas"


class RemarkKind(LabelledEnum):
    """What a remark of the evening or of the staff is."""

    ASPIRATION = "aspiration", "Aspirasi warga"
    PROBLEM = "problem", "Kendala"
    SUGGESTION = "suggestion", "Saran"


EVENT_LABELS: Mapping[str, str] = {
    "results_recorded": "mencatat kehadiran dan layanan",
    "visit_results_recorded": "mencatat data warga dan simpulan",
    "remark_added": "menambah catatan",
    "remark_removed": "menghapus catatan",
    "photo_added": "menambah foto",
    "photo_removed": "menghapus foto",
}
"""Words of the audit trail for the events of this room."""
