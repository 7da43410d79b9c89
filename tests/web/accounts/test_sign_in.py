"""In and out, and what keeps others out (security.md 7, 28, 29, 31 to 35, 39)."""

from __future__ import annotations

import dataclasses
import threading

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from intranet import create_app
from intranet.accounts import passwords
from intranet.accounts.models import SignInAttempt, User, UserSession
from intranet.core.audit import AuditEvent
from intranet.extensions import db
from tests.browser_client import Browser
from tests.web.accounts.conftest import knock
from tests.world import PASSWORD

WRONG = "Nama pengguna atau kata sandi tidak cocok"
WAIT = "Terlalu banyak percobaan. Tunggu"


def cookie(browser: Browser) -> str:
    return browser.client.get_cookie("session").value


def test_right_password_leads_to_the_wanted_page(world, stranger):
    page = stranger.get("/masuk", query={"next": "/akun"})
    assert page.heading == "Masuk"
    page = page.submit({"username": " OP.Disdukcapil ", "password": PASSWORD}, action="/masuk")
    assert page.url == "/akun"
    assert "Yenti Marlina" in page.text
    assert "Disdukcapil" in page.text


def test_page_needs_no_script_and_helps_password_managers(stranger):
    page = stranger.get("/masuk")
    assert page.one('[name="username"]')["autocomplete"] == "username"
    assert page.one('[name="password"]')["autocomplete"] == "current-password"
    assert not page.soup.find_all("script")


def test_who_is_inside_is_not_asked_again(browser_as):
    page = browser_as("op_a").get("/masuk", query={"next": "/akun"})
    assert page.status == 303
    assert page.response.headers["Location"] == "/akun"


@pytest.mark.parametrize(
    ("username", "password"),
    [("op.disdukcapil", "salah-sama-sekali"), ("tidak.ada", PASSWORD), ("nonaktif", PASSWORD), ("habis", PASSWORD)],
)
def test_every_refusal_reads_the_same_and_takes_the_same_work(world, save, stranger, time, monkeypatch, username, password):
    save(
        _user("nonaktif", active=False),
        _user("habis", must_change_password=True, first_password_expires_at=time.at.replace(year=2025)),
    )
    verified = []
    real = PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "verify", lambda self, stored, given: verified.append(1) or real(self, stored, given))
    page = knock(stranger, username, password)
    assert page.status == 422
    assert WRONG in page.text
    assert len(verified) == 1
    assert page.one('[name="username"]')["value"] == username
    assert not page.one('[name="password"]').get("value")


def _user(username: str, **values) -> User:
    from tests.world import LONG_AGO, _password_hash

    given = {"must_change_password": False, **values}
    return User(
        username=username, name=username, password_hash=_password_hash(), password_set_at=LONG_AGO, created_at=LONG_AGO, **given
    )


def test_empty_fields_are_named(stranger):
    page = knock(stranger, "", "")
    assert page.status == 422
    assert page.error_of("username")
    assert page.error_of("password")


def test_sixth_try_waits_and_the_wait_ends_by_itself(world, app, time):
    told = [knock(Browser(app), "op.dinkes", "salah") for _ in range(20)]
    assert [page.status for page in told] == [422] * 5 + [429] * 15
    assert WAIT in told[5].text
    assert 1 <= int(told[5].response.headers["Retry-After"]) <= 61
    assert knock(Browser(app), "op.dinkes", PASSWORD).status == 429
    time.move(seconds=61)
    assert knock(Browser(app), "op.dinkes", PASSWORD).status == 303


def test_limit_of_one_name_touches_neither_others_nor_running_sessions(world, app, browser_as, time):
    inside = browser_as("op_b")
    for _ in range(8):
        knock(Browser(app), "op.dinkes", "salah")
    assert inside.get("/akun").status == 200
    assert knock(Browser(app), "op.disdukcapil", PASSWORD).status == 303


def test_a_right_password_forgets_the_wrong_ones(world, app, time):
    for _ in range(4):
        knock(Browser(app), "op.dinkes", "salah")
    assert knock(Browser(app), "op.dinkes", PASSWORD).status == 303
    for _ in range(4):
        assert knock(Browser(app), "op.dinkes", "salah").status == 422


def test_an_address_has_a_limit_over_all_names(world, app, time):
    statuses = [knock(Browser(app), f"siapa.{number}", "salah").status for number in range(33)]
    assert statuses == [422] * 30 + [429] * 3


def test_forwarded_addresses_are_not_believed(world, app, time):
    def spoofed(number: int) -> int:
        browser = Browser(app)
        token = browser.get("/masuk").one('[name="csrf_token"]')["value"]
        headers = {"X-Forwarded-For": f"10.0.0.{number}", "X-Real-IP": f"10.0.0.{number}", "Forwarded": f"for=10.0.0.{number}"}
        data = {"username": f"siapa.{number}", "password": "salah", "csrf_token": token}
        return browser.post("/masuk", data, headers=headers, follow=False).status

    assert [spoofed(number) for number in range(33)] == [422] * 30 + [429] * 3
    with app.app_context():
        assert set(db.session.scalars(select(SignInAttempt.address))) == {"127.0.0.1"}


def test_limit_holds_across_two_processes_on_one_database(world, app, settings, time):
    other = create_app(settings)
    tries = [knock(Browser(each), "op.dinkes", "salah").status for each in (app, other, app, other, app, other, app)]
    assert tries == [422] * 5 + [429] * 2
    with other.app_context():
        db.engine.dispose()


def test_tries_sent_at_once_do_not_slip_past_the_limit(world, app):
    gate, told = threading.Barrier(12), []

    def guess() -> None:
        browser = Browser(app)
        token = browser.get("/masuk").one('[name="csrf_token"]')["value"]
        gate.wait(timeout=20)
        data = {"username": "op.dinkes", "password": "salah", "csrf_token": token}
        told.append(browser.post("/masuk", data, follow=False).status)

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(told) == [422] * 5 + [429] * 7


def test_many_right_sign_ins_at_once_all_succeed(world, app):
    gate, told = threading.Barrier(10), []

    def enter() -> None:
        browser = Browser(app)
        token = browser.get("/masuk").one('[name="csrf_token"]')["value"]
        gate.wait(timeout=20)
        data = {"username": "op.dinkes", "password": PASSWORD, "csrf_token": token}
        told.append(browser.post("/masuk", data, follow=False).status)

    threads = [threading.Thread(target=enter) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert told == [303] * 10


@pytest.mark.parametrize("size", [257, 1024 * 1024])
def test_a_giant_password_is_refused_unhashed(world, stranger, monkeypatch, size):
    monkeypatch.setattr(PasswordHasher, "verify", lambda *_: pytest.fail("hashed"))
    page = knock(stranger, "op.dinkes", "a" * size)
    assert page.status in {413, 422}


@pytest.mark.parametrize(
    ("target", "leads"),
    [
        ("/akun", "/akun"),
        ("/konfirmasi?bulan=2", "/konfirmasi?bulan=2"),
        ("https://jahat.example/", "/beranda"),
        ("//jahat.example/", "/beranda"),
        ("/\\jahat.example", "/beranda"),
        ("\\\\jahat.example", "/beranda"),
        ("javascript:alert(1)", "/beranda"),
        ("/%0d%0aX: y", "/%0d%0aX: y"),
        ("beranda", "/beranda"),
    ],
)
def test_next_stays_inside(world, stranger, target, leads):
    token = stranger.get("/masuk").one('[name="csrf_token"]')["value"]
    data = {"username": "op.dinkes", "password": PASSWORD, "next": target, "csrf_token": token}
    page = stranger.post("/masuk", data, follow=False)
    assert page.status == 303
    assert page.response.headers["Location"] in {leads, "/beranda"}
    if leads == "/beranda":
        assert page.response.headers["Location"] == leads


def test_a_planted_session_is_not_taken_over(world, app, stranger):
    stranger.get("/masuk")
    planted = cookie(stranger)
    knock(stranger, "op.dinkes", PASSWORD)
    assert cookie(stranger) != planted
    other = Browser(app)
    other.client.set_cookie("session", planted)
    assert other.get("/akun").status == 302


def test_every_sign_in_has_a_token_of_its_own_kept_only_as_hash(world, app):
    one, two = Browser(app), Browser(app)
    knock(one, "op.dinkes", PASSWORD)
    knock(two, "op.dinkes", PASSWORD)
    with one.client.session_transaction() as first, two.client.session_transaction() as second:
        assert first["_user_id"] != second["_user_id"]
        token = first["_user_id"]
    assert len(token) >= 43
    with app.app_context():
        stored = db.session.scalars(select(UserSession.token_hash)).all()
    assert len(stored) == 2
    assert token not in stored


def test_sign_out_ends_a_copied_cookie_too(browser_as, app):
    browser = browser_as("op_a")
    copied = cookie(browser)
    left = browser.get("/akun").submit(action="/keluar", follow=False)
    assert left.status == 303
    assert left.response.headers["Location"] == "/masuk"
    assert '"storage"' in left.response.headers["Clear-Site-Data"]
    thief = Browser(app)
    thief.client.set_cookie("session", copied)
    assert thief.get("/akun").status == 302
    assert browser.get("/akun").status == 302


def test_sign_out_is_no_link(browser_as):
    assert browser_as("op_a").get("/keluar").status == 405


def test_signing_in_and_out_is_on_the_audit_trail(browser_as, app):
    browser_as("op_a").get("/akun").submit(action="/keluar")
    with app.app_context():
        rows = db.session.execute(select(AuditEvent.event, AuditEvent.actor_name).order_by(AuditEvent.id)).all()
    assert [tuple(row) for row in rows] == [("signed_in", "Yenti Marlina"), ("signed_out", "Yenti Marlina")]


def test_an_old_hash_is_renewed(world, app, settings, stranger):
    with app.app_context():
        before = db.session.scalar(select(User.password_hash).where(User.username == "op.dinkes"))
        version = db.session.scalar(select(User.version).where(User.username == "op.dinkes"))
    passwords.configure(dataclasses.replace(settings, argon2_time_cost=2))
    try:
        assert knock(stranger, "op.dinkes", PASSWORD).status == 303
        with app.app_context():
            after = db.session.scalar(select(User.password_hash).where(User.username == "op.dinkes"))
            assert after != before
            assert "t=2" in after
            assert db.session.scalar(select(User.version).where(User.username == "op.dinkes")) == version
        assert knock(Browser(app), "op.dinkes", PASSWORD).status == 303
    finally:
        passwords.configure(settings)


def test_no_name_typed_is_kept_in_the_clear(world, app, stranger):
    knock(stranger, "kata-sandi-di-kolom-nama", "salah")
    with app.app_context():
        row = db.session.execute(select(SignInAttempt.name_hash, SignInAttempt.address)).one()
        assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == 0
    assert "kata-sandi" not in str(row)


def test_what_was_typed_survives_the_sign_in_of_the_same_person(browser_as, app, world, time):
    browser = browser_as("admin")
    user_id = world.people["carer"].id
    page = browser.get(f"/pengguna/{user_id}")
    time.move(minutes=31)
    asked = page.submit({"name": "Mely Oktarina Putri"}, action=f"/pengguna/{user_id}")
    assert asked.status == 401
    assert asked.heading == "Masuk"
    assert "isian Anda aman" in asked.text
    back = asked.submit({"username": "admin", "password": PASSWORD}, action="/masuk")
    assert back.heading == "Isian Anda masih ada"
    done = back.submit(action=f"/pengguna/{user_id}")
    assert done.toasts == ["Akun tersimpan."]
    assert done.heading == "Mely Oktarina Putri"


def test_what_somebody_else_typed_is_not_handed_over(browser_as, app, world, time):
    browser = browser_as("admin")
    user_id = world.people["carer"].id
    page = browser.get(f"/pengguna/{user_id}")
    time.move(minutes=31)
    asked = page.submit({"name": "Mely Rahasia"}, action=f"/pengguna/{user_id}")
    other = asked.submit({"username": "op.dinkes", "password": PASSWORD}, action="/masuk", follow=False)
    assert other.status == 303
    assert "Mely Rahasia" not in other.html
