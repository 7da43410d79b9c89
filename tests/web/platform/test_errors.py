"""Refusals in words: what happened, what to do, never a trace, and always the same protection."""

import pytest

from intranet.core.permissions import Permission
from intranet.web import access


def test_unknown_address_says_so_in_indonesian(stranger):
    page = stranger.get("/alamat-yang-tidak-ada")

    assert page.status == 404
    assert page.heading == "Halaman tidak ditemukan"
    assert "Periksa alamatnya" in page.text


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("hilang", 404, "Kunjungan ini tidak ditemukan."),
        ("langkah", 409, "Muat ulang halaman"),
        ("bentrok", 409, "sudah diubah orang lain"),
        ("sibuk", 503, "Tunggu sebentar"),
        ("penuh", 507, "Ruang penyimpanan"),
        ("sering", 429, "coba lagi"),
        ("cakram", 507, "Ruang penyimpanan"),
    ],
)
def test_each_refusal_has_its_status_and_words(lab, kind, status, words):
    lab.person()

    page = lab.browser().get(f"/lab/galat/{kind}")

    assert page.status == status
    assert words in page.text


def test_refused_step_leads_back_to_where_it_was_asked(lab):
    lab.person()

    page = lab.browser().get("/lab/galat/langkah", headers={"Referer": "http://localhost/lab/halaman?versi=3"})

    assert page.link("Kembali") == "/lab/halaman?versi=3"


def test_way_back_never_leaves_the_site(lab):
    lab.person()

    page = lab.browser().get("/lab/galat/langkah", headers={"Referer": "https://jahat.example/lab/halaman"})

    assert "jahat" not in page.html


def test_waiting_time_is_told_to_machines_too(lab):
    lab.person()

    assert lab.browser().get("/lab/galat/sering").response.headers["Retry-After"] == "30"
    assert int(lab.browser().get("/lab/galat/sibuk").response.headers["Retry-After"]) > 0


def test_fault_of_the_program_shows_a_code_and_nothing_of_the_inside(lab):
    lab.app.config["PROPAGATE_EXCEPTIONS"] = False
    lab.person()

    page = lab.browser().get("/lab/galat/program")

    assert page.status == 500
    assert page.response.headers["X-Request-ID"] in page.text
    for leak in ("RuntimeError", "Traceback", "1701010101010001", ".py"):
        assert leak not in page.html


def test_error_page_stands_when_finding_the_person_fails(lab):
    lab.app.config["PROPAGATE_EXCEPTIONS"] = False

    def broken():
        raise OSError(28, "No space left on device")

    access.set_identity_loader(broken)

    page = lab.browser().get("/lab/halaman")

    assert page.status == 507
    assert "Ruang penyimpanan" in page.text


def test_htmx_gets_a_note_over_the_page_instead_of_a_page_in_a_row(lab):
    lab.person()

    note = lab.browser().get("/lab/galat/langkah", htmx="results")

    assert note.status == 409
    assert not note.is_whole
    assert note.response.headers["HX-Retarget"] == "#toasts"
    assert note.response.headers["HX-Reswap"] == "beforeend"
    assert note.one("[role=alert]")


def test_busy_database_gives_back_what_was_sent(lab):
    lab.person()
    browser = lab.browser()
    token = browser.get("/lab/formulir").one("main [name=csrf_token]")["value"]

    page = browser.post("/lab/galat/sibuk", {"csrf_token": token, "nama": "Lubuk Resam", "password": "kembang-17"})

    assert page.status == 503
    form = page.form(action="/lab/galat/sibuk")
    assert page.fields(form)["nama"] == ["Lubuk Resam"]
    assert "kembang-17" not in page.html


def test_too_large_body_is_refused_with_the_limit(lab):
    lab.person()
    browser = lab.browser()

    page = browser.get("/lab/formulir").submit({"name": "a", "photo": (b"x" * 24 * 1024 * 1024, "foto.jpg")})

    assert page.status == 413
    assert "16 MB" in page.text


@pytest.mark.parametrize("content_type", ["multipart/form-data", "application/x-www-form-urlencoded"])
def test_too_many_parts_are_refused(lab, content_type):
    lab.person()
    browser = lab.browser()
    browser.get("/lab/formulir")

    response = browser.client.post(
        "/lab/formulir",
        data={f"f{number}": "x" for number in range(1200)},
        content_type=content_type,
        headers={"Origin": "http://localhost"},
    )

    assert response.status_code == 413


@pytest.mark.parametrize(
    "number", ["2147483648", "9999999999", "99999999999999999999", "-1", "1e3", "٣", "007", "1.0", "%00", "1;"]
)
def test_odd_ids_are_not_found(lab, number):
    lab.person()

    assert lab.browser().get(f"/lab/angka/{number}").status == 404


def test_biggest_id_is_read(lab):
    lab.person()

    assert lab.browser().get("/lab/angka/2147483647").html == "2147483647"


@pytest.mark.parametrize("name", ["a%00b", "a%0Ab", "a%1Bb", "x" * 201])
def test_odd_names_are_not_found(lab, name):
    lab.person()

    assert lab.browser().get(f"/lab/nama/{name}").status == 404


def test_query_is_cleaned_before_views_see_it(lab):
    lab.person()

    page = lab.browser().get("/lab/halaman?q=%00Lubuk%0D%0A%20%20Resam%1B&" + "x=" + "y" * 5000)

    assert page.status == 200
    assert "halo Yudi Hartawan Lubuk Resam" in page.text


def test_user_text_is_escaped(lab):
    lab.person()

    page = lab.browser().get("/lab/halaman?q=<script>alert(1)</script><b hx-get=/keluar>")

    assert page.soup.find("script", src=False) is None
    assert page.soup.find("b", attrs={"hx-get": True}) is None


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
ANSWERS = [
    ("/lab/halaman", 200),
    ("/lab/susun", 403),
    ("/tidak-ada", 404),
    ("/lab/galat/langkah", 409),
    ("/lab/galat/program", 500),
    ("/lab/galat/sibuk", 503),
    ("/sehat", 200),
    ("/static/tidak-ada.css", 404),
]


@pytest.mark.parametrize(("path", "status"), ANSWERS)
def test_every_answer_carries_the_protection(lab, path, status):
    lab.app.config["PROPAGATE_EXCEPTIONS"] = False
    lab.person()

    response = lab.app.test_client().get(path)

    assert response.status_code == status
    for name, value in HEADERS.items():
        assert response.headers[name] == value
    policy = response.headers["Content-Security-Policy"]
    for part in ("default-src 'none'", "script-src 'self'", "object-src 'none'", "base-uri 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert "Server" not in response.headers
    assert "HX-Request" in response.headers["Vary"]


def test_tls_is_pinned_only_under_tls(lab):
    client = lab.app.test_client()

    assert "Strict-Transport-Security" not in client.get("/sehat").headers
    assert "max-age" in client.get("/sehat", base_url="https://localhost").headers["Strict-Transport-Security"]


def test_redirects_never_follow_the_host_header(lab):
    response = lab.app.test_client().get("/lab/halaman", headers={"Host": "jahat.example", "X-Forwarded-Host": "jahat.example"})

    assert response.headers["Location"].startswith("/masuk")


def test_forbidden_page_names_no_other_rights(lab):
    lab.person(Permission.VISITS_READ)

    assert "planning" not in lab.browser().get("/lab/susun").html
