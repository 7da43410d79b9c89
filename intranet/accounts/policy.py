"""Who may manage accounts. Nobody takes the administrator's role from himself, and one administrator always remains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intranet.accounts.states import Role
from intranet.core.actor import SYSTEM
from intranet.core.permissions import Permission

if TYPE_CHECKING:
    from intranet.core.actor import Actor

OPD_ROLES = frozenset({Role.OPERATOR, Role.OPD_HEAD})
"""Roles that mean nothing without an OPD."""


def can_manage(actor: Actor) -> bool:
    """May this person create, change, disable and reset accounts?"""
    return actor is SYSTEM or actor.reach(Permission.ACCOUNTS_MANAGE).everything


def can_disable(actor: Actor, user_id: int) -> bool:
    """May this person disable that account? Not the own one."""
    return can_manage(actor) and actor.id != user_id


def can_read_audit(actor: Actor) -> bool:
    """May this person read the audit trail?"""
    return actor is SYSTEM or actor.can(Permission.AUDIT_READ)
