"""Who may answer for an OPD, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from intranet.core.permissions import Permission
from intranet.visits.states import VisitStatus

if TYPE_CHECKING:
    from datetime import date

    from intranet.core.actor import Actor


class Answerable(Protocol):
    """What the rule needs to know of a participation and its visit."""

    @property
    def opd_id(self) -> int: ...
    @property
    def visit_status(self) -> VisitStatus: ...
    @property
    def starts_on(self) -> date: ...


def is_answerable(status: VisitStatus, starts_on: date, today: date) -> bool:
    """True while a visit is scheduled and not begun. A late answer is better than none."""
    return status is VisitStatus.SCHEDULED and starts_on >= today


def can_answer(actor: Actor, thing: Answerable, today: date) -> bool:
    """True for who answers for the OPD, while the visit takes answers."""
    return is_answerable(thing.visit_status, thing.starts_on, today) and actor.reach(Permission.PARTICIPATION_ANSWER).opd(
        thing.opd_id
    )


def can_see_board(actor: Actor) -> bool:
    """True for who watches all OPDs."""
    return actor.reach(Permission.PARTICIPATION_BOARD).everything
