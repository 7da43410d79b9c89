"""What the actions of this room have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from intranet.accounts import devices, queries
from intranet.accounts.models import RecoveryCode, User, UserSession
from intranet.core import clock
from intranet.core.actor import Actor
from intranet.core.errors import NotFound
from intranet.extensions import db

if TYPE_CHECKING:
    from intranet.accounts.states import SessionEnd


def person(user: User) -> Actor:
    """The person as actor of an event, before there is a session."""
    return Actor(id=user.id, name=user.name, username=user.username)


def locked(user_id: int | None) -> User:
    """The account, held until the commit.

    Raises:
        NotFound: no such account.
    """
    user = db.session.scalar(select(User).where(User.id == user_id).with_for_update())
    if user is None:
        raise NotFound(queries.NOT_FOUND)
    return user


def end_sessions(user_id: int, how: SessionEnd, *, but: int | None = None) -> int:
    """End all sessions of a person, but one; returns how many."""
    query = update(UserSession).where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
    if but is not None:
        query = query.where(UserSession.id != but)
    ended = db.session.execute(query.values(ended_at=clock.now(), end=how))
    return int(ended.rowcount)  # type: ignore[attr-defined]


def shut_out(user_id: int, how: SessionEnd) -> int:
    """End all sessions of a person, and know no browser of theirs any more; returns how many sessions."""
    devices.forget(user_id)
    return end_sessions(user_id, how)


def clear_factor(user: User) -> None:
    """Forget the authenticator and its recovery codes.

    A password chosen since then may be shorter than one that stands alone, so it has to be changed.
    """
    if user.totp_confirmed_at is not None and user.password_set_at >= user.totp_confirmed_at:
        user.must_change_password = True
    user.totp_secret = user.totp_confirmed_at = user.totp_last_step = None
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.session.flush()
