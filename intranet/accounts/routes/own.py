"""The own account: password, second factor, sessions, and "is it you"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import segno
from flask import redirect, request, session, url_for

from intranet.accounts import actions, passwords, queries, throttle, totp
from intranet.accounts.forms import ChangePasswordForm, ConfirmForm, EnrolForm
from intranet.accounts.routes import device
from intranet.accounts.routes.blueprint import bp, my_identity, rules
from intranet.accounts.states import SessionEnd
from intranet.core import clock, crypto
from intranet.core.errors import InvalidInput, InvalidTransition, TooMany
from intranet.core.transaction import transaction
from intranet.web import held
from intranet.web.access import current_actor, fresh_password, own_path, signed_in
from intranet.web.fragments import done, page

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

SECRET = "enrol"  # noqa: S105 - a name


@bp.get("/akun")
@signed_in
def own() -> ResponseReturnValue:
    """Who I am here, and where I am signed in."""
    actor, me = current_actor(), my_identity()
    return page(
        "accounts/own.html",
        user=queries.get_user(actor, actor.id or 0),
        sessions=queries.list_sessions(actor.id or 0, me.session_id, rules()),
        browsers_known=queries.count_known_browsers(actor.id or 0),
        has_factor=me.has_second_factor,
        codes_left=queries.count_recovery_codes(actor.id or 0) if me.has_second_factor else 0,
    )


@bp.get("/akun/sesi")
@signed_in
def own_sessions() -> ResponseReturnValue:
    """The list of sessions stands on the account's page."""
    return redirect(url_for("accounts.own", _anchor="sesi"), code=303)


@bp.post("/akun/sesi/<int:session_id>/akhiri")
@signed_in
def end_session(session_id: int) -> ResponseReturnValue:
    """End one of the own sessions."""
    with transaction():
        actions.end_session(current_actor(), session_id=session_id, how=SessionEnd.ENDED_BY_OWNER)
    return done(url_for("accounts.own"), "Sesi itu sudah diakhiri.")


@bp.post("/akun/sesi/akhiri-lainnya")
@signed_in
def end_other_sessions() -> ResponseReturnValue:
    """End all own sessions but this one."""
    with transaction():
        count = actions.end_other_sessions(current_actor(), here=my_identity().session_id, device=device.here())
    return done(
        url_for("accounts.own"), f"{count} sesi lain diakhiri." if count else "Tidak ada sesi lain; peramban lain dilupakan."
    )


# --- password ------------------------------------------------------------------------------------------------------


def _password_page(form: ChangePasswordForm, status: int = 200) -> Response:
    me = my_identity()
    return page(
        "accounts/password.html",
        status=status,
        form=form,
        forced=me.must_change_password,
        first=me.first_password,
        short=me.has_second_factor,
        mixed=passwords.is_mixed(),
    )


@bp.get("/akun/kata-sandi")
@signed_in
def own_password() -> ResponseReturnValue:
    """Choose an own password."""
    return _password_page(ChangePasswordForm(formdata=None))


@bp.post("/akun/kata-sandi")
@signed_in
def send_own_password() -> ResponseReturnValue:
    """Store it; other sessions end."""
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return _password_page(form, 422)
    try:
        _change(form)
    except InvalidInput as error:
        form.apply(error)
        return _password_page(form, 422)
    except TooMany as error:
        form.form_errors = [error.message]
        return _later(_password_page(form, 429), error)
    return done("/beranda", "Kata sandi diganti. Sesi lain sudah diakhiri.")


def _change(form: ChangePasswordForm) -> None:
    actor, tries = current_actor(), _own_tries()
    if form.new_password.data != form.repeat_password.data:
        raise InvalidInput("repeat_password", "Kedua isian harus sama.")
    try:
        with transaction() as writing:
            throttle.expect_turn(tries, writing)
            actions.change_password(
                actor,
                current=form.current_password.data or "",
                new=form.new_password.data or "",
                session_id=my_identity().session_id,
                device=device.here(),
            )
    except InvalidInput as error:
        if error.field == "current_password":
            throttle.note(tries)
        raise


def _own_tries() -> throttle.Tries:
    return throttle.by_name(current_actor().username, request.remote_addr or "", device.here())


def _later(response: Response, error: TooMany) -> Response:
    response.headers["Retry-After"] = str(error.retry_after)
    return response


# --- second factor -------------------------------------------------------------------------------------------------


def _offered_secret(*, fresh: bool) -> str:
    """The secret on offer, kept encrypted in the browser's own session until its first code was right."""
    if fresh or SECRET not in session:
        session[SECRET] = crypto.encrypt(totp.new_secret(), SECRET)
    return crypto.decrypt(session[SECRET], SECRET)


def _factor_page(form: EnrolForm, status: int = 200, *, fresh: bool = False) -> Response:
    secret = _offered_secret(fresh=fresh)
    address = totp.address(secret, current_actor().username)
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=2, light="#fff")
    grouped = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    me = my_identity()
    return page("accounts/factor.html", status=status, form=form, picture=picture, secret=grouped, forced=me.needs_second_factor)


@bp.get("/akun/faktor-kedua")
@signed_in
@fresh_password
def factor() -> ResponseReturnValue:
    """Set an authenticator up."""
    if my_identity().has_second_factor:
        return done(url_for("accounts.own"), "Faktor kedua sudah aktif.", tone="info")
    return _factor_page(EnrolForm(formdata=None), fresh=True)


@bp.post("/akun/faktor-kedua")
@signed_in
def send_factor() -> ResponseReturnValue:
    """Take it into use and show the recovery codes, once."""
    if my_identity().has_second_factor:  # a second press of the button
        return done(url_for("accounts.own"), "Faktor kedua sudah aktif.", tone="info")
    form = EnrolForm()
    if SECRET not in session:
        form.form_errors = ["Kode QR berganti sejak halaman ini dibuka. Pindai yang ini."]
        return _factor_page(form, 422)
    if not form.validate_on_submit():
        return _factor_page(form, 422)
    try:
        with transaction():
            codes = actions.enrol_factor(current_actor(), secret=_offered_secret(fresh=False), code=form.code.data or "")
    except InvalidInput as error:
        form.apply(error)
        return _factor_page(form, 422)
    session.pop(SECRET, None)
    return page("accounts/codes.html", codes=codes, made_at=clock.now())


@bp.post("/akun/faktor-kedua/kode-cadangan")
@signed_in
@fresh_password
def renew_codes() -> ResponseReturnValue:
    """New recovery codes, shown once."""
    try:
        with transaction():
            codes = actions.renew_codes(current_actor())
    except InvalidTransition as error:
        return done(url_for("accounts.own"), error.message, tone="bad")
    return page("accounts/codes.html", codes=codes, made_at=clock.now())


@bp.post("/akun/faktor-kedua/matikan")
@signed_in
@fresh_password
def drop_factor() -> ResponseReturnValue:
    """Take the authenticator out of use."""
    with transaction():
        actions.drop_factor(current_actor())
    return done(url_for("accounts.own"), "Faktor kedua dimatikan.")


# --- is it you -----------------------------------------------------------------------------------------------------


def _confirm(form: ConfirmForm, next_path: str, held_token: str, status: int = 200) -> Response:
    return page(
        "accounts/confirm.html", status=status, form=form, next_path=next_path, held_token=held_token, kept=held.unpack(held_token)
    )


def confirm_page(next_path: str, held_token: str) -> ResponseReturnValue:
    """Ask for the password in place of an answer that needs a fresh one; what was sent waits in ``held_token``."""
    return _confirm(ConfirmForm(formdata=None), next_path, held_token)


@bp.get("/akun/pastikan")
@signed_in
def confirm() -> ResponseReturnValue:
    """Ask for the password again."""
    return _confirm(ConfirmForm(formdata=None), own_path(request.args.get("next")), "")


@bp.post("/akun/pastikan")
@signed_in
def send_confirm() -> ResponseReturnValue:
    """Check it, and go on with what was held."""
    actor = current_actor()
    form = ConfirmForm()
    next_path, held_token = own_path(request.form.get("next")), request.form.get("held", "")
    if not form.validate_on_submit():
        return _confirm(form, next_path, held_token, 422)
    tries = _own_tries()
    try:
        if not actions.check_own_password(actor, form.password.data or ""):
            throttle.note(tries)
            form.password.errors = ["Kata sandi tidak cocok."]
            return _confirm(form, next_path, held_token, 422)
        with transaction() as writing:
            throttle.expect_turn(tries, writing)
            actions.confirm_session(actor, session_id=my_identity().session_id)
    except TooMany as error:
        form.form_errors = [error.message]
        return _later(_confirm(form, next_path, held_token, 429), error)
    kept = held.unpack(held_token)
    if kept is not None and kept.belongs_to(actor.id):
        return page("accounts/kept.html", kept=kept)
    return redirect(next_path, code=303)
