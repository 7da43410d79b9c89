"""What administrators do with accounts. First passwords are random and shown once; nobody chooses one for another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from intranet.accounts import passwords, policy, queries
from intranet.accounts.actions.shared import clear_factor, shut_out
from intranet.accounts.models import RoleGrant, User
from intranet.accounts.states import Role, SessionEnd
from intranet.core import audit, clock, versions
from intranet.core.errors import Forbidden, InvalidInput, InvalidTransition, NotFound
from intranet.extensions import db
from intranet.opd.models import Employee, Opd
from intranet.places.models import Desa, Kecamatan

if TYPE_CHECKING:
    from intranet.core.actor import Actor

FIRST_PASSWORD_LIVES = timedelta(days=14)
USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{1,62}[a-z0-9])")


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the regency that a role holds for; all None: the whole."""

    opd_id: int | None = None
    kecamatan_id: int | None = None
    desa_id: int | None = None


def _managed(actor: Actor, user_id: int) -> User:
    if not policy.can_manage(actor):
        raise Forbidden
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFound(queries.NOT_FOUND)
    return user


def _other(actor: Actor, user_id: int) -> User:
    user = _managed(actor, user_id)
    if actor.id == user_id:
        raise InvalidTransition("Ini akun Anda sendiri. Kata sandi, faktor kedua, dan sesi Anda diatur di halaman Akun saya.")
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
    scope = next((each.scope for each in queries.list_grants([user_id])[user_id] if each.id == grant_id), "")
    audit.record(actor, "role_revoked", ("user_account", user.id), before={"peran": grant.role.label, "lingkup": scope})
    db.session.delete(grant)
    db.session.flush()


def _keep_an_admin(leaving: int) -> None:
    """Both rows are held, so that two administrators who take each other's role at once do not both succeed."""
    admins = db.session.scalars(
        select(User.id)
        .join(RoleGrant, User.id == RoleGrant.user_id)
        .where(RoleGrant.role == Role.ADMIN, User.active)
        .order_by(User.id, RoleGrant.id)
        .with_for_update()
    ).all()
    if set(admins) <= {leaving}:
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
    if Role.ADMIN in {grant.role for grant in queries.get_user(actor, user_id).role_rows}:
        _keep_an_admin(user_id)
    user.active = False
    db.session.flush()
    ended = shut_out(user_id, SessionEnd.DISABLED)
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
        InvalidTransition: the own account.
    """
    user = _other(actor, user_id)
    first = passwords.first_password()
    user.password_hash = passwords.make_hash(first)
    user.password_set_at, user.must_change_password = clock.now(), True
    user.first_password_expires_at = clock.now() + FIRST_PASSWORD_LIVES
    db.session.flush()
    shut_out(user_id, SessionEnd.RESET)
    audit.record(actor, "password_reset", ("user_account", user.id))
    return first


def reset_factor(actor: Actor, *, user_id: int) -> None:
    """Drop a person's second factor, after a lost telephone; sessions end.

    Raises:
        Forbidden, NotFound.
        InvalidTransition: the own account.
    """
    user = _other(actor, user_id)
    if user.totp_confirmed_at is None:
        return
    clear_factor(user)
    shut_out(user_id, SessionEnd.RESET)
    audit.record(actor, "second_factor_reset", ("user_account", user.id))


def sign_out_user(actor: Actor, *, user_id: int) -> int:
    """End all sessions of a person, for instance after a lost telephone; returns how many.

    Raises:
        Forbidden, NotFound.
        InvalidTransition: the own account.
    """
    user = _other(actor, user_id)
    count = shut_out(user.id, SessionEnd.RESET)
    audit.record(actor, "sessions_ended", ("user_account", user.id), after={"jumlah": count})
    return count
