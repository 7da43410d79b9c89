"""Who may do what with the plan of a year now. Who submits a plan does not approve it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from intranet.core.actor import SYSTEM
from intranet.core.permissions import Permission
from intranet.planning.states import TRANSITIONS, PlanStatus

if TYPE_CHECKING:
    from intranet.core.actor import Actor


class Plan(Protocol):
    """The plan of a year, as an entity or as a row."""

    @property
    def status(self) -> PlanStatus:
        """Where it stands."""

    @property
    def submitted_by_id(self) -> int | None:
        """Who submitted it last."""


def can_read(actor: Actor) -> bool:
    """May this person read the published schedule and its releases?"""
    return actor is SYSTEM or actor.can(Permission.PLANNING_READ)


def may_draft(actor: Actor) -> bool:
    """Does this person work on plans at all?"""
    return actor is SYSTEM or actor.reach(Permission.PLANNING_DRAFT).everything


def may_decide(actor: Actor) -> bool:
    """Does this person decide on plans at all?"""
    return actor is SYSTEM or actor.reach(Permission.PLANNING_APPROVE).everything


def can_see_working_copy(actor: Actor) -> bool:
    """May this person see what is not published yet?"""
    return may_draft(actor) or may_decide(actor)


def is_open(plan: Plan) -> bool:
    """True while the working copy can be changed: not while it waits for the decision."""
    return plan.status is not PlanStatus.SUBMITTED


def can_change(actor: Actor, plan: Plan) -> bool:
    """May this person change the working copy now?"""
    return may_draft(actor) and is_open(plan)


def can_submit(actor: Actor, plan: Plan) -> bool:
    """May this person hand the plan to the Sekda now?"""
    return may_draft(actor) and PlanStatus.SUBMITTED in TRANSITIONS[plan.status]


def is_own(actor: Actor, plan: Plan) -> bool:
    """True when this person submitted the plan, and so may not decide on it."""
    return actor is not SYSTEM and plan.submitted_by_id == actor.id


def can_decide(actor: Actor, plan: Plan) -> bool:
    """May this person approve or return the plan now?"""
    return may_decide(actor) and plan.status is PlanStatus.SUBMITTED and not is_own(actor, plan)
