"""Who may do what with a visit now. The published schedule is known to everybody inside; changing it is for few."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from intranet.core.actor import SYSTEM
from intranet.core.permissions import Permission
from intranet.visits.states import TRANSITIONS, VisitStatus

if TYPE_CHECKING:
    from datetime import date

    from intranet.core.actor import Actor


class HasStatus(Protocol):
    """A visit, as an entity or as a row."""

    @property
    def status(self) -> VisitStatus:
        """Where it stands."""

    @property
    def starts_on(self) -> date:
        """Its first day."""


def is_overdue(status: VisitStatus, ends_on: date, today: date) -> bool:
    """True when the days of a visit are over and nobody said that it took place."""
    return status is VisitStatus.SCHEDULED and ends_on < today


def can_see(actor: Actor) -> bool:
    """May this person see visits? All of them: the published schedule is one for the whole regency."""
    return actor is SYSTEM or actor.can(Permission.VISITS_READ)


def can_publish(actor: Actor) -> bool:
    """May this person make a release the published schedule?"""
    return actor is SYSTEM or actor.reach(Permission.PLANNING_APPROVE).everything


def can_manage(actor: Actor) -> bool:
    """May this person postpone and cancel visits at all, whatever state one is in?"""
    return actor is SYSTEM or actor.reach(Permission.VISITS_MANAGE).everything


def can_postpone(actor: Actor, visit: HasStatus) -> bool:
    """May this person take the date from this visit now?"""
    return can_manage(actor) and VisitStatus.POSTPONED in TRANSITIONS[visit.status]


def can_cancel(actor: Actor, visit: HasStatus) -> bool:
    """May this person cancel this visit now?"""
    return can_manage(actor) and VisitStatus.CANCELLED in TRANSITIONS[visit.status]


def can_mark_held(actor: Actor, visit: HasStatus, today: date) -> bool:
    """May this person say now that this visit took place? From its first day on."""
    return may_mark_held(actor) and VisitStatus.HELD in TRANSITIONS[visit.status] and today >= visit.starts_on


def may_mark_held(actor: Actor) -> bool:
    """May this person say of any visit that it took place: who manages visits, or records the results of all OPDs."""
    return can_manage(actor) or actor.reach(Permission.FIELDWORK_RECORD).everything


def may_mark_reported(actor: Actor) -> bool:
    """May this person issue the report that makes a visit reported?"""
    return actor is SYSTEM or actor.can(Permission.DOCUMENTS_ISSUE) or actor.can(Permission.DOCUMENTS_SIGN)


def may_close(actor: Actor) -> bool:
    """May this person close visits: who manages them, or files the signed report."""
    return can_manage(actor) or may_mark_reported(actor)


def can_close(actor: Actor, visit: HasStatus) -> bool:
    """May this person close this visit now?"""
    return may_close(actor) and VisitStatus.CLOSED in TRANSITIONS[visit.status]
