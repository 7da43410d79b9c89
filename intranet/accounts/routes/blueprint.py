"""The blueprint, and how a browser is tied to a session row."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Blueprint, current_app, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from intranet.accounts import identity, passwords
from intranet.web import access, csrf

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue

    from intranet.core.actor import Actor

bp = Blueprint("accounts", __name__)

ALWAYS_OPEN = frozenset(
    f"accounts.{name}"
    for name in ("own_password", "send_own_password", "sign_out", "factor", "send_factor", "confirm", "send_confirm")
)
"""What must stay open to who has to choose a password or set up a second factor first."""


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login carries about: the identity behind a token. The token itself is its id."""

    def __init__(self, token: str, found: identity.Identity) -> None:
        self.token = token
        self.identity = found

    def get_id(self) -> str:
        """The token."""
        return self.token


def rules() -> identity.Rules:
    """What the settings say about sessions."""
    settings = current_app.config["SETTINGS"]
    return identity.Rules(
        idle=timedelta(minutes=settings.session_idle_minutes),
        absolute=timedelta(minutes=settings.session_absolute_minutes),
        factor_forced=settings.force_second_factor,
        password_lives=passwords.lifetime(settings),
    )


def load(token: str) -> SignedIn | None:
    """Flask-Login's loader: the live session behind a token, or None."""
    found = identity.find(token, rules())
    if found is None:
        return None
    if not found.alive:
        access.remember_expired(found.actor.id or 0)
        return None
    return SignedIn(token, found)


def find_identity() -> identity.Identity | None:
    """Who is signed in on this browser."""
    if not current_user.is_authenticated:
        return None
    found: identity.Identity = current_user.identity
    return found


def my_identity() -> identity.Identity:
    """Who is signed in; only behind the guard."""
    found = find_identity()
    if found is None:
        raise RuntimeError("nobody is signed in behind a guarded view")
    return found


def _actor() -> Actor | None:
    found = find_identity()
    if found is None:
        return None
    if not access.is_poll():
        identity.touch(found)
    return found.actor


def _is_fresh() -> bool:
    found = find_identity()
    return found is not None and found.fresh


def empty() -> None:
    """Forget everything that this browser brought along."""
    session.clear()
    csrf.renew()


def tie(token: str) -> None:
    """Give this browser a session, and nothing of the one before it."""
    empty()
    found = load(token)
    if found is None:
        raise RuntimeError("a session that was just begun cannot be found")
    login_user(found)
    access.forget_actor()


def untie() -> None:
    """Take the session from this browser."""
    logout_user()
    empty()
    access.forget_actor()


@bp.before_app_request
def settle_first() -> ResponseReturnValue | None:
    """A first password is changed, and a required second factor set up, before anything else."""
    endpoint = request.endpoint
    if endpoint is None or endpoint in ALWAYS_OPEN or g.get("plain_page"):
        return None
    mark = access.access_of(current_app, endpoint)
    found = find_identity() if mark is not None and not mark.public else None
    if found is None:
        return None
    if found.must_change_password:
        return _instead(url_for("accounts.own_password"))
    if found.needs_second_factor:
        return _instead(url_for("accounts.factor"))
    return None


def _instead(url: str) -> ResponseReturnValue:
    if request.headers.get("HX-Request") == "true":
        return "", 401, {"HX-Redirect": url}
    return redirect(url, code=303)


@bp.record_once
def _wire(state: Any) -> None:
    app: Flask = state.app
    passwords.configure(app.config["SETTINGS"])
    login_manager = LoginManager(app)
    login_manager.session_protection = None
    login_manager.user_loader(load)
    access.set_identity_loader(_actor)
    from intranet.accounts.routes import door, own  # noqa: PLC0415 - they import this module

    access.set_sign_in_page(door.sign_in_page)
    access.set_password_check(_is_fresh, own.confirm_page)
