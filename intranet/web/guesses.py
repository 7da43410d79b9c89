"""Somebody signed in who tries one number after the other in the address is held back, and written down (security.md 9).

Whoever follows links meets what is not there a few times a day: deleted, or not of the own unit.
"""

from __future__ import annotations

import structlog
from flask import g, request
from sqlalchemy.exc import SQLAlchemyError

from intranet.core import rate
from intranet.core.errors import DomainError, NotFound, TooMany

log = structlog.get_logger(__name__)

LIMIT = 200
WINDOW_SECONDS = 600
WORDS = "Terlalu banyak alamat yang tidak ada dibuka dari akun Anda. Tunggu beberapa menit, lalu buka halamannya lewat menu."


def counted(error: DomainError) -> DomainError:
    """The refusal itself, or in its place that there were too many of them from this person."""
    actor = g.get("actor")
    if not isinstance(error, NotFound) or actor is None or not request.view_args:
        return error
    try:
        rate.hit("not_found", str(actor.id), limit=LIMIT, window_seconds=WINDOW_SECONDS)
    except TooMany as too_many:
        log.warning("ids_counted", user=actor.id, rule=request.url_rule.rule if request.url_rule else "-")
        return TooMany(WORDS, too_many.retry_after)
    except (DomainError, SQLAlchemyError, OSError):
        return error  # what is not there stays so, even where it cannot be counted
    return error
