"""The life of a year plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intranet.core.status import LabelledEnum, StatusEnum

if TYPE_CHECKING:
    from collections.abc import Mapping


class PlanStatus(StatusEnum):
    """Where the working copy of a year stands."""

    DRAFT = "draft", "Sedang disusun", "mine", "edit"
    SUBMITTED = "submitted", "Menunggu Sekda", "wait", "clock"
    RETURNED = "returned", "Dikembalikan", "bad", "back"
    APPROVED = "approved", "Disetujui", "ok", "check"


TRANSITIONS: Mapping[PlanStatus, frozenset[PlanStatus]] = {
    PlanStatus.DRAFT: frozenset({PlanStatus.SUBMITTED}),
    PlanStatus.SUBMITTED: frozenset({PlanStatus.APPROVED, PlanStatus.RETURNED}),
    PlanStatus.RETURNED: frozenset({PlanStatus.SUBMITTED}),
    PlanStatus.APPROVED: frozenset({PlanStatus.SUBMITTED}),
}


class RankBasis(LabelledEnum):
    """By what a desa was ranked: the best measure that is known for it."""

    TRAVEL_MINUTES = "travel_minutes", "waktu tempuh"
    ROAD_KM = "road_km", "jarak jalan"
    STRAIGHT_KM = "straight_km", "jarak lurus"


class LineChange(StatusEnum):
    """What a line of the working copy is against the last release."""

    NEW = "new", "Baru", "ok", "plus"
    MOVED = "moved", "Pindah", "mine", "swap"
    VENUE = "venue", "Tempat", "info", "pin"
    REMOVED = "removed", "Batal", "bad", "cross"
    SAME = "same", "Tetap", "off", "dash"
    UNDATED = "undated", "Belum bertanggal", "wait", "clock"


EVENT_LABELS: Mapping[str, str] = {
    "plan_created": "membuat rencana kunjungan",
    "plan_rules_changed": "mengubah aturan rencana",
    "plan_drafted": "menyusun rencana secara otomatis",
    "plan_line_added": "menambah desa ke rencana",
    "plan_line_changed": "mengubah tanggal atau tempat dalam rencana",
    "plan_line_removed": "mengeluarkan desa dari rencana",
    "plan_followed": "mengubah kunjungan dalam rencana yang menunggu keputusan",
    "plan_submitted": "mengajukan rencana kepada Sekda",
    "plan_returned": "mengembalikan rencana dengan alasan",
    "plan_approved": "menyetujui dan menerbitkan jadwal",
}
"""Words of the audit trail for the events of this room."""
