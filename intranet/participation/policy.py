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


def can_answer(actor: Actor, thing: Answerable, today: date) -> bool:
    """True while the visit is scheduled and not begun, for who answers for its OPD. A late answer is better than none."""
    in_time = thing.visit_status is VisitStatus.SCHEDULED and thing.starts_on >= today
    return in_time and actor.reach(Permission.PARTICIPATION_ANSWER).opd(thing.opd_id)


def can_see_board(actor: Actor) -> bool:
    """True for who watches all OPDs."""
    return actor.reach(Permission.PARTICIPATION_BOARD).everything
