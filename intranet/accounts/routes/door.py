"""In and out."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from flask import Response, current_app, make_response, redirect, request, session, url_for

from intranet.accounts import actions, devices, throttle
from intranet.accounts.forms import CodeForm, SignInForm
from intranet.accounts.routes import device
from intranet.accounts.routes.blueprint import bp, empty, find_identity, tie, untie
from intranet.accounts.states import SessionEnd
from intranet.core import clock
from intranet.core.errors import InvalidInput, TooMany
from intranet.core.transaction import transaction
from intranet.web import headers, held
from intranet.web.access import current_actor, own_path, public, signed_in
from intranet.web.fragments import page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

log = structlog.get_logger(__name__)

WRONG = "Nama pengguna atau kata sandi tidak cocok. Periksa lagi, lalu coba sekali lagi."
WRONG_CODE = "Kode tidak cocok atau sudah dipakai. Tunggu kode berikutnya, lalu coba lagi."
HALF_LIVES = 300
HALF = "half"

BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
PLACES = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def _address() -> str:
    return request.remote_addr or ""


def browser_words(agent: str) -> str:
    """A browser as people name it: ``Chrome di Android``."""
    name = next((word for sign, word in BROWSERS if sign in agent), "Peramban lain")
    place = next((word for sign, word in PLACES if sign in agent), "")
    return f"{name} di {place}" if place else name


def _shown(form: SignInForm, next_path: str, held_token: str, status: int = 200) -> Response:
    return page(
        "accounts/sign_in.html",
        status=status,
        form=form,
        next_path=next_path,
        held_token=held_token,
        kept=held.unpack(held_token),
        demo=current_app.config["SETTINGS"].demo,
    )


def sign_in_page(next_path: str, held_token: str) -> ResponseReturnValue:
    """The sign-in page in place of another answer, with what was typed."""
    return _shown(SignInForm(formdata=None), next_path, held_token)


@bp.get("/masuk")
@public
def sign_in() -> ResponseReturnValue:
    """Ask for name and password."""
    target = own_path(request.args.get("next"))
    if find_identity() is not None:
        return redirect(target, code=303)
    return _shown(SignInForm(formdata=None), target, "")


@bp.post("/masuk")
@public
def send_sign_in() -> ResponseReturnValue:
    """Check name and password; with a second factor go on to the code."""
    form = SignInForm()
    next_path, held_token = own_path(request.form.get("next")), request.form.get("held", "")
    if not form.validate_on_submit():
        return _shown(form, next_path, held_token, 422)
    try:
        return _try_password(form, next_path, held_token)
    except TooMany as error:
        form.form_errors = [error.message]
        return _later(_shown(form, next_path, held_token, 429), error)
    except InvalidInput as error:
        form.form_errors = [error.message]
        return _shown(form, next_path, held_token, 422)


def _later(response: Response, error: TooMany) -> Response:
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def _try_password(form: SignInForm, next_path: str, held_token: str) -> ResponseReturnValue:
    username, password = form.username.data or "", form.password.data or ""
    tries = throttle.by_name(username, _address(), device.here())
    _refuse_early(tries)
    entry = actions.check_password(username, password)
    if entry is None:
        log.warning("sign_in_refused", address=_address())
        throttle.note(tries)
        raise InvalidInput(None, WRONG)
    with transaction():
        actions.pass_password(entry, tries, password)
        token = "" if entry.has_factor else _begin(entry.user_id, entry.password_set_at)
    if entry.has_factor:
        empty()
        session[HALF] = {
            "user": entry.user_id,
            "set": entry.password_set_at.isoformat(),
            "at": int(clock.now().timestamp()),
            "next": next_path,
        }
        return page("accounts/code.html", form=CodeForm(formdata=None), held_token=held_token)
    return _inside(token, entry.user_id, next_path, held_token)


def _refuse_early(tries: throttle.Tries) -> None:
    wait = throttle.seconds_to_wait(tries)
    if wait:
        raise TooMany(throttle.words(wait), wait)


def _begin(user_id: int, password_set_at: datetime) -> str:
    return actions.begin_session(
        user_id,
        password_set_at=password_set_at,
        address=_address(),
        browser=browser_words(request.user_agent.string),
        device=devices.hash_of(device.token()),
    )


def _inside(token: str, user_id: int, next_path: str, held_token: str) -> ResponseReturnValue:
    tie(token)
    device.keep()
    kept = held.unpack(held_token)
    if kept is not None and kept.belongs_to(user_id):
        return page("accounts/kept.html", kept=kept)
    return redirect(next_path, code=303)


def _half() -> dict[str, Any] | None:
    """Who gave the right password within the last five minutes and still owes the code."""
    half: dict[str, Any] | None = session.get(HALF)
    if half is None or clock.now().timestamp() - half["at"] > HALF_LIVES:
        session.pop(HALF, None)  # and nothing else: who is inside stays inside
        return None
    return half


@bp.get("/masuk/kode")
@public
def code() -> ResponseReturnValue:
    """A reload of the second step."""
    if _half() is None:
        return redirect(url_for("accounts.sign_in"), code=303)
    return page("accounts/code.html", form=CodeForm(formdata=None), held_token="")


@bp.post("/masuk/kode")
@public
def send_code() -> ResponseReturnValue:
    """Check the code of the second factor."""
    form, held_token = CodeForm(), request.form.get("held", "")
    half = _half()
    if half is None:
        sign_in_form = SignInForm(formdata=None)
        sign_in_form.form_errors = ["Langkah ini terlalu lama tertunda. Masuk sekali lagi."]
        return _shown(sign_in_form, own_path(None), held_token, 422)
    if not form.validate_on_submit():
        return page("accounts/code.html", status=422, form=form, held_token=held_token)
    try:
        token = _try_code(half, form.code.data or "")
    except TooMany as error:
        form.form_errors = [error.message]
        return _later(page("accounts/code.html", status=429, form=form, held_token=held_token), error)
    except InvalidInput as error:
        form.form_errors = [error.message]
        return page("accounts/code.html", status=422, form=form, held_token=held_token)
    return _inside(token, half["user"], half["next"], held_token)


def _try_code(half: dict[str, Any], text: str) -> str:
    tries = throttle.by_code(half["user"], _address())
    _refuse_early(tries)
    with transaction():
        good = actions.take_code(half["user"], text, tries)
        token = _begin(half["user"], datetime.fromisoformat(half["set"])) if good else ""
    if not good:
        log.warning("code_refused", user_id=half["user"], address=_address())
        raise InvalidInput(None, WRONG_CODE)
    return token


@bp.post("/keluar")
@signed_in
def sign_out() -> ResponseReturnValue:
    """End the session here and on the server."""
    found = find_identity()
    if found is not None:
        with transaction():
            actions.end_session(current_actor(), session_id=found.session_id, how=SessionEnd.SIGNED_OUT)
    untie()
    return headers.forget_site_data(make_response(redirect(url_for("accounts.sign_in"), code=303)))
