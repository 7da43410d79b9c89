"""Signing in: the password, the code of the second factor, the session row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from intranet.accounts import devices, identity, passwords, throttle, totp
from intranet.accounts.actions.shared import locked, person
from intranet.accounts.models import RecoveryCode, User, UserSession
from intranet.core import audit, clock, crypto
from intranet.core.errors import InvalidInput
from intranet.extensions import db

if TYPE_CHECKING:
    from datetime import datetime

    from intranet.accounts.throttle import Tries

FIRST_PASSWORD_ONCE_USED = timedelta(minutes=30)
"""A first password that was used lives on this long, so that who is interrupted before choosing an own one is not locked out."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A right password: whose, of when (it must not change before the session begins), and whether a code is asked for too."""

    user_id: int
    password_set_at: datetime
    has_factor: bool
    outdated: bool


def check_password(username: str, password: str) -> Entry | None:
    """The account that name and password fit, when it may sign in; None in the same time otherwise. Reads only."""
    user = db.session.execute(
        select(
            User.id,
            User.password_hash,
            User.password_set_at,
            User.active,
            User.must_change_password,
            User.first_password_expires_at,
            User.totp_confirmed_at,
        ).where(User.username == username.strip().lower()[:64])
    ).one_or_none()
    fits = passwords.verify(password, user.password_hash if user else None)
    if user is None or not fits or not user.active:
        return None
    expires = user.first_password_expires_at
    if user.must_change_password and expires is not None and expires < clock.now():
        return None
    return Entry(
        user_id=user.id,
        password_set_at=user.password_set_at,
        has_factor=user.totp_confirmed_at is not None,
        outdated=passwords.is_outdated(user.password_hash),
    )


def pass_password(entry: Entry, tries: Tries, password: str) -> None:
    """After a right password: look once more whether too many were tried, and renew a hash made with other costs.

    Raises:
        TooMany: wrong passwords were sent meanwhile.
    """
    throttle.expect_turn(tries, db.session())
    if entry.outdated:
        db.session.execute(
            update(User)
            .where(User.id == entry.user_id, User.password_set_at == entry.password_set_at)
            .values(password_hash=passwords.make_hash(password))
        )
    if not entry.has_factor:
        throttle.forget(tries, db.session())


def take_code(user_id: int, code: str, tries: Tries) -> bool:
    """Use a code of the authenticator, or a recovery code; each counts once, a wrong one is counted.

    Raises:
        TooMany: too many wrong codes.
    """
    throttle.expect_turn(tries, db.session())
    user = locked(user_id)
    plain = totp.plain(code)
    good = _take_step(user, plain) if re.fullmatch(r"[0-9]{6}", plain) else _take_recovery_code(user, plain)
    if good:
        throttle.forget(tries, db.session())
    else:
        throttle.add(tries, db.session())
    return good


def _take_step(user: User, code: str) -> bool:
    step = totp.matching_step(user.totp_secret, code, user.totp_last_step) if user.totp_secret else None
    if step is None:
        return False
    # Past the ORM: signing in is no change of the account that an open form of an administrator would have to be told of.
    db.session.execute(update(User).where(User.id == user.id).values(totp_last_step=step))
    return True


def _take_recovery_code(user: User, code: str) -> bool:
    used = db.session.scalar(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.code_hash == totp.recovery_hash(user.id, code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .returning(RecoveryCode.id)
    )
    if used is None:
        return False
    audit.record(person(user), "recovery_code_used", ("user_account", user.id))
    return True


def begin_session(user_id: int, *, password_set_at: datetime, address: str, browser: str, device: str) -> str:
    """Open a session and give back its token, which goes into the cookie and is stored nowhere else.

    ``device`` is the hash of the browser's own token, under which the account knows it from now on.

    Raises:
        InvalidInput: the account was disabled, or its password changed, since the password was checked.
    """
    user = locked(user_id)
    if not user.active or user.password_set_at != password_set_at:
        raise InvalidInput(None, "Akun ini berubah saat Anda masuk. Masuk sekali lagi.")
    now = clock.now()
    token = crypto.random_code(256)
    db.session.add(
        UserSession(
            token_hash=identity.token_hash(token),
            user_id=user_id,
            created_at=now,
            seen_at=now,
            confirmed_at=now,
            address=address[:64],
            browser=browser[:120],
        )
    )
    devices.remember(user_id, device)
    expires = user.first_password_expires_at
    if user.must_change_password and expires is not None and expires > now + FIRST_PASSWORD_ONCE_USED:
        db.session.execute(update(User).where(User.id == user_id).values(first_password_expires_at=now + FIRST_PASSWORD_ONCE_USED))
    audit.record(person(user), "signed_in", ("user_account", user_id))
    return token
