"""The life of a visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intranet.core.status import StatusEnum

if TYPE_CHECKING:
    from collections.abc import Mapping


class VisitStatus(StatusEnum):
    """Where a visit stands."""

    DRAFTED = "drafted", "Rancangan", "off", "dash"
    SCHEDULED = "scheduled", "Terjadwal", "info", "clock"
    POSTPONED = "postponed", "Ditunda", "wait", "clock"
    CANCELLED = "cancelled", "Dibatalkan", "off", "cross"
    HELD = "held", "Terlaksana", "mine", "check"
    REPORTED = "reported", "Dilaporkan", "ok", "check"
    CLOSED = "closed", "Selesai", "ok", "check"


TRANSITIONS: Mapping[VisitStatus, frozenset[VisitStatus]] = {
    VisitStatus.DRAFTED: frozenset({VisitStatus.SCHEDULED}),
    VisitStatus.SCHEDULED: frozenset({VisitStatus.HELD, VisitStatus.POSTPONED, VisitStatus.CANCELLED}),
    VisitStatus.POSTPONED: frozenset({VisitStatus.SCHEDULED, VisitStatus.CANCELLED}),
    VisitStatus.HELD: frozenset({VisitStatus.REPORTED}),
    VisitStatus.REPORTED: frozenset({VisitStatus.CLOSED}),
    VisitStatus.CLOSED: frozenset(),
    VisitStatus.CANCELLED: frozenset(),
}

MAIN_LINE = (VisitStatus.DRAFTED, VisitStatus.SCHEDULED, VisitStatus.HELD, VisitStatus.REPORTED, VisitStatus.CLOSED)
"""The five steps shown on a visit's page."""

EVENT_LABELS: Mapping[str, str] = {
    "visit_scheduled": "menjadwalkan kunjungan",
    "visit_moved": "memindahkan kunjungan",
    "visit_postponed": "menunda kunjungan",
    "visit_cancelled": "membatalkan kunjungan",
    "visit_held": "menandai kunjungan terlaksana",
    "visit_reported": "menandai kunjungan dilaporkan",
    "visit_closed": "menutup kunjungan",
}
"""Words of the audit trail for the events of this room."""
