"""Who may change what belongs to no single room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intranet.core.permissions import Permission

if TYPE_CHECKING:
    from intranet.core.actor import Actor


def can_edit_settings(actor: Actor) -> bool:
    """May this person change letterhead, numbers and days?"""
    return actor.can(Permission.SETTINGS_EDIT)


def sees_names(actor: Actor) -> bool:
    """May this person read who goes to a visit by name? Everybody who works on visits; carers read numbers."""
    wanted = (Permission.PARTICIPATION_BOARD, Permission.PARTICIPATION_ANSWER, Permission.STAFF_READ)
    return any(actor.can(permission) for permission in wanted)
