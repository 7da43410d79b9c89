"""An OPD's answer for one visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intranet.core.status import LabelledEnum, StatusEnum

if TYPE_CHECKING:
    from collections.abc import Mapping


class ParticipationStatus(StatusEnum):
    """Where the answer of an OPD stands."""

    INVITED = "invited", "Menunggu", "wait", "clock"
    CONFIRMED = "confirmed", "Hadir", "ok", "check"
    CHANGED = "changed", "Diubah", "mine", "swap"
    DECLINED = "declined", "Tidak hadir", "off", "cross"
    RECONFIRM = "reconfirm", "Tanggal pindah", "bad", "diamond"


TRANSITIONS: Mapping[ParticipationStatus, frozenset[ParticipationStatus]] = {
    ParticipationStatus.INVITED: frozenset(
        {ParticipationStatus.CONFIRMED, ParticipationStatus.DECLINED, ParticipationStatus.RECONFIRM}
    ),
    ParticipationStatus.CONFIRMED: frozenset(
        {ParticipationStatus.CHANGED, ParticipationStatus.DECLINED, ParticipationStatus.RECONFIRM}
    ),
    ParticipationStatus.CHANGED: frozenset(
        {ParticipationStatus.CHANGED, ParticipationStatus.DECLINED, ParticipationStatus.RECONFIRM}
    ),
    ParticipationStatus.DECLINED: frozenset({ParticipationStatus.CONFIRMED, ParticipationStatus.RECONFIRM}),
    ParticipationStatus.RECONFIRM: frozenset(
        {ParticipationStatus.CONFIRMED, ParticipationStatus.DECLINED, ParticipationStatus.RECONFIRM}
    ),
}

COMING = frozenset({ParticipationStatus.CONFIRMED, ParticipationStatus.CHANGED})
OPEN = frozenset({ParticipationStatus.INVITED, ParticipationStatus.RECONFIRM})


class Duty(LabelledEnum):
    """Whether an OPD must answer, or may."""

    REQUIRED = "required", "Wajib"
    OPTIONAL = "optional", "Opsional"


class Readiness(StatusEnum):
    """How ready a scheduled visit is, as far as answers tell."""

    READY = "ready", "Siap", "ok", "check"
    WAITING = "waiting", "Menunggu jawaban", "wait", "clock"
    NOT_READY = "not_ready", "Belum siap", "bad", "diamond"


EVENT_LABELS: Mapping[str, str] = {
    "participation_invited": "meminta jawaban OPD",
    "participation_confirmed": "menjawab hadir",
    "participation_changed": "mengubah jawaban",
    "participation_declined": "menjawab tidak hadir",
    "participation_asked_again": "diminta menjawab lagi karena tanggalnya pindah",
}
"""Words of the audit trail for the events of this room."""
