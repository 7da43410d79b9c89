"""What nobody needs any more is removed once a day."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from intranet.accounts import throttle
from intranet.accounts.models import UserSession
from intranet.core import clock, jobs
from intranet.core.transaction import transaction
from intranet.extensions import db

KEEP_SESSIONS = timedelta(days=90)


def purge() -> tuple[int, int]:
    """Remove old wrong tries, and sessions last used 90 days ago; returns how many of each."""
    tries = throttle.purge(db.session())
    found = db.session.execute(delete(UserSession).where(UserSession.seen_at < clock.now() - KEEP_SESSIONS))
    return tries, int(found.rowcount)  # type: ignore[attr-defined]


@jobs.recurring("accounts.purge", every=timedelta(days=1))
def _daily(_payload: jobs.Payload) -> None:
    with transaction():
        purge()
        jobs.complete()
