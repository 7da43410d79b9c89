"""Who may change places and the calendar. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intranet.core.actor import SYSTEM
from intranet.core.permissions import Permission

if TYPE_CHECKING:
    from intranet.core.actor import Actor


def can_edit_desa(actor: Actor, *, kecamatan_id: int, desa_id: int) -> bool:
    """May this person change distances, access and office of the desa?"""
    reach = actor.reach(Permission.PLACES_EDIT)
    return actor is SYSTEM or reach.everything or kecamatan_id in reach.kecamatan_ids or desa_id in reach.desa_ids


def can_edit_calendar(actor: Actor) -> bool:
    """May this person change holidays, blocked periods and boundaries, which hold for the whole regency?"""
    return actor is SYSTEM or actor.reach(Permission.PLACES_EDIT).everything
