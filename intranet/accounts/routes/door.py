"""In and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, make_response, redirect, request, session, url_for

from intranet.accounts import actions, throttle
from intranet.accounts.forms import CodeForm, PressForm, SignInForm
from intranet.accounts.routes.blueprint import bp, find_identity, tie, untie
from intranet.accounts.states import SessionEnd
from intranet.core import clock
from intranet.core.transaction import transaction
from intranet.web import headers, held
from intranet.web.access import current_actor, own_path, public, signed_in
from intranet.web.fragments import page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

WRONG = "Nama pengguna atau kata sandi tidak cocok. Periksa lagi, lalu coba sekali lagi."
HALF_LIVES = 300
HALF = "half"


def _address() -> str:
    return request.remote_addr or ""


def _browser() -> str:
    """The browser in two words, as people name it."""
    text = request.user_agent.string
    name = next(
        (
            word
            for sign, word in (
                ("Edg/", "Edge"),
                ("OPR/", "Opera"),
                ("Firefox/", "Firefox"),
                ("Chrome/", "Chrome"),
                ("Safari/", "Safari"),
            )
            if sign in text
        ),
        "Peramban lain",
    )
    place = next(
        (
            word
            for sign, word in (
                ("Android", "Android"),
                ("iPhone", "iPhone"),
                ("iPad", "iPad"),
                ("Windows", "Windows"),
                ("Mac OS", "Mac"),
                ("Linux", "Linux"),
            )
            if sign in text
        ),
        "",
    )
    return f"{name} di {place}" if place else name


def _shown(form: SignInForm, next_path: str, held_token: str, status: int = 200) -> Response:
    kept = held.unpack(held_token)
    return page("accounts/sign_in.html", status=status, form=form, next_path=next_path, held_token=held_token, kept=kept)


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


def _refused(form: SignInForm, next_path: str, held_token: str, message: str, status: int) -> Response:
    form.form_errors = [message]
    form.password.data = ""
    return _shown(form, next_path, held_token, status)


@bp.post("/masuk")
@public
def send_sign_in() -> ResponseReturnValue:
    """Check name and password; with a second factor go on to the code."""
    form = SignInForm()
    next_path, held_token = own_path(request.form.get("next")), request.form.get("held", "")
    if not form.validate_on_submit():
        return _shown(form, next_path, held_token, 422)
    username, password = form.username.data or "", form.password.data or ""
    wait = throttle.seconds_to_wait(username, _address())
    if wait:
        words = f"Terlalu banyak percobaan. Tunggu {wait} detik, lalu coba lagi."
        response = _refused(form, next_path, held_token, words, 429)
        response.headers["Retry-After"] = str(wait)
        return response
    user_id = actions.check_password(username, password)
    if user_id is None:
        throttle.note_failure(username, _address())
        return _refused(form, next_path, held_token, WRONG, 422)
    if actions.needs_code(user_id):
        session.clear()
        session[HALF] = {"user": user_id, "name": username, "at": int(clock.now().timestamp()), "next": next_path}
        return page("accounts/code.html", form=CodeForm(formdata=None), held_token=held_token)
    throttle.forget(username)
    return _inside(user_id, next_path, held_token, password)


def _inside(user_id: int, next_path: str, held_token: str, password: str = "") -> ResponseReturnValue:  # noqa: S107 - empty: unknown
    with transaction():
        token = actions.begin_session(user_id, address=_address(), browser=_browser(), password=password)
    tie(token)
    kept = held.unpack(held_token)
    if kept is not None and kept.belongs_to(user_id):
        return page("accounts/kept.html", kept=kept)
    return redirect(next_path, code=303)


@bp.get("/masuk/kode")
@public
def code() -> ResponseReturnValue:
    """A reload of the second step."""
    if HALF not in session:
        return redirect(url_for("accounts.sign_in"), code=303)
    return page("accounts/code.html", form=CodeForm(formdata=None), held_token="")  # noqa: S106 - no token


@bp.post("/masuk/kode")
@public
def send_code() -> ResponseReturnValue:
    """Check the code of the second factor."""
    half = session.get(HALF)
    if half is None or clock.now().timestamp() - half["at"] > HALF_LIVES:
        session.clear()
        return redirect(url_for("accounts.sign_in"), code=303)
    form, held_token = CodeForm(), request.form.get("held", "")
    if not form.validate_on_submit():
        return page("accounts/code.html", status=422, form=form, held_token=held_token)
    wait = throttle.seconds_to_wait(half["name"], _address())
    if wait:
        form.form_errors = [f"Terlalu banyak percobaan. Tunggu {wait} detik, lalu coba lagi."]
        response = page("accounts/code.html", status=429, form=form, held_token=held_token)
        response.headers["Retry-After"] = str(wait)
        return response
    with transaction():
        good = actions.take_code(half["user"], form.code.data or "")
    if not good:
        throttle.note_failure(half["name"], _address())
        form.form_errors = ["Kode tidak cocok atau sudah dipakai. Tunggu kode berikutnya, lalu coba lagi."]
        return page("accounts/code.html", status=422, form=form, held_token=held_token)
    throttle.forget(half["name"])
    return _inside(half["user"], half["next"], held_token)


@bp.post("/keluar")
@signed_in
def sign_out() -> ResponseReturnValue:
    """End the session here and on the server."""
    PressForm()
    found = find_identity()
    if found is not None:
        with transaction():
            actions.end_session(current_actor(), session_id=found.session_id, how=SessionEnd.SIGNED_OUT)
    untie()
    return headers.forget_site_data(make_response(redirect(url_for("accounts.sign_in"), code=303)))
