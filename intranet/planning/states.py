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
