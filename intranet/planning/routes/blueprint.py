"""The blueprint that the pages of planning share."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("planning", __name__)


def visit_url(visit_id: int) -> str:
    """The page of a visit; its address is fixed, and the room that answers it stands above this one."""
    return f"/kunjungan/{visit_id}"
