"""What this room does when a visit changes by itself. Registered once, by the factory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intranet.planning import actions
from intranet.visits import hooks
from intranet.visits.states import VisitStatus

if TYPE_CHECKING:
    from intranet.core.actor import Actor


def register() -> None:
    """Listen to visits."""
    hooks.on_changed(changed)


def changed(actor: Actor, event: hooks.Changed) -> None:
    """The working copy follows: else the next release would bring back the very day that was taken from the visit."""
    if event.after is VisitStatus.POSTPONED:
        actions.free_date(actor, visit_id=event.visit_id, reason=event.reason)
    elif event.after is VisitStatus.CANCELLED:
        actions.drop_line(actor, visit_id=event.visit_id)
    elif event.after is VisitStatus.HELD:
        actions.keep_held(actor, visit_id=event.visit_id)
