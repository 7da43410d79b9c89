"""The guard: closed by default, and no header opens anything."""

import pytest
from flask import Flask

from intranet.core.permissions import Permission
from intranet.web import access
from intranet.web.access import UndeclaredEndpoint, own_path, public, signed_in
from tests.lab import seen

DISGUISES = (
    {},
    {"HX-Request": "true"},
    {"HX-Request": "true", "HX-Target": "results"},
    {"HX-Boosted": "true"},
    {"HX-History-Restore-Request": "true", "HX-Request": "true"},
    {"Accept": "application/json"},
    {"X-Poll": "1"},
    {"X-Requested-With": "XMLHttpRequest"},
)


def test_stranger_is_sent_to_sign_in_and_back(lab):
    response = lab.app.test_client().get("/lab/halaman?q=a&versi=2")

    assert response.status_code == 302
    assert response.headers["Location"] == "/masuk?next=/lab/halaman%3Fq%3Da%26versi%3D2"


def test_htmx_is_sent_to_sign_in_over_the_whole_page(lab):
    response = lab.app.test_client().get(
        "/lab/halaman", headers={"HX-Request": "true", "HX-Current-URL": "http://localhost/lab/susun?x=1"}
    )

    assert response.status_code == 401
    assert response.headers["HX-Redirect"] == "/masuk?next=/lab/susun%3Fx%3D1"
    assert response.data == b""


def test_poll_of_an_ended_session_stops_and_leaves_the_page_alone(lab):
    response = lab.app.test_client().get("/lab/halaman", headers={"HX-Request": "true", "X-Poll": "1"})

    assert response.status_code == 286
    assert response.headers["HX-Trigger"] == "session-ended"
    assert response.data == b""


@pytest.mark.parametrize("headers", DISGUISES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"])
@pytest.mark.parametrize("path", ["/lab/halaman", "/lab/susun", "/lab/formulir", "/lab/angka/1", "/lab/tanda-tangan"])
def test_stranger_gets_nothing_by_any_method_or_header(lab, path, method, headers):
    response = lab.app.test_client().open(path, method=method, headers=headers)

    assert response.status_code in {286, 302, 401, 403, 404}
    assert b"Ruang coba" not in response.data
    assert b"Formulir" not in response.data


@pytest.mark.parametrize("headers", DISGUISES)
def test_person_without_permission_is_refused_whatever_the_header(lab, headers):
    lab.person(Permission.PLANNING_READ)

    response = lab.app.test_client().get("/lab/susun", headers=headers)

    assert response.status_code == 403
    assert "untuk perencana" not in response.text


def test_refusal_says_what_to_do(lab):
    lab.person()

    page = lab.browser().get("/lab/susun")

    assert page.status == 403
    assert "Peran Anda tidak mencakup halaman ini." in page.text
    assert "minta admin" in page.text


def test_person_with_permission_is_served(lab):
    lab.person(Permission.PLANNING_DRAFT)

    assert "untuk perencana" in lab.browser().get("/lab/susun").text


def test_withdrawn_permission_is_refused_at_the_next_request(lab):
    lab.person(Permission.PLANNING_DRAFT)
    browser = lab.browser()
    assert browser.get("/lab/susun").status == 200
    lab.person()

    assert browser.get("/lab/susun").status == 403


def test_public_page_needs_nobody(lab):
    assert lab.browser().get("/lab/umum").status == 200


def test_wrong_method_on_a_public_page_is_405(lab):
    response = lab.app.test_client().post("/sehat")

    assert response.status_code == 405
    assert set(response.headers["Allow"].replace(" ", "").split(",")) == {"GET", "HEAD"}


def test_unmarked_endpoint_refuses_to_start():
    app = Flask("unmarked", static_folder=None)
    app.add_url_rule("/terbuka", "open", public(lambda: ""))
    app.add_url_rule("/lupa", "forgotten", lambda: "")

    with pytest.raises(UndeclaredEndpoint, match="forgotten"):
        access.assert_declared(app)


def test_two_marks_on_a_view_refuse_to_start():
    with pytest.raises(UndeclaredEndpoint):
        public(signed_in(lambda: ""))


@pytest.mark.parametrize(
    ("target", "result"),
    [
        ("/kunjungan/7?tab=1", "/kunjungan/7?tab=1"),
        ("//jahat.example", "/beranda"),
        ("/\\jahat.example", "/beranda"),
        ("/\t/jahat.example", "/beranda"),
        ("https://jahat.example/", "/beranda"),
        ("javascript:alert(1)", "/beranda"),
        ("jadwal", "/beranda"),
        ("", "/beranda"),
        (None, "/beranda"),
        ("/a b", "/beranda"),
    ],
)
def test_next_leads_only_to_own_paths(target, result):
    assert own_path(target) == result


def test_stale_password_is_asked_again_and_what_was_sent_is_kept(lab):
    lab.person()
    lab.fresh = False
    browser = lab.browser()
    token = browser_token(browser)

    page = browser.post("/lab/tanda-tangan", {"alasan": "sudah diperiksa", "csrf_token": token})

    assert page.status == 401
    assert page.heading == "Masuk"
    assert page.one("[name=held]")["value"]


def browser_token(browser):
    return browser.get("/lab/formulir").one("main [name=csrf_token]")["value"]


def test_ended_session_keeps_what_was_typed(lab):
    lab.person(user_id=7)
    browser = lab.browser()
    form = browser.get("/lab/formulir")
    lab.actor, lab.expired_user_id = None, 7

    asked = form.submit({"name": "Lubuk Resam\nbaris", "note": "a\nb ✓", "quota": "sepuluh", "services": ["1", "2"]})
    assert asked.status == 401
    lab.person(user_id=7)
    kept = asked.submit(action="/masuk-lab")

    assert "Isian Anda masih ada" in kept.text
    again = kept.submit(action="/lab/formulir")
    assert again.status == 422
    assert again.one("[name=note]").get_text().strip() == "a\nb ✓"
    assert again.one("[name=quota]")["value"] == "sepuluh"
    assert len(again.soup.select("[name=services][checked]")) == 2


def test_ended_session_by_htmx_shows_the_sign_in_over_the_page(lab):
    lab.person()
    browser = lab.browser()
    form = browser.get("/lab/formulir")
    lab.actor = None

    asked = form.submit({"name": "Lubuk Resam"}, htmx="results")

    assert asked.status == 401
    assert asked.response.headers["HX-Retarget"] == "body"
    assert "Masuk" in asked.html
    assert seen == []


def test_foreign_site_cannot_leave_a_form_behind(lab):
    response = lab.app.test_client().post("/lab/formulir", data={"name": "jahat"})

    assert response.status_code == 401
    assert 'name="held" value=""' in response.text
