"""Sessions and passwords of a person, and what administrators do with accounts. No secret ever enters the audit trail."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select, update

from intranet.accounts import identity, passwords, policy, queries, totp
from intranet.accounts.models import RecoveryCode, RoleGrant, User, UserSession
from intranet.accounts.states import Role, SessionEnd
from intranet.core import audit, clock, crypto, versions
from intranet.core.actor import Actor
from intranet.core.errors import Forbidden, InvalidInput, InvalidTransition, NotFound
from intranet.extensions import db
from intranet.opd.models import Employee, Opd
from intranet.places.models import Desa, Kecamatan

FIRST_PASSWORD_LIVES = timedelta(days=14)
USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{1,62}[a-z0-9])")
KEEP_ENDED = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the regency that a role holds for; all None: the whole."""

    opd_id: int | None = None
    kecamatan_id: int | None = None
    desa_id: int | None = None


def _person(user: User) -> Actor:
    return Actor(id=user.id, name=user.name, username=user.username)


# --- sign-in -------------------------------------------------------------------------------------------------------------------


def check_password(username: str, password: str) -> int | None:
    """Id of the account when name and password fit and it may sign in, else None; both take the same time. Reads only."""
    name = username.strip().lower()[:64]
    user = db.session.execute(
        select(User.id, User.password_hash, User.active, User.must_change_password, User.first_password_expires_at).where(
            User.username == name
        )
    ).one_or_none()
    fits = passwords.verify(password, user.password_hash if user else None)
    if user is None or not fits or not user.active:
        return None
    expires = user.first_password_expires_at
    if user.must_change_password and expires is not None and expires < clock.now():
        return None
    return int(user.id)


def check_own_password(actor: Actor, password: str) -> bool:
    """True when it is this person's password. Reads only."""
    return passwords.verify(password, db.session.scalar(select(User.password_hash).where(User.id == actor.id)))


def needs_code(user_id: int) -> bool:
    """True when the account has a second factor."""
    return db.session.scalar(select(User.totp_confirmed_at).where(User.id == user_id)) is not None


def take_code(user_id: int, code: str) -> bool:
    """Use a code of the authenticator, or a recovery code; each counts once."""
    user = _locked(user_id)
    plain = re.sub(r"[\s-]", "", code.lower())
    if user.totp_secret and re.fullmatch(r"[0-9]{6}", plain):
        step = totp.matching_step(user.totp_secret, plain, user.totp_last_step)
        if step is None:
            return False
        user.totp_last_step = step
        db.session.flush()
        return True
    unused = db.session.scalars(select(RecoveryCode).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)))
    for row in unused:
        if passwords.verify(plain, row.code_hash):
            row.used_at = clock.now()
            audit.record(_person(user), "recovery_code_used", ("user_account", user_id))
            return True
    return False


def _locked(user_id: int) -> User:
    user = db.session.scalar(select(User).where(User.id == user_id).with_for_update())
    if user is None:
        raise NotFound(queries.NOT_FOUND)
    return user


def begin_session(user_id: int, *, address: str, browser: str, password: str = "") -> str:  # noqa: S107 - empty: unknown
    """Open a session and give back its token, which goes into the cookie and is stored nowhere else.

    ``password`` renews a hash that was made with other costs.
    """
    user = _locked(user_id)
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
    if password and passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.make_hash(password)
    audit.record(_person(user), "signed_in", ("user_account", user_id))
    return token


def end_session(actor: Actor, *, session_id: int, how: SessionEnd) -> None:
    """End one of the own sessions.

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
    audit.record(actor, "session_ended", ("user_account", actor.id or 0), after={"cara": how.label})


def end_sessions(user_id: int, how: SessionEnd, *, but: int | None = None) -> int:
    """End all sessions of a person, but one; returns how many."""
    query = update(UserSession).where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
    if but is not None:
        query = query.where(UserSession.id != but)
    ended = db.session.execute(query.values(ended_at=clock.now(), end=how))
    return int(ended.rowcount)  # type: ignore[attr-defined]


def end_other_sessions(actor: Actor, *, here: int) -> int:
    """End all own sessions but this one; returns how many."""
    count = end_sessions(actor.id or 0, SessionEnd.ENDED_BY_OWNER, but=here)
    audit.record(actor, "sessions_ended", ("user_account", actor.id or 0), after={"jumlah": count})
    return count


def confirm_session(actor: Actor, *, session_id: int) -> None:
    """Note that the person gave the password again just now."""
    db.session.execute(
        update(UserSession).where(UserSession.id == session_id, UserSession.user_id == actor.id).values(confirmed_at=clock.now())
    )


# --- own password and second factor --------------------------------------------------------------------------------------------


def change_password(actor: Actor, *, current: str, new: str, session_id: int) -> None:
    """Choose an own password; all other sessions end.

    Raises:
        InvalidInput: on ``current_password`` or ``new_password``.
    """
    user = _locked(actor.id or 0)
    if not passwords.verify(current, user.password_hash):
        raise InvalidInput("current_password", "Kata sandi sekarang tidak cocok.")
    if passwords.verify(new, user.password_hash):
        raise InvalidInput("new_password", "Pilih kata sandi yang berbeda dari yang sekarang.")
    passwords.check(new, username=user.username, name=user.name, second_factor=user.totp_confirmed_at is not None)
    user.password_hash = passwords.make_hash(new)
    user.password_set_at = clock.now()
    user.must_change_password, user.first_password_expires_at = False, None
    db.session.flush()
    end_sessions(user.id, SessionEnd.PASSWORD_CHANGED, but=session_id)
    confirm_session(actor, session_id=session_id)
    audit.record(actor, "password_changed", ("user_account", user.id))


def enrol_factor(actor: Actor, *, secret: str, code: str) -> list[str]:
    """Take an authenticator into use; returns the recovery codes, which are shown once.

    Raises:
        InvalidInput: on ``code``.
        InvalidTransition: there is one already.
    """
    user = _locked(actor.id or 0)
    if user.totp_confirmed_at is not None:
        raise InvalidTransition("Faktor kedua sudah aktif. Matikan dahulu bila ingin mengganti.")
    step = totp.matching_step(secret, re.sub(r"\s", "", code), None)
    if step is None:
        raise InvalidInput("code", "Kode tidak cocok. Periksa jam ponsel Anda, lalu ketik kode yang sedang tampil.")
    user.totp_secret, user.totp_last_step, user.totp_confirmed_at = secret, step, clock.now()
    db.session.flush()
    audit.record(actor, "second_factor_enrolled", ("user_account", user.id))
    return _new_codes(user.id)


def renew_codes(actor: Actor) -> list[str]:
    """New recovery codes in place of the old ones."""
    audit.record(actor, "recovery_codes_renewed", ("user_account", actor.id or 0))
    return _new_codes(actor.id or 0)


def _new_codes(user_id: int) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = totp.recovery_codes()
    db.session.add_all([RecoveryCode(user_id=user_id, code_hash=passwords.make_hash(code.replace("-", ""))) for code in codes])
    return codes


def drop_factor(actor: Actor) -> None:
    """Take the own authenticator out of use."""
    user = _locked(actor.id or 0)
    _clear_factor(user)
    audit.record(actor, "second_factor_dropped", ("user_account", user.id))


def _clear_factor(user: User) -> None:
    user.totp_secret = user.totp_confirmed_at = user.totp_last_step = None
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.session.flush()


# --- administration ------------------------------------------------------------------------------------------------------------


def _managed(actor: Actor, user_id: int) -> User:
    if not policy.can_manage(actor):
        raise Forbidden
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFound(queries.NOT_FOUND)
    return user


def create_user(actor: Actor, *, username: str, name: str, employee_id: int | None, role: Role, scope: Scope) -> tuple[int, str]:
    """Make an account with its first role; returns its id and the first password, which is shown once and must be changed.

    Raises:
        Forbidden.
        InvalidInput: on ``username``, ``employee_id``, ``role`` or ``opd_id``.
        DuplicateValue: ``uq_user_account_username``.
    """
    if not policy.can_manage(actor):
        raise Forbidden
    plain = username.strip().lower()
    if not USERNAME.fullmatch(plain):
        raise InvalidInput("username", "Pakai 3 sampai 64 huruf kecil, angka, titik, atau garis, misalnya op.dinkes.")
    if employee_id is not None and db.session.get(Employee, employee_id) is None:
        raise InvalidInput("employee_id", "Pegawai ini tidak ditemukan.")
    first = passwords.first_password()
    now = clock.now()
    user = User(
        username=plain,
        name=name,
        employee_id=employee_id,
        password_hash=passwords.make_hash(first),
        password_set_at=now,
        first_password_expires_at=now + FIRST_PASSWORD_LIVES,
        created_at=now,
    )
    db.session.add(user)
    db.session.flush()
    audit.record(actor, "user_created", ("user_account", user.id), after={"nama_pengguna": plain, "nama": name})
    grant_role(actor, user_id=user.id, role=role, scope=scope)
    return user.id, first


def edit_user(actor: Actor, *, user_id: int, version: int, name: str, employee_id: int | None) -> None:
    """Change name and employee of an account.

    Raises:
        Forbidden, NotFound, Conflict, InvalidInput (``employee_id``).
    """
    user = _managed(actor, user_id)
    if employee_id is not None and db.session.get(Employee, employee_id) is None:
        raise InvalidInput("employee_id", "Pegawai ini tidak ditemukan.")
    if (user.name, user.employee_id) == (name, employee_id):
        return
    versions.expect(user, version)
    before = {"nama": user.name, "pegawai": user.employee_id}
    user.name, user.employee_id = name, employee_id
    db.session.flush()
    audit.record(actor, "user_edited", ("user_account", user.id), before, {"nama": name, "pegawai": employee_id})


def grant_role(actor: Actor, *, user_id: int, role: Role, scope: Scope) -> None:
    """Give a role; giving it twice is giving it once.

    Raises:
        Forbidden, NotFound, InvalidInput (``opd_id``, ``kecamatan_id``, ``desa_id``).
    """
    user = _managed(actor, user_id)
    words = _scope_words(role, scope)
    same = select(RoleGrant.id).where(
        RoleGrant.user_id == user_id,
        RoleGrant.role == role,
        RoleGrant.opd_id.is_not_distinct_from(scope.opd_id),
        RoleGrant.kecamatan_id.is_not_distinct_from(scope.kecamatan_id),
        RoleGrant.desa_id.is_not_distinct_from(scope.desa_id),
    )
    if db.session.scalar(same) is not None:
        return
    db.session.add(
        RoleGrant(
            user_id=user_id,
            role=role,
            opd_id=scope.opd_id,
            kecamatan_id=scope.kecamatan_id,
            desa_id=scope.desa_id,
            granted_at=clock.now(),
        )
    )
    db.session.flush()
    audit.record(actor, "role_granted", ("user_account", user.id), after={"peran": role.label, "lingkup": words})


def _scope_words(role: Role, scope: Scope) -> str:
    chosen = [part for part in (scope.opd_id, scope.kecamatan_id, scope.desa_id) if part is not None]
    if role in policy.OPD_ROLES and scope.opd_id is None:
        raise InvalidInput("opd_id", f"Peran {role.label} memerlukan OPD.")
    if len(chosen) > 1:
        raise InvalidInput("opd_id", "Pilih satu lingkup saja: OPD, kecamatan, atau desa.")
    for field, name, key in (
        ("opd_id", Opd.name, scope.opd_id),
        ("kecamatan_id", Kecamatan.name, scope.kecamatan_id),
        ("desa_id", Desa.name, scope.desa_id),
    ):
        if key is not None:
            found = db.session.scalar(select(name).where(name.class_.id == key))
            if found is None:
                raise InvalidInput(field, "Pilihan ini tidak tersedia.")
            return found
    return "seluruh kabupaten"


def revoke_role(actor: Actor, *, user_id: int, grant_id: int) -> None:
    """Take a role away; it acts at the person's next request.

    Raises:
        Forbidden, NotFound.
        InvalidTransition: the own administrator's role, or the last one.
    """
    user = _managed(actor, user_id)
    grant = db.session.scalar(select(RoleGrant).where(RoleGrant.id == grant_id, RoleGrant.user_id == user_id))
    if grant is None:
        return
    if grant.role is Role.ADMIN:
        if actor.id == user_id:
            raise InvalidTransition("Anda tidak dapat mencabut peran administrator Anda sendiri. Minta administrator lain.")
        _keep_an_admin(user_id)
    audit.record(actor, "role_revoked", ("user_account", user.id), before={"peran": grant.role.label})
    db.session.delete(grant)
    db.session.flush()


def _keep_an_admin(leaving: int) -> None:
    others = (
        select(func.count())
        .select_from(RoleGrant)
        .join(User, User.id == RoleGrant.user_id)
        .where(RoleGrant.role == Role.ADMIN, User.active, User.id != leaving)
    )
    if not db.session.scalar(others):
        raise InvalidTransition("Ini administrator terakhir. Beri peran itu kepada orang lain dahulu.")


def disable_user(actor: Actor, *, user_id: int) -> None:
    """Close an account; its sessions end at once.

    Raises:
        Forbidden, NotFound.
        InvalidTransition: the own account, or the last administrator.
    """
    user = _managed(actor, user_id)
    if not user.active:
        return
    if not policy.can_disable(actor, user_id):
        raise InvalidTransition("Anda tidak dapat menonaktifkan akun Anda sendiri.")
    if Role.ADMIN in {grant.role for grant in queries.get_user(actor, user_id).grants}:
        _keep_an_admin(user_id)
    user.active = False
    db.session.flush()
    ended = end_sessions(user_id, SessionEnd.DISABLED)
    audit.record(actor, "user_disabled", ("user_account", user.id), {"aktif": True}, {"aktif": False, "sesi_diakhiri": ended})


def enable_user(actor: Actor, *, user_id: int) -> None:
    """Open an account again.

    Raises:
        Forbidden, NotFound.
    """
    user = _managed(actor, user_id)
    if user.active:
        return
    user.active = True
    db.session.flush()
    audit.record(actor, "user_enabled", ("user_account", user.id), {"aktif": False}, {"aktif": True})


def reset_password(actor: Actor, *, user_id: int) -> str:
    """Give a new first password, shown once; sessions end and it must be changed.

    Raises:
        Forbidden, NotFound.
    """
    user = _managed(actor, user_id)
    first = passwords.first_password()
    user.password_hash = passwords.make_hash(first)
    user.password_set_at, user.must_change_password = clock.now(), True
    user.first_password_expires_at = clock.now() + FIRST_PASSWORD_LIVES
    db.session.flush()
    end_sessions(user_id, SessionEnd.RESET)
    audit.record(actor, "password_reset", ("user_account", user.id))
    return first


def reset_factor(actor: Actor, *, user_id: int) -> None:
    """Drop a person's second factor, after a lost telephone; sessions end.

    Raises:
        Forbidden, NotFound.
    """
    user = _managed(actor, user_id)
    _clear_factor(user)
    end_sessions(user_id, SessionEnd.RESET)
    audit.record(actor, "second_factor_reset", ("user_account", user.id))


def purge_sessions() -> int:
    """Remove sessions that ended, or were last seen, long ago; returns how many."""
    limit = clock.now() - KEEP_ENDED
    found = db.session.execute(delete(UserSession).where(UserSession.seen_at < limit))
    return int(found.rowcount)  # type: ignore[attr-defined]
