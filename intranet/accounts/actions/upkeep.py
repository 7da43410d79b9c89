"""What nobody needs any more is removed once a day."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from intranet.accounts import devices, throttle
from intranet.accounts.models import UserSession
from intranet.core import clock, jobs
from intranet.core.transaction import transaction
from intranet.extensions import db

KEEP_SESSIONS = timedelta(days=90)


def purge() -> tuple[int, int]:
    """Remove old wrong tries, sessions last used 90 days ago (returns how many of each) and browsers long out of use."""
    tries = throttle.purge(db.session())
    devices.purge()
    found = db.session.execute(delete(UserSession).where(UserSession.seen_at < clock.now() - KEEP_SESSIONS))
    return tries, int(found.rowcount)  # type: ignore[attr-defined]


@jobs.recurring("accounts.purge", every=timedelta(days=1))
def _daily(_payload: jobs.Payload) -> None:
    with transaction():
        purge()
        jobs.complete()
