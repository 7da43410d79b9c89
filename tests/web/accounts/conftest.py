"""A clock that the test moves, and people with what they need to sign in."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pyotp
import pytest
from flask import Flask

from intranet.accounts.models import User
from intranet.core import clock
from tests.browser_client import Browser, Page
from tests.world import World

START = datetime(2026, 11, 23, 9, 0, 5, tzinfo=clock.WIB)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.at = START

    def move(self, **span: float) -> None:
        """Later by ``minutes=31``, ``seconds=5`` …"""
        self.at += timedelta(**span)


@pytest.fixture
def time() -> Iterator[Clock]:
    """The clock of the whole application."""
    moving = Clock()
    clock.set_clock(lambda: moving.at)
    yield moving
    clock.set_clock(None)


@pytest.fixture
def forced(app: Flask) -> None:
    """As outside the demo: some roles must use a second factor."""
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], force_second_factor=True)


def knock(browser: Browser, username: str, password: str, **more: str) -> Page:
    """Fill in the sign-in page and press the button, without following where it leads."""
    page = browser.get("/masuk", query=more or None)
    return page.submit({"username": username, "password": password}, action="/masuk", follow=False)


@dataclasses.dataclass
class Telephone:
    """An authenticator."""

    secret: str

    def code(self) -> str:
        """What it shows now."""
        return pyotp.TOTP(self.secret).at(clock.now())


Enrol = Callable[[Browser], tuple[Telephone, list[str]]]


@pytest.fixture
def enrol() -> Enrol:
    """Set up a second factor in a browser; gives the telephone and the recovery codes."""

    def act(browser: Browser) -> tuple[Telephone, list[str]]:
        page = browser.get("/akun/faktor-kedua")
        telephone = Telephone(page.one(".secret code").get_text().replace(" ", ""))
        shown = page.submit({"code": telephone.code()})
        assert shown.heading == "Kode cadangan"
        return telephone, shown.all(".codes code")

    return act


@pytest.fixture
def newcomer(save: Callable[..., None], world: World) -> Callable[..., User]:
    """An account with a first password, as an administrator makes it: ``newcomer("kata-sandi-pertama-9")``."""
    del world

    def make(first: str, *, days: int = 14, username: str = "baru") -> User:
        from intranet.accounts import passwords
        from intranet.accounts.models import RoleGrant
        from intranet.accounts.states import Role

        user = User(
            username=username,
            name="Orang Baru",
            password_hash=passwords.make_hash(first),
            password_set_at=clock.now(),
            first_password_expires_at=clock.now() + timedelta(days=days),
            created_at=clock.now(),
        )
        save(user)
        save(RoleGrant(user_id=user.id, role=Role.CLERK, granted_at=clock.now()))
        return user

    return make
