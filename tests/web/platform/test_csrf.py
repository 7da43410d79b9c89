"""A writing request needs our token and our own page behind it."""

import pytest

from intranet.web import csrf
from tests.lab import seen


def form_token(lab):
    browser = lab.browser()
    return browser, browser.get("/lab/formulir").one("main [name=csrf_token]")["value"]


def test_valid_token_is_accepted(lab):
    lab.person()
    browser, _ = form_token(lab)

    page = browser.get("/lab/formulir").submit({"name": "Lubuk Resam"})

    assert page.url == "/lab/halaman"
    assert page.toasts == ["Tersimpan."]
    assert [each["name"] for each in seen] == ["Lubuk Resam"]


@pytest.mark.parametrize("token", ["", "salah", "A" * 200, "é" * 100])
def test_missing_or_wrong_token_changes_nothing(lab, token):
    lab.person()
    browser, _ = form_token(lab)

    page = browser.post("/lab/formulir", {"name": "x", "csrf_token": token})

    assert page.status == 400
    assert page.heading == "Kiriman belum dijalankan"
    assert seen == []


def test_token_of_another_session_changes_nothing(lab):
    lab.person()
    _, foreign = form_token(lab)
    browser, _ = form_token(lab)

    assert browser.post("/lab/formulir", {"name": "x", "csrf_token": foreign}).status == 400
    assert seen == []


def test_stale_token_loses_nothing_that_was_typed(lab):
    lab.person()
    browser, _ = form_token(lab)

    page = browser.post("/lab/formulir", {"name": "Lubuk Resam", "csrf_token": "basi"})
    again = page.submit(action="/lab/formulir")

    assert again.url == "/lab/halaman"
    assert [each["name"] for each in seen] == ["Lubuk Resam"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://jahat.example", "Sec-Fetch-Site": ""},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_foreign_origin_changes_nothing_even_with_a_valid_token(lab, headers):
    lab.person()
    browser, token = form_token(lab)
    headers = {name: value for name, value in headers.items() if value}
    response = browser.client.post("/lab/formulir", data={"name": "x", "csrf_token": token}, headers=headers)

    assert response.status_code == 403
    assert seen == []


def test_token_in_the_header_of_htmx_is_accepted(lab):
    lab.person()
    browser, token = form_token(lab)

    response = browser.client.post("/lab/formulir", data={"name": "x"}, headers={"X-CSRFToken": token, "HX-Request": "true"})

    assert response.status_code == 204
    assert response.headers["HX-Redirect"] == "/lab/halaman"


def test_token_looks_different_each_time_and_is_the_same_underneath():
    masked = {csrf.mask("rahasia") for _ in range(20)}

    assert len(masked) == 20
    assert {csrf.unmask(each) for each in masked} == {"rahasia"}


@pytest.mark.parametrize("junk", ["", "a", "!!!", "A" * 43, "é"])
def test_junk_has_no_token_underneath(junk):
    assert csrf.unmask(junk) == ""
