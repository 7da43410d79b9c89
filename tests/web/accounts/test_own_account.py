"""Own password and second factor (security.md 29, 34, 36, 37)."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from sqlalchemy import select

from intranet.accounts import passwords
from intranet.accounts.models import RecoveryCode, User
from intranet.core import clock
from intranet.core.audit import AuditEvent
from intranet.extensions import db
from tests.browser_client import Browser
from tests.web.accounts.conftest import knock
from tests.world import PASSWORD

NEW = "sepeda hijau melompati sungai"
FIRST = "kmtr-52ha-p8wq-zz3n"


def change(browser, current=PASSWORD, new=NEW, repeat=None, follow=True):
    values = {"current_password": current, "new_password": new, "repeat_password": new if repeat is None else repeat}
    return browser.get("/akun/kata-sandi").submit(values, action="/akun/kata-sandi", follow=follow)


def test_a_new_password_ends_every_other_session(app, world):
    here, other = Browser(app), Browser(app)
    knock(here, "op.dinkes", PASSWORD)
    knock(other, "op.dinkes", PASSWORD)
    assert change(here, follow=False).status == 303
    assert here.get("/akun").status == 200
    assert other.get("/akun").status == 302
    assert knock(Browser(app), "op.dinkes", PASSWORD).status == 422
    assert knock(Browser(app), "op.dinkes", NEW).status == 303


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        ({"current": "salah"}, "current_password", "tidak cocok"),
        ({"new": "pendek"}, "new_password", "Paling sedikit 15"),
        ({"new": PASSWORD}, "new_password", "berbeda"),
        ({"new": "bengkulu selatan 2026"}, "new_password", "mudah ditebak"),
        ({"new": "Yenti Marlina 1987"}, "new_password", "nama Anda"),
        ({"repeat": NEW + "x"}, "repeat_password", "harus sama"),
        ({"new": "", "repeat": ""}, "new_password", "Wajib diisi"),
    ],
)
def test_a_password_that_will_not_do_is_told_beside_its_field(browser_as, values, field, says):
    page = change(browser_as("op_a"), **values)
    assert page.status == 422
    assert says in page.error_of(field)
    assert not any(control.get("value") for control in page.soup.select('input[type="password"]'))


def test_guessing_the_present_password_is_throttled(browser_as, time):
    browser = browser_as("op_a")
    assert [change(browser, current="salah").status for _ in range(7)] == [422] * 5 + [429] * 2


def test_no_password_reaches_the_audit_trail(browser_as, app):
    change(browser_as("op_a"))
    with app.app_context():
        rows = db.session.execute(select(AuditEvent.event, AuditEvent.before, AuditEvent.after)).all()
    assert "password_changed" in {row.event for row in rows}
    assert NEW not in str(rows)
    assert PASSWORD not in str(rows)


def test_a_first_password_opens_nothing_but_the_page_to_change_it(newcomer, app):
    newcomer(FIRST)
    browser = Browser(app)
    assert knock(browser, "baru", FIRST).status == 303
    for path in ("/beranda", "/jadwal", "/akun", "/akun/sesi"):
        page = browser.get(path)
        assert (page.status, page.response.headers["Location"]) == (303, "/akun/kata-sandi")
    part = browser.get("/akun", htmx="isi")
    assert (part.status, part.response.headers["HX-Redirect"]) == (401, "/akun/kata-sandi")
    assert "Kata sandi pertama hanya untuk sekali masuk" in browser.get("/akun/kata-sandi").text
    assert change(browser, current=FIRST, follow=False).status == 303
    assert browser.get("/akun").status == 200
    assert knock(Browser(app), "baru", FIRST).status == 422


def test_a_first_password_expires(newcomer, app, time):
    newcomer(FIRST)
    time.move(days=15)
    assert knock(Browser(app), "baru", FIRST).status == 422


def test_a_first_password_once_used_lives_half_an_hour(newcomer, app, time):
    newcomer(FIRST)
    assert knock(Browser(app), "baru", FIRST).status == 303
    time.move(minutes=29)
    assert knock(Browser(app), "baru", FIRST).status == 303
    time.move(minutes=2)
    assert knock(Browser(app), "baru", FIRST).status == 422


def test_sign_out_works_before_the_first_password_is_changed(newcomer, app):
    newcomer(FIRST)
    browser = Browser(app)
    knock(browser, "baru", FIRST)
    page = browser.get("/akun/kata-sandi").submit(action="/keluar", follow=False)
    assert page.response.headers["Location"] == "/masuk"


def test_in_bssn_mode_a_password_runs_out(app, settings, browser_as, world, time):
    strict = dataclasses.replace(app.config["SETTINGS"], password_mode="bssn")
    app.config["SETTINGS"] = strict
    passwords.configure(strict)
    try:
        browser = browser_as("op_a")
        assert browser.get("/akun").response.headers["Location"] == "/akun/kata-sandi"
        assert "huruf besar" in browser.get("/akun/kata-sandi").text
        assert "tanda baca" in change(browser).error_of("new_password")
        assert change(browser, new="Sepeda hijau, 7 roda", follow=False).status == 303
        assert browser.get("/akun").status == 200
    finally:
        passwords.configure(settings)


# --- second factor -------------------------------------------------------------------------------------------------


def code_page(app, username: str) -> tuple[Browser, object]:
    browser = Browser(app)
    page = knock(browser, username, PASSWORD)
    assert page.heading == "Kode masuk"
    return browser, page


def test_code_is_asked_for_and_counts_once(app, browser_as, enrol, time):
    telephone, codes = enrol(browser_as("op_a"))
    assert len(codes) == 10
    time.move(seconds=30)
    browser, page = code_page(app, "op.disdukcapil")
    assert browser.get("/akun").status == 302
    inside = page.submit({"code": telephone.code()}, action="/masuk/kode", follow=False)
    assert inside.status == 303
    assert browser.get("/akun").status == 200
    _, again = code_page(app, "op.disdukcapil")
    replayed = again.submit({"code": telephone.code()}, action="/masuk/kode")
    assert replayed.status == 422
    assert "sudah dipakai" in replayed.text
    time.move(seconds=30)
    assert replayed.submit({"code": telephone.code()}, action="/masuk/kode", follow=False).status == 303


def test_the_code_that_enrolled_cannot_sign_in(app, browser_as, enrol, time):
    telephone, _ = enrol(browser_as("op_a"))
    _, page = code_page(app, "op.disdukcapil")
    assert page.submit({"code": telephone.code()}, action="/masuk/kode").status == 422


def test_a_recovery_code_counts_once_and_is_kept_hashed(app, browser_as, enrol, time):
    browser = browser_as("op_a")
    _, codes = enrol(browser)
    with app.app_context():
        stored = " ".join(db.session.scalars(select(RecoveryCode.code_hash)))
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)
    _, page = code_page(app, "op.disdukcapil")
    assert page.submit({"code": codes[3].upper()}, action="/masuk/kode", follow=False).status == 303
    _, page = code_page(app, "op.disdukcapil")
    assert page.submit({"code": codes[3]}, action="/masuk/kode").status == 422
    assert "9 kode cadangan belum dipakai" in browser.get("/akun").text


def test_new_recovery_codes_replace_the_old(app, browser_as, enrol, time):
    browser = browser_as("op_a")
    _, old = enrol(browser)
    fresh = browser.get("/akun").submit(button="Buat kode cadangan baru").all(".codes code")
    assert len(set(fresh) - set(old)) == 10
    _, page = code_page(app, "op.disdukcapil")
    refused = page.submit({"code": old[0]}, action="/masuk/kode")
    assert refused.status == 422
    assert refused.submit({"code": fresh[0]}, action="/masuk/kode", follow=False).status == 303


def test_guessing_codes_is_throttled(app, browser_as, enrol, time):
    telephone, _ = enrol(browser_as("op_a"))
    time.move(seconds=30)
    _, page = code_page(app, "op.disdukcapil")
    told = []
    for number in range(8):
        page = page.submit({"code": f"{number:06d}"}, action="/masuk/kode")
        told.append(page.status)
    assert told == [422] * 5 + [429] * 3
    assert page.submit({"code": telephone.code()}, action="/masuk/kode").status == 429
    time.move(seconds=61)
    assert page.submit({"code": telephone.code()}, action="/masuk/kode", follow=False).status == 303


def test_twenty_wrong_codes_in_an_hour_are_enough(app, browser_as, enrol, time):
    enrol(browser_as("op_a"))
    wrong = 0
    for _ in range(5):
        _, page = code_page(app, "op.disdukcapil")
        for number in range(5):
            page = page.submit({"code": f"99{number:04d}"}, action="/masuk/kode")
            wrong += page.status == 422
        time.move(seconds=61)
    assert wrong == 20


def test_half_a_sign_in_ends_after_five_minutes(app, browser_as, enrol, time):
    telephone, _ = enrol(browser_as("op_a"))
    _, page = code_page(app, "op.disdukcapil")
    time.move(minutes=6)
    late = page.submit({"code": telephone.code()}, action="/masuk/kode")
    assert late.status == 422
    assert late.heading == "Masuk"


def test_half_a_sign_in_ends_with_a_new_password(app, browser_as, enrol, time):
    inside = browser_as("op_a")
    telephone, _ = enrol(inside)
    time.move(seconds=30)
    _, page = code_page(app, "op.disdukcapil")
    change(inside, follow=False)
    assert page.submit({"code": telephone.code()}, action="/masuk/kode").status == 422


def test_a_wrong_first_code_keeps_the_qr(browser_as, time):
    browser = browser_as("op_a")
    page = browser.get("/akun/faktor-kedua")
    again = page.submit({"code": "000000"})
    assert again.status == 422
    assert "tidak cocok" in again.error_of("code")
    assert again.one(".secret code").get_text() == page.one(".secret code").get_text()


def test_secret_is_readable_neither_in_cookie_nor_in_database(app, browser_as, enrol, time):
    browser = browser_as("op_a")
    secret = browser.get("/akun/faktor-kedua").one(".secret code").get_text().replace(" ", "")
    with browser.client.session_transaction() as session:
        assert secret not in str(dict(session))
    telephone, _ = enrol(browser)
    with app.app_context():
        raw = db.session.execute(db.text("SELECT totp_secret FROM user_account WHERE totp_secret IS NOT NULL")).scalar_one()
    assert telephone.secret not in raw


def test_a_second_press_of_the_button_changes_nothing(app, browser_as, time):
    browser = browser_as("op_a")
    page = browser.get("/akun/faktor-kedua")
    from tests.web.accounts.conftest import Telephone

    code = Telephone(page.one(".secret code").get_text().replace(" ", "")).code()
    assert page.submit({"code": code}).heading == "Kode cadangan"
    assert page.submit({"code": code}).heading == "Akun saya"


def test_second_factor_can_be_put_off_and_a_short_password_then_has_to_go(app, browser_as, enrol, time):
    browser = browser_as("op_a")
    enrol(browser)
    time.move(seconds=1)
    assert change(browser, new="kerbau7x", follow=False).status == 303
    browser.get("/akun").submit(button="Matikan faktor kedua", follow=False)
    assert browser.get("/akun").response.headers["Location"] == "/akun/kata-sandi"
    assert change(browser, current="kerbau7x", new="kerbau8y").status == 422
    assert change(browser, current="kerbau7x", follow=False).status == 303
    assert knock(Browser(app), "op.disdukcapil", NEW).status == 303


@pytest.mark.parametrize(("who", "needed"), [("admin", True), ("sekda", True), ("regent", True), ("op_a", False), ("carer", False)])
def test_outside_the_demo_some_roles_must_set_it_up_first(forced, app, world, who, needed):
    browser = Browser(app)
    knock(browser, world.people[who].username, PASSWORD)
    page = browser.get("/akun")
    if needed:
        assert (page.status, page.response.headers["Location"]) == (303, "/akun/faktor-kedua")
        assert "Peran Anda memerlukan faktor kedua" in browser.get("/akun/faktor-kedua").text
    else:
        assert page.status == 200


def test_forced_set_up_lets_the_person_in(forced, app, world, enrol, time):
    browser = Browser(app)
    knock(browser, "sekda", PASSWORD)
    time.move(minutes=7)
    assert browser.get("/akun/faktor-kedua").heading == "Pastikan ini Anda"
    browser.get("/akun/pastikan").submit({"password": PASSWORD}, action="/akun/pastikan", follow=False)
    enrol(browser)
    assert browser.get("/akun").status == 200


def test_signing_in_does_not_disturb_an_open_form_of_the_administrator(app, browser_as, enrol, time):
    telephone, _ = enrol(browser_as("op_a"))

    def version() -> int:
        with app.app_context():
            return db.session.scalar(select(User.version).where(User.username == "op.disdukcapil"))

    before = version()
    time.move(seconds=30)
    _, page = code_page(app, "op.disdukcapil")
    page.submit({"code": telephone.code()}, action="/masuk/kode", follow=False)
    assert version() == before


def test_clock_of_the_tests_stands(time):
    assert clock.now() == time.at
    time.move(minutes=1)
    assert clock.now() - time.at == timedelta()
