"""Accounts, as administrators see them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import request, url_for

from intranet.accounts import actions, queries
from intranet.accounts.actions import Scope
from intranet.accounts.forms import EditUserForm, NewUserForm, ScopeFields, UserFilter
from intranet.accounts.routes.blueprint import bp, rules
from intranet.accounts.states import Role
from intranet.core.errors import Conflict, DuplicateValue, InvalidInput, InvalidTransition
from intranet.core.permissions import Permission
from intranet.core.transaction import transaction
from intranet.web.access import current_actor, fresh_password, requires
from intranet.web.conflicts import explain
from intranet.web.fragments import done, page
from intranet.web.nav import Entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from intranet.accounts.queries import UserRow
    from intranet.core.actor import Actor
    from intranet.web.conflicts import Clash

NAV = (
    Entry(
        endpoint="accounts.users",
        label="Pengguna",
        icon="user",
        permission=Permission.ACCOUNTS_MANAGE,
        order=90,
        phone=True,
        under=("accounts.user", "accounts.new_user"),
    ),
)
DUPLICATES = {"uq_user_account_username": ("username", "Nama pengguna ini sudah dipakai. Pilih yang lain.")}
LABELS = {"nama": "Nama", "pegawai": "Pegawai"}


@bp.get("/pengguna")
@requires(Permission.ACCOUNTS_MANAGE)
def users() -> ResponseReturnValue:
    """The list of accounts."""
    asked = request.args
    role = asked.get("peran", "")
    found, count = queries.list_users(
        current_actor(),
        search=asked.get("cari", "")[:80],
        role=Role.of(role) if role in {each.value for each in Role} else None,
        state=asked.get("keadaan", ""),
        order=asked.get("urut", ""),
        cursor=asked.get("lanjut"),
    )
    return page(
        "accounts/users.html",
        rows=found,
        count=count,
        order=asked.get("urut") if asked.get("urut") in queries.ORDERS else "nama",
        form=UserFilter(asked),
        filtered=any(asked.get(name) for name in ("cari", "peran", "keadaan")),
    )


def _offer(form: ScopeFields) -> None:
    scopes = queries.get_scopes()
    form.opd_id.offer(scopes.opd)
    form.kecamatan_id.offer(scopes.kecamatan)
    form.desa_id.offer(scopes.desa)


def _scope(form: ScopeFields) -> Scope:
    return Scope(form.opd_id.data or None, form.kecamatan_id.data or None, form.desa_id.data or None)


def _employee(text: str | None) -> int | None:
    """The employee behind a NIP or internal number; empty is nobody.

    Raises:
        InvalidInput: on ``nip``.
    """
    plain = re.sub(r"[\s.]", "", text or "")
    if not plain:
        return None
    found = queries.find_employee(plain)
    if found is None:
        raise InvalidInput("nip", "Tidak ada pegawai dengan nomor ini. Periksa lagi, atau kosongkan.")
    return found


@bp.get("/pengguna/baru")
@requires(Permission.ACCOUNTS_MANAGE)
def new_user() -> ResponseReturnValue:
    """A new account."""
    form = NewUserForm(formdata=None)
    _offer(form)
    return page("accounts/new_user.html", form=form)


@bp.post("/pengguna/baru")
@requires(Permission.ACCOUNTS_MANAGE)
@fresh_password
def send_new_user() -> ResponseReturnValue:
    """Store it and show the first password, once."""
    form = NewUserForm()
    _offer(form)
    if form.validate_on_submit():
        try:
            employee_id = _employee(form.nip.data)
            with transaction():
                user_id, first = actions.create_user(
                    current_actor(),
                    username=form.username.data or "",
                    name=form.name.data or "",
                    employee_id=employee_id,
                    role=Role.of(form.role.data),
                    scope=_scope(form),
                )
            return _first_password(user_id, first, "Akun dibuat")
        except (InvalidInput, DuplicateValue) as error:
            form.apply(error, DUPLICATES)
    return page("accounts/new_user.html", status=422, form=form)


def _first_password(user_id: int, first: str, title: str) -> ResponseReturnValue:
    return page("accounts/first_password.html", title=title, user=queries.get_user(current_actor(), user_id), first=first)


def _user_page(
    actor: Actor,
    user: UserRow,
    *,
    status: int = 200,
    form: EditUserForm | None = None,
    scope: ScopeFields | None = None,
    clash: Clash | None = None,
    problem: str = "",
) -> ResponseReturnValue:
    scope = scope or ScopeFields(formdata=None)
    _offer(scope)
    return page(
        "accounts/user.html",
        status=status,
        user=user,
        form=form or EditUserForm(formdata=None, data={"version": user.version, "name": user.name, "nip": user.employee_number}),
        scope=scope,
        own=actor.id == user.id,
        may_read_audit=actor.can(Permission.AUDIT_READ),
        sessions=queries.list_sessions(user.id, None, rules()),
        clash=clash,
        problem=problem,
    )


@bp.get("/pengguna/<int:user_id>")
@requires(Permission.ACCOUNTS_MANAGE)
def user(user_id: int) -> ResponseReturnValue:
    """One account."""
    actor = current_actor()
    return _user_page(actor, queries.get_user(actor, user_id))


@bp.post("/pengguna/<int:user_id>")
@requires(Permission.ACCOUNTS_MANAGE)
@fresh_password
def send_user(user_id: int) -> ResponseReturnValue:
    """Change name and employee."""
    actor = current_actor()
    form = EditUserForm()
    row = queries.get_user(actor, user_id)
    if not form.validate_on_submit():
        return _user_page(actor, row, status=422, form=form)
    try:
        employee_id = _employee(form.nip.data)
        with transaction():
            actions.edit_user(
                actor,
                user_id=user_id,
                version=form.version.data or 0,
                name=form.name.data or "",
                employee_id=employee_id,
            )
    except InvalidInput as error:
        form.apply(error)
        return _user_page(actor, row, status=422, form=form)
    except Conflict as conflict:
        fresh = queries.get_user(actor, user_id)
        form.version.data = fresh.version
        return _user_page(actor, fresh, status=409, form=form, clash=explain(conflict, LABELS))
    return done(url_for("accounts.user", user_id=user_id), "Akun tersimpan.")


def _press(user_id: int, act: Callable[[Actor], str]) -> ResponseReturnValue:
    """A button on an account; what the rules refuse is said on its page."""
    actor = current_actor()
    try:
        with transaction():
            said = act(actor)
    except InvalidTransition as error:
        return _user_page(actor, queries.get_user(actor, user_id), status=409, problem=error.message)
    return done(url_for("accounts.user", user_id=user_id), said)


@bp.post("/pengguna/<int:user_id>/peran")
@requires(Permission.ACCOUNTS_MANAGE)
@fresh_password
def grant(user_id: int) -> ResponseReturnValue:
    """Give a role."""
    actor = current_actor()
    row = queries.get_user(actor, user_id)
    form = ScopeFields()
    _offer(form)
    if form.validate_on_submit():
        try:
            with transaction():
                actions.grant_role(
                    actor,
                    user_id=user_id,
                    role=Role.of(form.role.data),
                    scope=_scope(form),
                )
            return done(url_for("accounts.user", user_id=user_id), "Peran ditambahkan.")
        except InvalidInput as error:
            form.apply(error)
    return _user_page(actor, row, status=422, scope=form)


@bp.post("/pengguna/<int:user_id>/peran/<int:grant_id>/cabut")
@requires(Permission.ACCOUNTS_MANAGE)
@fresh_password
def revoke(user_id: int, grant_id: int) -> ResponseReturnValue:
    """Take a role away."""

    def act(actor: Actor) -> str:
        actions.revoke_role(actor, user_id=user_id, grant_id=grant_id)
        return "Peran dicabut."

    return _press(user_id, act)


@bp.post("/pengguna/<int:user_id>/nonaktif")
@requires(Permission.ACCOUNTS_MANAGE)
@fresh_password
def disable(user_id: int) -> ResponseReturnValue:
    """Close an account."""

    def act(actor: Actor) -> str:
        actions.disable_user(actor, user_id=user_id)
        return "Akun dinonaktifkan dan semua sesinya diakhiri."

    return _press(user_id, act)


@bp.post("/pengguna/<int:user_id>/aktif")
@requires(Permission.ACCOUNTS_MANAGE)
@fresh_password
def enable(user_id: int) -> ResponseReturnValue:
    """Open an account again."""

    def act(actor: Actor) -> str:
        actions.enable_user(actor, user_id=user_id)
        return "Akun diaktifkan lagi."

    return _press(user_id, act)


@bp.post("/pengguna/<int:user_id>/setel-ulang")
@requires(Permission.ACCOUNTS_MANAGE)
@fresh_password
def reset(user_id: int) -> ResponseReturnValue:
    """A new first password, shown once."""
    actor = current_actor()
    try:
        with transaction():
            first = actions.reset_password(actor, user_id=user_id)
    except InvalidTransition as error:
        return _user_page(actor, queries.get_user(actor, user_id), status=409, problem=error.message)
    return _first_password(user_id, first, "Kata sandi disetel ulang")


@bp.post("/pengguna/<int:user_id>/sesi")
@requires(Permission.ACCOUNTS_MANAGE)
@fresh_password
def sign_out_user(user_id: int) -> ResponseReturnValue:
    """End all sessions of a person."""

    def act(actor: Actor) -> str:
        count = actions.sign_out_user(actor, user_id=user_id)
        return f"{count} sesi diakhiri." if count else "Tidak ada sesi yang berlaku."

    return _press(user_id, act)


@bp.post("/pengguna/<int:user_id>/faktor-kedua")
@requires(Permission.ACCOUNTS_MANAGE)
@fresh_password
def reset_factor(user_id: int) -> ResponseReturnValue:
    """Drop a lost second factor."""

    def act(actor: Actor) -> str:
        actions.reset_factor(actor, user_id=user_id)
        return "Faktor kedua dihapus. Orang itu menyiapkannya lagi saat masuk."

    return _press(user_id, act)
