"""Browsers in which a person has signed in before: wrong tries of strangers do not hold them back (security.md 31, 32).

One browser has one token, in a cookie of its own, for all accounts that are used in it; each account knows the tokens it was
used with, by their hash. A token opens nothing: it only has its own count of wrong passwords.
"""

from __future__ import annotations

import hmac
from datetime import timedelta

from sqlalchemy import delete, select

from intranet.accounts.models import KnownDevice, User
from intranet.core import clock, crypto
from intranet.extensions import db

KNOWN_FOR = timedelta(days=180)
MOST = 5
"""So many browsers an account knows; the one not used longest is forgotten first."""


def new_token() -> str:
    """A token for a browser that has none, signed, so that made-up ones cost no look-up."""
    code = crypto.random_code(256)
    return f"{code}.{_signature(code)}"


def hash_of(token: str) -> str:
    """What is stored of a token; "" when it is none of ours."""
    code, _, signature = token.partition(".")
    if not hmac.compare_digest(_signature(code).encode(), signature.encode()):
        return ""
    return crypto.keyed_hash(code, "device")


def _signature(code: str) -> str:
    return crypto.keyed_hash(code, "device-signature")[:32]


def knows(username: str, device: str) -> bool:
    """True when the account with this sign-in name was used in the browser."""
    if not device:
        return False
    known = (
        select(KnownDevice.id)
        .join(User, User.id == KnownDevice.user_id)
        .where(User.username == username, KnownDevice.token_hash == device, KnownDevice.seen_at > clock.now() - KNOWN_FOR)
    )
    return db.session.scalar(known) is not None


def remember(user_id: int, device: str) -> None:
    """Inside a write block that holds the account: it was used in this browser just now."""
    now = clock.now()
    mine = KnownDevice.user_id == user_id
    known = db.session.scalar(select(KnownDevice).where(mine, KnownDevice.token_hash == device))
    if known is None:
        db.session.add(KnownDevice(user_id=user_id, token_hash=device, created_at=now, seen_at=now))
    else:
        known.seen_at = now
    db.session.flush()
    newest = select(KnownDevice.id).where(mine).order_by(KnownDevice.seen_at.desc(), KnownDevice.id.desc()).limit(MOST)
    db.session.execute(delete(KnownDevice).where(mine, KnownDevice.id.not_in(newest)))


def forget(user_id: int, *, but: str = "") -> None:
    """Inside a write block: the account knows no browser any more, but for the one in use."""
    db.session.execute(delete(KnownDevice).where(KnownDevice.user_id == user_id, KnownDevice.token_hash != but))


def purge() -> None:
    """Inside a write block: remove browsers not used for 180 days."""
    db.session.execute(delete(KnownDevice).where(KnownDevice.seen_at < clock.now() - KNOWN_FOR))
