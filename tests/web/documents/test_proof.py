"""What anybody with the paper in hand may learn, and no more."""

from __future__ import annotations

import hashlib
import random
import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import update

from intranet import create_app
from intranet.core import clock
from intranet.core.transaction import unguarded
from intranet.documents import compose
from intranet.documents.models import Document
from intranet.extensions import db
from tests.browser_client import Browser
from tests.conftest import FROZEN_AT

REASON = "Jumlah layanan keliru dicatat."
SCAN = b"%PDF-1.7\n% dipindai\n%%EOF\n"
VERDICTS = {
    "issued": "Dokumen asli dan berlaku",
    "signed": "Dokumen asli, berlaku, dan sudah ditandatangani",
    "superseded": "Dokumen asli, tetapi sudah diganti",
    "revoked": "Dokumen asli, tetapi sudah dicabut",
}


def paper(clerk, url: str) -> bytes:
    return clerk.get(f"{url}/pdf").response.data


def compare(browser, url: str, data: bytes, name: str = "laporan.pdf"):
    return browser.get(url).submit({"berkas": (data, name)}, button="Periksa berkas")


# --- the verdict ---------------------------------------------------------------------------------------------------------------


def test_a_genuine_paper(issued, proof, stranger, clerk):
    page = stranger.get(proof)
    assert page.status == 200
    assert page.all("#putusan") == [VERDICTS["issued"]]
    for told in (
        "400.10.2/1/SETDA/2026",
        "Lubuk Resam",
        "Senin, 23 November 2026",
        "Sekretaris Daerah, Drs. Arsyad Malianto, M.Si.",
    ):
        assert told in page.text
    assert hashlib.sha256(paper(clerk, issued)).hexdigest() in page.text


def test_a_signed_paper(issued, proof, stranger, clerk):
    clerk.get(issued).submit({"scan": (SCAN, "pindai.pdf")}, button="Unggah pindaian")
    assert stranger.get(proof).all("#putusan") == [VERDICTS["signed"]]


def test_a_superseded_paper_names_its_successor(issued, proof, stranger, clerk, correct):
    new = correct(issued)
    page = stranger.get(proof)
    assert page.all("#putusan") == [VERDICTS["superseded"]]
    assert "Yang berlaku: Nomor 400.10.2/1/SETDA/2026, perbaikan ke-1." in page.text
    later = stranger.get(clerk.get(new).link("Halaman pemeriksaan"))
    assert later.all("#putusan") == [VERDICTS["issued"]]
    assert "perbaikan ke-1" in later.text


def test_a_revoked_paper(issued, proof, stranger, clerk):
    clerk.get(issued).submit({"reason": REASON}, button="Cabut dokumen")
    page = stranger.get(proof)
    assert page.status == 200
    assert page.all("#putusan") == [VERDICTS["revoked"]]
    assert "Sejak 23 Nov 2026, 09.00 WIB." in page.text


def test_a_draft_is_not_known(reviewed, app, stranger):
    with app.app_context():
        code = db.session.query(Document).one().verification_code
    assert stranger.get(f"/verifikasi/{code}").status == 404


def test_an_unknown_code_gets_a_page_of_the_same_shape(issued, proof, stranger):
    unknown = stranger.get("/verifikasi/" + "A" * 22)
    known = stranger.get(proof)
    assert unknown.status == 404
    assert unknown.heading == known.heading
    assert unknown.title == known.title
    assert unknown.all("#putusan") == ["Dokumen tidak dikenal"]
    assert len(unknown.soup.select("main form")) == len(known.soup.select("main form"))
    for header in ("Cache-Control", "Content-Security-Policy", "Referrer-Policy"):
        assert unknown.response.headers.get(header) == known.response.headers.get(header)


def test_near_misses_are_unknown(proof, stranger):
    code = proof.rsplit("/", 1)[1]
    assert len(code) == 28
    for other in (code[:-1], code + "A", code[::-1], code[1:] + code[0], "%25", "..", "a" * 500, "' OR 1=1 --", "%00" * 20):
        assert stranger.get(f"/verifikasi/{other}", check=False).status == 404, other


@pytest.mark.parametrize("state", ["issued", "superseded", "revoked"])
def test_no_personal_number_is_in_the_answer(issued, proof, stranger, clerk, correct, state):
    if state == "superseded":
        correct(issued)
    elif state == "revoked":
        clerk.get(issued).submit({"reason": REASON}, button="Cabut dokumen")
    page = stranger.get(proof)
    without_hash = re.sub(r"[0-9a-f]{64}", "", page.html)
    assert not re.search(r"(?<![0-9A-Za-z_-])[0-9]{16,18}(?![0-9A-Za-z_-])", without_hash)
    for name in ("Mely Oktarina", "Arman Suhadi", "Lenda Marsita", "Yudi Hartawan", "197001011995031001", REASON):
        assert name not in page.html


# --- a file in hand ------------------------------------------------------------------------------------------------------------


def test_the_same_file_is_recognised(issued, proof, stranger, clerk):
    page = compare(stranger, proof, paper(clerk, issued))
    assert page.status == 200
    assert "Berkas Anda sama dengan yang diterbitkan" in page.text


def test_the_scan_is_recognised(issued, proof, stranger, clerk):
    clerk.get(issued).submit({"scan": (SCAN, "pindai.pdf")}, button="Unggah pindaian")
    assert "Berkas Anda sama dengan yang diterbitkan" in compare(stranger, proof, SCAN).text


def test_any_changed_byte_is_seen(issued, proof, stranger, clerk):
    data = paper(clerk, issued)
    chance = random.Random(17)
    for index in (0, len(data) - 1, *(chance.randrange(len(data)) for _ in range(8))):
        changed = bytearray(data)
        changed[index] ^= 1 << chance.randrange(8)
        page = compare(stranger, proof, bytes(changed))
        assert "Berkas Anda berbeda dari yang diterbitkan" in page.text


@pytest.mark.parametrize("more", [b"\n", b"\n%%EOF\n", b"\n1 0 obj\n<<>>\nendobj\n%%EOF\n"])
def test_a_later_revision_is_seen(issued, proof, stranger, clerk, more):
    assert "berbeda" in compare(stranger, proof, paper(clerk, issued) + more).text


def test_the_file_of_another_document_is_told_apart(issued, proof, stranger, clerk, correct):
    old = paper(clerk, issued)
    later = clerk.get(correct(issued)).link("Halaman pemeriksaan")
    page = compare(stranger, later, old)
    assert "Berkas Anda dokumen lain" in page.text
    assert "sama dengan" not in page.text


def test_a_file_without_a_code(issued, stranger, clerk):
    page = compare(stranger, "/verifikasi", paper(clerk, issued))
    assert "Berkas ini sama dengan dokumen berikut" in page.text
    assert "400.10.2/1/SETDA/2026" in page.text
    unknown = compare(stranger, "/verifikasi", b"<script>alert(1)</script>", "x.html")
    assert unknown.status == 200
    assert "tidak sama dengan dokumen mana pun" in unknown.text


@pytest.mark.parametrize("where", ["/verifikasi", "proof"])
def test_no_file_and_an_empty_file_are_refused(issued, proof, stranger, where):
    url = proof if where == "proof" else where
    refused = stranger.get(url).submit(button="Periksa berkas")
    assert refused.status == 422
    assert refused.error_of("berkas")


def test_the_file_is_not_kept(app, issued, proof, stranger):
    secret = b"rahasia " * 100
    compare(stranger, proof, secret)
    kept = app.config["SETTINGS"].data_dir.rglob("*")
    assert not any(path.is_file() and b"rahasia rahasia" in path.read_bytes() for path in kept)


# --- a code typed by hand ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("between", ["", " ", "-", "  "])
def test_a_typed_code_leads_to_the_proof(issued, proof, stranger, between):
    code = proof.rsplit("/", 1)[1]
    groups = between.join(code[at : at + 4] for at in range(0, 28, 4))
    for typed in (groups, groups.lower(), f" {groups} "):
        page = stranger.get(f"/verifikasi?{urlencode({'kode': typed})}", follow=True)
        assert page.url == proof
        assert page.all("#putusan") == [VERDICTS["issued"]]
    assert stranger.get(f"/verifikasi/{code.lower()}").status == 200


def test_a_code_from_before_stays_good(issued, app, stranger):
    older = "ab-I1_lO0Zz9yx8wv7ut6s"
    with app.app_context(), unguarded():
        db.session.execute(update(Document).values(verification_code=older))
        db.session.commit()
    assert stranger.get(f"/verifikasi/{older}").status == 200
    page = stranger.get("/verifikasi?kode=ab-I+1_lO+0Zz9+yx8w+v7ut+6s", follow=True)
    assert page.url == f"/verifikasi/{older}"
    assert stranger.get(f"/verifikasi/{older.upper()}").status == 404


@pytest.mark.parametrize("typed", ["<script>", "//jahat.example", "..%2F..%2Fetc", "%0d%0aX: y", "%00"])
def test_an_odd_code_leads_nowhere_else(app, world, stranger, typed):
    answer = stranger.get(f"/verifikasi?kode={typed}").response
    assert answer.status_code in {200, 303, 422}
    assert answer.headers.get("Location", "/verifikasi/").startswith("/verifikasi/")


# --- limits --------------------------------------------------------------------------------------------------------------------


def test_sixty_a_minute_across_two_applications(app, settings, proof):
    """security.md 44."""
    other = create_app(settings)
    try:
        browsers = [Browser(app), Browser(other)]
        with clock.frozen(FROZEN_AT + timedelta(minutes=1)):
            found = [browsers[n % 2].get(proof, check=False).status for n in range(60)]
            assert found == [200] * 60
            for browser in browsers:
                refused = browser.get(proof)
                assert refused.status == 429
                assert 0 < int(refused.response.headers["Retry-After"]) <= 60
                assert browser.post(proof, {}).status == 429
            elsewhere = other.test_client().get(proof, environ_base={"REMOTE_ADDR": "198.51.100.7"})
            assert elsewhere.status_code == 200
            spoofed = other.test_client().get(proof, headers={"X-Forwarded-For": "198.51.100.8"})
            assert spoofed.status_code == 429
        with clock.frozen(FROZEN_AT + timedelta(minutes=2)):
            assert browsers[0].get(proof).status == 200
    finally:
        with other.app_context():
            db.engine.dispose()


def test_the_host_of_a_request_never_gets_into_the_qr(app, issued, clerk):
    """security.md 40: the address is the set one."""
    spoofed = {"Host": "jahat.example", "X-Forwarded-Host": "jahat.example"}
    with app.test_request_context("/", headers=spoofed):
        assert compose.proof_url("abc") == "http://localhost/verifikasi/abc"
    assert b"jahat.example" not in paper(clerk, issued)
