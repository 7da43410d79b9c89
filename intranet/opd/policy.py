"""Who may change agencies, staff, services and officials. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intranet.core.actor import SYSTEM
from intranet.core.permissions import Permission

if TYPE_CHECKING:
    from intranet.core.actor import Actor


def can_edit_contact(actor: Actor, opd_id: int) -> bool:
    """May this person change address and telephone of the agency?"""
    return actor is SYSTEM or actor.reach(Permission.OPD_EDIT).opd(opd_id)


def can_edit_opd(actor: Actor) -> bool:
    """May this person change name, kind and duties of any agency?"""
    return actor is SYSTEM or actor.reach(Permission.OPD_EDIT).everything


def can_add_opd(actor: Actor) -> bool:
    """May this person add an agency, and record who holds which office?"""
    return actor is SYSTEM or actor.reach(Permission.SETTINGS_EDIT).everything


can_edit_officials = can_add_opd


def can_edit_services(actor: Actor, opd_id: int) -> bool:
    """May this person change the services of the agency?"""
    return can_edit_contact(actor, opd_id)


def can_read_staff(actor: Actor, opd_id: int) -> bool:
    """May this person see the staff of the agency with their NIP?"""
    return actor is SYSTEM or actor.reach(Permission.STAFF_READ).opd(opd_id)


def can_edit_staff(actor: Actor, opd_id: int) -> bool:
    """May this person add and change staff of the agency?"""
    return actor is SYSTEM or actor.reach(Permission.STAFF_EDIT).opd(opd_id)
