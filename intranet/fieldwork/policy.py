"""Who may write down the results of a visit, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intranet.core.permissions import Permission
from intranet.visits.states import VisitStatus

if TYPE_CHECKING:
    from datetime import date

    from intranet.core.actor import Actor
    from intranet.visits.policy import HasStatus

OPEN_STATES = frozenset({VisitStatus.SCHEDULED, VisitStatus.HELD, VisitStatus.REPORTED})


def is_open(visit: HasStatus, today: date) -> bool:
    """Results are written from the first day of the visit until it is closed."""
    return visit.status in OPEN_STATES and visit.starts_on <= today


def can_record_opd(actor: Actor, visit: HasStatus, opd_id: int, today: date) -> bool:
    """May this person write attendance and counts of this OPD now?"""
    return is_open(visit, today) and actor.reach(Permission.FIELDWORK_RECORD).opd(opd_id)


def can_record_visit(actor: Actor, visit: HasStatus, today: date) -> bool:
    """May this person write what belongs to the visit as a whole: residents, conclusion, anybody's remarks and photos?"""
    return is_open(visit, today) and actor.reach(Permission.FIELDWORK_RECORD).everything


def can_add(actor: Actor, visit: HasStatus, today: date) -> bool:
    """May this person add a remark or a photo? Clerks, and OPDs that take part."""
    return is_open(visit, today) and actor.can(Permission.FIELDWORK_RECORD)


def can_read(actor: Actor) -> bool:
    """May this person read results at all?"""
    return actor.can(Permission.FIELDWORK_READ)
