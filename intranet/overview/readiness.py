"""How ready a visit is, with the reasons and whose turn each is. Pure; ``participation.watch.readiness`` says the same in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intranet.participation.states import OPEN, Duty, ParticipationStatus, Readiness

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

NAMED = 2


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is missing: ``text`` says what, ``detail`` whose turn it is and by when."""

    opd_id: int
    opd: str
    grave: bool
    status: ParticipationStatus
    respond_by: date


def find_reason(opd_id: int, opd: str, duty: Duty, status: ParticipationStatus, respond_by: date, today: date) -> Reason | None:
    """What is missing of this OPD; None while nothing is, or when it may stay away."""
    if duty is not Duty.REQUIRED:
        return None
    if status is ParticipationStatus.DECLINED:
        return Reason(opd_id, opd, True, status, respond_by)
    if status not in OPEN:
        return None
    return Reason(opd_id, opd, status is ParticipationStatus.RECONFIRM or respond_by < today, status, respond_by)


def light(reasons: Iterable[Reason]) -> Readiness:
    """Not ready: somebody who must come is late, declined, or has to answer anew. Waiting: answers are still due."""
    found = list(reasons)
    if any(reason.grave for reason in found):
        return Readiness.NOT_READY
    return Readiness.WAITING if found else Readiness.READY


def sort(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """The grave ones first, then by the day the answer is wanted."""
    return tuple(sorted(reasons, key=lambda reason: (not reason.grave, reason.respond_by, reason.opd)))


def words(reasons: Sequence[Reason]) -> str:
    """In a few words, for a row: ``Disdukcapil dan 2 OPD lain belum menjawab``; empty when all is ready."""
    if not reasons:
        return ""
    declined = [reason for reason in reasons if reason.status is ParticipationStatus.DECLINED]
    silent = [reason for reason in reasons if reason.status is not ParticipationStatus.DECLINED]
    parts = []
    if silent:
        parts.append(f"{names(silent)} belum menjawab")
    if declined:
        parts.append(f"{names(declined)} tidak hadir")
    return "; ".join(parts)


def names(reasons: Sequence[Reason]) -> str:
    """``A``, ``A dan B``, ``A, B, dan 3 OPD lain``."""
    opds = [reason.opd for reason in reasons]
    if len(opds) <= NAMED:
        return " dan ".join(opds)
    return f"{', '.join(opds[:NAMED])}, dan {len(opds) - NAMED} OPD lain"
