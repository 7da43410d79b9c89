"""A person's own sessions, password and second factor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update

from intranet.accounts import devices, passwords, totp
from intranet.accounts.actions.shared import clear_factor, end_sessions, locked
from intranet.accounts.models import RecoveryCode, User, UserSession
from intranet.accounts.states import SessionEnd
from intranet.core import audit, clock
from intranet.core.errors import InvalidInput, InvalidTransition, NotFound
from intranet.extensions import db

if TYPE_CHECKING:
    from intranet.core.actor import Actor


def check_own_password(actor: Actor, password: str) -> bool:
    """True when it is this person's password. Reads only."""
    return passwords.verify(password, db.session.scalar(select(User.password_hash).where(User.id == actor.id)))


def end_session(actor: Actor, *, session_id: int, how: SessionEnd) -> None:
    """End one of the own sessions; ending it twice is ending it once.

    Raises:
        NotFound: not a session of this person.
    """
    ended = db.session.execute(
        update(UserSession)
        .where(UserSession.id == session_id, UserSession.user_id == actor.id)
        .values(ended_at=func.coalesce(UserSession.ended_at, clock.now()), end=func.coalesce(UserSession.end, how.value))
    )
    if not ended.rowcount:  # type: ignore[attr-defined]
        raise NotFound("Sesi ini tidak ditemukan.")
    event = "signed_out" if how is SessionEnd.SIGNED_OUT else "session_ended"
    audit.record(actor, event, ("user_account", actor.id or 0))


def end_other_sessions(actor: Actor, *, here: int, device: str) -> int:
    """End all own sessions but this one, and know no other browser than this one; returns how many."""
    count = end_sessions(actor.id or 0, SessionEnd.ENDED_BY_OWNER, but=here)
    devices.forget(actor.id or 0, but=device)
    audit.record(actor, "sessions_ended", ("user_account", actor.id or 0), after={"jumlah": count})
    return count


def confirm_session(actor: Actor, *, session_id: int) -> None:
    """Note that the person gave the password again just now."""
    db.session.execute(
        update(UserSession).where(UserSession.id == session_id, UserSession.user_id == actor.id).values(confirmed_at=clock.now())
    )


def change_password(actor: Actor, *, current: str, new: str, session_id: int, device: str) -> None:
    """Choose an own password; all other sessions end, and other browsers are no longer known.

    Raises:
        InvalidInput: on ``current_password`` or ``new_password``.
    """
    user = locked(actor.id)
    if not passwords.verify(current, user.password_hash):
        raise InvalidInput("current_password", "Kata sandi sekarang tidak cocok.")
    if new == current:
        raise InvalidInput("new_password", "Pilih kata sandi yang berbeda dari yang sekarang.")
    passwords.check(new, username=user.username, name=user.name, second_factor=user.totp_confirmed_at is not None)
    user.password_hash = passwords.make_hash(new)
    user.password_set_at = clock.now()
    user.must_change_password, user.first_password_expires_at = False, None
    db.session.flush()
    end_sessions(user.id, SessionEnd.PASSWORD_CHANGED, but=session_id)
    devices.forget(user.id, but=device)
    confirm_session(actor, session_id=session_id)
    audit.record(actor, "password_changed", ("user_account", user.id))


def enrol_factor(actor: Actor, *, secret: str, code: str) -> list[str]:
    """Take an authenticator into use; returns the recovery codes, which are shown once.

    Raises:
        InvalidInput: on ``code``.
        InvalidTransition: there is one already.
    """
    user = locked(actor.id)
    if user.totp_confirmed_at is not None:
        raise InvalidTransition("Faktor kedua sudah aktif. Matikan dahulu bila ingin mengganti.")
    step = totp.matching_step(secret, totp.plain(code), None)
    if step is None:
        raise InvalidInput("code", "Kode tidak cocok. Periksa jam ponsel Anda, lalu ketik kode yang sedang tampil.")
    user.totp_secret, user.totp_last_step, user.totp_confirmed_at = secret, step, clock.now()
    db.session.flush()
    audit.record(actor, "second_factor_enrolled", ("user_account", user.id))
    return _new_codes(user.id)


def renew_codes(actor: Actor) -> list[str]:
    """New recovery codes in place of the old ones.

    Raises:
        InvalidTransition: there is no second factor.
    """
    user = locked(actor.id)
    if user.totp_confirmed_at is None:
        raise InvalidTransition("Faktor kedua belum aktif, jadi kode cadangan belum diperlukan.")
    audit.record(actor, "recovery_codes_renewed", ("user_account", user.id))
    return _new_codes(user.id)


def _new_codes(user_id: int) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = totp.recovery_codes()
    db.session.add_all([RecoveryCode(user_id=user_id, code_hash=totp.recovery_hash(user_id, code)) for code in codes])
    return codes


def drop_factor(actor: Actor) -> None:
    """Take the own authenticator out of use."""
    user = locked(actor.id)
    if user.totp_confirmed_at is None:
        return
    clear_factor(user)
    audit.record(actor, "second_factor_dropped", ("user_account", user.id))
