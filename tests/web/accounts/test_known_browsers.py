"""Wrong tries of strangers hold nobody back in a browser that the account knows (security.md 31, 32)."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from intranet import create_app
from intranet.accounts import actions, devices
from intranet.accounts.models import KnownDevice, SignInAttempt
from intranet.core.actor import SYSTEM
from intranet.core.transaction import transaction
from intranet.extensions import db
from tests.browser_client import Browser
from tests.web.accounts.conftest import knock
from tests.world import PASSWORD

NEW = "sepeda hijau melompati sungai"


@pytest.fixture
def mine(app, world):
    """The browser in which the operator of Dinkes signed in some day."""
    browser = Browser(app)
    assert knock(browser, "op.dinkes", PASSWORD).status == 303
    browser.post("/keluar")
    return browser


def strangers(app, count=6, username="op.dinkes"):
    return [knock(Browser(app), username, "salah").status for _ in range(count)]


def token(browser):
    found = browser.client.get_cookie("device")
    return found.value if found else None


def test_strangers_do_not_hold_the_owner_back(app, mine, time):
    assert strangers(app) == [422] * 5 + [429]
    assert knock(Browser(app), "op.dinkes", PASSWORD).status == 429
    assert knock(mine, "op.dinkes", PASSWORD).status == 303


def test_a_known_browser_has_five_tries_too_and_its_wait_ends(app, mine, time):
    assert [knock(mine, "op.dinkes", "salah").status for _ in range(7)] == [422] * 5 + [429] * 2
    assert knock(mine, "op.dinkes", PASSWORD).status == 429
    assert knock(Browser(app), "op.dinkes", "salah").status == 422
    time.move(seconds=61)
    assert knock(mine, "op.dinkes", PASSWORD).status == 303


def test_the_owner_inside_forgives_no_stranger(app, mine, time):
    strangers(app)
    assert knock(mine, "op.dinkes", PASSWORD).status == 303
    assert knock(Browser(app), "op.dinkes", "salah").status == 429


def test_a_browser_known_to_one_account_is_a_stranger_to_others(app, mine, time):
    strangers(app, username="op.disdukcapil")
    assert knock(mine, "op.disdukcapil", PASSWORD).status == 429


def test_one_browser_serves_several_accounts(app, mine, time):
    before = token(mine)
    assert knock(mine, "op.disdukcapil", PASSWORD).status == 303
    assert token(mine) == before
    mine.post("/keluar")
    for username in ("op.dinkes", "op.disdukcapil"):
        strangers(app, username=username)
        assert knock(mine, username, PASSWORD).status == 303
        mine.post("/keluar")


def test_the_limit_of_the_address_stays(app, mine, time):
    for number in range(30):
        knock(Browser(app), f"siapa.{number}", "salah")
    assert knock(mine, "op.dinkes", PASSWORD).status == 429


def test_it_counts_across_two_processes(app, mine, settings, time):
    other = create_app(settings)
    there = Browser(other)
    there.client.set_cookie("device", token(mine))
    strangers(app)
    tries = [knock(each, "op.dinkes", "salah").status for each in (mine, there, mine, there, mine, there, mine)]
    assert tries == [422] * 5 + [429] * 2
    with other.app_context():
        db.engine.dispose()


def test_confirming_it_is_you_is_not_held_back_either(app, mine, time):
    assert knock(mine, "op.dinkes", PASSWORD).status == 303
    strangers(app)
    assert mine.get("/akun/pastikan").submit({"password": PASSWORD}, action="/akun/pastikan", follow=False).status == 303


@pytest.mark.parametrize("made_up", ["", "x", "x.y", "é" * 40, "." * 300, "a" * 43 + "." + "0" * 32])
def test_a_made_up_token_is_a_stranger_and_is_replaced(app, world, time, made_up):
    strangers(app)
    browser = Browser(app)
    browser.client.set_cookie("device", made_up)
    assert knock(browser, "op.dinkes", PASSWORD).status == 429
    assert knock(browser, "op.disdukcapil", PASSWORD).status == 303
    assert devices.hash_of(token(browser))


def test_a_signed_token_that_the_account_does_not_know_is_a_stranger(app, world, time):
    with app.app_context():
        foreign = devices.new_token()
    browser = Browser(app)
    browser.client.set_cookie("device", foreign)
    strangers(app)
    assert knock(browser, "op.dinkes", PASSWORD).status == 429


def test_the_token_comes_with_a_right_sign_in_alone(app, world, time):
    browser = Browser(app)
    assert knock(browser, "op.dinkes", "salah").status == 422
    assert token(browser) is None
    knock(browser, "op.dinkes", PASSWORD)
    with app.app_context():
        assert list(db.session.scalars(select(KnownDevice.token_hash))) == [devices.hash_of(token(browser))]
        assert token(browser) not in db.session.scalars(select(KnownDevice.token_hash)).all()


def test_with_a_second_factor_it_comes_after_the_code(app, world, enrol, time):
    browser = Browser(app)
    knock(browser, "op.dinkes", PASSWORD)
    telephone, _ = enrol(browser)
    time.move(seconds=60)
    other = Browser(app)
    asked = knock(other, "op.dinkes", PASSWORD)
    assert token(other) is None
    assert asked.submit({"code": telephone.code()}, action="/masuk/kode", follow=False).status == 303
    assert token(other)


@pytest.mark.parametrize(
    ("base_url", "name", "secure"), [("https://intranet.example", "__Host-device", True), ("http://localhost", "device", False)]
)
def test_its_cookie_is_closed(another_app, world, base_url, name, secure):
    client = another_app(base_url=base_url).test_client()
    with client.get("/masuk", base_url=base_url) as page:
        csrf = page.text.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    data = {"username": "op.dinkes", "password": PASSWORD, "csrf_token": csrf}
    with client.post(
        "/masuk", data=data, base_url=base_url, headers={"Origin": base_url, "Referer": f"{base_url}/masuk"}
    ) as answer:
        assert answer.status_code == 303
        (cookie,) = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith(f"{name}=")]
    assert {"HttpOnly", "SameSite=Lax", "Path=/", f"Max-Age={180 * 24 * 3600}"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert ("Secure" in cookie) is secure


# --- when it is forgotten ------------------------------------------------------------------------------------------


def test_another_password_forgets_all_browsers_but_this_one(app, mine, time):
    here = Browser(app)
    knock(here, "op.dinkes", PASSWORD)
    values = {"current_password": PASSWORD, "new_password": NEW, "repeat_password": NEW}
    assert here.get("/akun/kata-sandi").submit(values, action="/akun/kata-sandi", follow=False).status == 303
    here.post("/keluar")
    strangers(app)
    assert knock(mine, "op.dinkes", NEW).status == 429
    assert knock(here, "op.dinkes", NEW).status == 303


def test_ending_all_other_sessions_forgets_the_other_browsers(app, mine, time):
    here = Browser(app)
    knock(here, "op.dinkes", PASSWORD)
    page = here.get("/akun")
    assert "dikenal di 2 peramban" in page.text
    assert page.submit(button="Akhiri semua sesi lain").toasts == ["Tidak ada sesi lain; peramban lain dilupakan."]
    here.post("/keluar")
    strangers(app)
    assert knock(mine, "op.dinkes", PASSWORD).status == 429
    assert knock(here, "op.dinkes", PASSWORD).status == 303


@pytest.mark.parametrize("step", ["reset_password", "disable_user", "sign_out_user"])
def test_what_an_administrator_ends_forgets_all_browsers(app, mine, world, step):
    with app.app_context():
        with transaction():
            getattr(actions, step)(SYSTEM, user_id=world.people["op_b"].id)
        assert db.session.scalar(select(func.count()).select_from(KnownDevice)) == 0
        db.session.remove()


def test_an_account_knows_the_five_browsers_used_last(app, world, time):
    browsers = [Browser(app) for _ in range(7)]
    for browser in [*browsers, browsers[0]]:
        time.move(seconds=1)
        knock(browser, "op.dinkes", PASSWORD)
        browser.post("/keluar")
    with app.app_context():
        known = set(db.session.scalars(select(KnownDevice.token_hash)))
        assert known == {devices.hash_of(token(browser)) for browser in [browsers[0], *browsers[3:]]}


def test_after_half_a_year_it_is_forgotten(app, mine, time):
    time.move(days=180, seconds=1)
    strangers(app)
    assert knock(mine, "op.dinkes", PASSWORD).status == 429
    with app.app_context():
        with transaction():
            actions.purge()
        assert db.session.scalar(select(func.count()).select_from(KnownDevice)) == 0
        assert db.session.scalar(select(func.count()).select_from(SignInAttempt)) == 5
        db.session.remove()
