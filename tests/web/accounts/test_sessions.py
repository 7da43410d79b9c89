"""How long a session counts, and what ends it (security.md 11, 27, 29, 30, 38)."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import select, update

from intranet.accounts.models import RoleGrant, UserSession
from intranet.accounts.states import Role, SessionEnd
from intranet.core import audit
from intranet.core.transaction import unguarded
from intranet.extensions import db
from tests.browser_client import Browser
from tests.web.accounts.conftest import knock
from tests.world import PASSWORD


def test_a_resting_session_ends_after_half_an_hour(browser_as, time):
    browser = browser_as("op_a")
    time.move(minutes=29)
    assert browser.get("/akun").status == 200
    time.move(minutes=29)
    assert browser.get("/akun").status == 200
    time.move(minutes=31)
    assert browser.get("/akun").status == 302


def test_a_busy_session_ends_after_twelve_hours(browser_as, time):
    browser = browser_as("op_a")
    for _ in range(29):
        time.move(minutes=24)
        assert browser.get("/akun").status == 200
    time.move(minutes=25)
    assert browser.get("/akun").status == 302


def test_both_limits_are_settings(browser_as, app, time):
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], session_idle_minutes=5, session_absolute_minutes=8)
    browser = browser_as("op_a")
    time.move(minutes=4)
    assert browser.get("/akun").status == 200
    time.move(minutes=4, seconds=1)
    assert browser.get("/akun").status == 302


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(browser_as, time):
    browser = browser_as("op_a")
    time.move(minutes=20)
    assert browser.get("/akun", headers={"X-Poll": "1"}).status == 200
    time.move(minutes=11)
    assert browser.get("/akun").status == 302


def test_use_is_noted_at_most_once_a_minute(browser_as, app, time):
    browser = browser_as("op_a")

    def seen() -> object:
        with app.app_context():
            return db.session.scalar(select(UserSession.seen_at))

    first = seen()
    time.move(seconds=50)
    browser.get("/akun")
    assert seen() == first
    time.move(seconds=15)
    browser.get("/akun")
    assert seen() == time.at


def test_who_is_signed_in_costs_one_statement(browser_as, count_statements):
    browser = browser_as("carer")
    assert count_statements(lambda: browser.get("/akun/pastikan")) <= 2  # SQLite is also told to begin


def test_a_right_taken_away_is_gone_at_the_next_request(browser_as, app, world):
    browser = browser_as("planner")
    assert browser.get("/audit").status == 200
    with app.app_context(), unguarded():
        db.session.execute(update(RoleGrant).where(RoleGrant.user_id == world.people["planner"].id).values(role=Role.CARER))
        db.session.commit()
    assert browser.get("/audit").status == 403


def test_own_sessions_are_listed_and_ended_one_by_one(app, world):
    here, other = Browser(app), Browser(app)
    knock(here, "op.dinkes", PASSWORD)
    other.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile"
    knock(other, "op.dinkes", PASSWORD)
    page = here.get("/akun/sesi", follow=True)
    assert "2 sesi berlaku" in page.text
    assert "Chrome di Android" in page.text
    assert "127.0.0.1" in page.text
    assert page.text.count("Sesi ini") == 1
    ended = page.submit(button="Akhiri sesi Chrome di Android")
    assert ended.toasts == ["Sesi itu sudah diakhiri."]
    assert "1 sesi berlaku" in ended.text
    assert here.get("/akun").status == 200
    assert other.get("/akun").status == 302


def test_all_other_sessions_end_with_one_press(app, world):
    browsers = [Browser(app) for _ in range(4)]
    for browser in browsers:
        knock(browser, "op.dinkes", PASSWORD)
    page = browsers[0].get("/akun").submit(button="Akhiri semua sesi lain")
    assert page.toasts == ["3 sesi lain diakhiri."]
    assert [browser.get("/akun").status for browser in browsers] == [200, 302, 302, 302]


def test_sessions_of_others_are_out_of_reach(app, world, browser_as):
    victim = browser_as("op_a")
    with app.app_context():
        session_id = db.session.scalar(select(UserSession.id))
    assert browser_as("op_b").post(f"/akun/sesi/{session_id}/akhiri").status == 404
    assert victim.get("/akun").status == 200


def test_an_ended_session_keeps_its_first_reason(app, browser_as):
    browser = browser_as("op_a")
    with app.app_context():
        session_id = db.session.scalar(select(UserSession.id))
    second = Browser(app)
    knock(second, "op.disdukcapil", PASSWORD)
    second.post(f"/akun/sesi/{session_id}/akhiri")
    second.post(f"/akun/sesi/{session_id}/akhiri")
    assert browser.get("/akun").status == 302
    with app.app_context():
        assert db.session.scalar(select(UserSession.end).where(UserSession.id == session_id)) is SessionEnd.ENDED_BY_OWNER


def test_an_unknown_token_is_nobody(app, world):
    browser = Browser(app)
    with browser.client.session_transaction() as session:
        session["_user_id"] = "x" * 43
    assert browser.get("/akun").status == 302


def test_fresh_password_is_asked_for_after_five_minutes_and_the_press_is_kept(browser_as, world, time):
    browser = browser_as("admin")
    user_id = world.people["carer"].id
    page = browser.get(f"/pengguna/{user_id}")
    time.move(minutes=6)
    asked = page.submit(button="Nonaktifkan akun")
    assert asked.status == 401
    assert asked.heading == "Pastikan ini Anda"
    wrong = asked.submit({"password": "salah"}, action="/akun/pastikan")
    assert wrong.status == 422
    assert wrong.error_of("password") == "Kata sandi tidak cocok."
    ready = wrong.submit({"password": PASSWORD}, action="/akun/pastikan")
    assert ready.heading == "Satu tekan lagi"
    done = ready.submit(button="Jalankan sekarang")
    assert done.toasts == ["Akun dinonaktifkan dan semua sesinya diakhiri."]


def test_within_five_minutes_nobody_is_asked_again(browser_as, world, time):
    browser = browser_as("admin")
    time.move(minutes=4, seconds=59)
    page = browser.get(f"/pengguna/{world.people['carer'].id}").submit(button="Nonaktifkan akun")
    assert "Akun dinonaktifkan" in page.toasts[0]


def test_asking_for_the_password_again_is_throttled(browser_as, time):
    browser = browser_as("op_a")
    told = [browser.get("/akun/pastikan").submit({"password": "salah"}, action="/akun/pastikan").status for _ in range(7)]
    assert told == [422] * 5 + [429] * 2


def test_confirming_leads_only_to_own_paths(browser_as):
    browser = browser_as("op_a")
    page = browser.get("/akun/pastikan", query={"next": "//jahat.example/"})
    assert page.one('[name="next"]')["value"] == "/beranda"


@pytest.mark.parametrize(
    ("base_url", "name", "secure"), [("https://intranet.example", "__Host-session", True), ("http://localhost", "session", False)]
)
def test_cookie_is_closed(another_app, world, base_url, name, secure):
    client = another_app(base_url=base_url).test_client()
    with client.get("/masuk", base_url=base_url) as response:
        cookies = response.headers.getlist("Set-Cookie")
    assert len(cookies) == 1
    assert cookies[0].startswith(f"{name}=")
    assert "HttpOnly" in cookies[0]
    assert "SameSite=Lax" in cookies[0]
    assert "Path=/" in cookies[0]
    assert "Domain" not in cookies[0]
    assert ("Secure" in cookies[0]) is secure


def test_the_chain_of_events_stays_whole(app, browser_as):
    browser_as("op_a").get("/akun").submit(action="/keluar")
    with app.app_context():
        assert audit.verify().ok
