"""A report's way from the visit to the signed paper, as people press it."""

from __future__ import annotations

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from PIL import Image

from intranet.accounts.models import RoleGrant
from intranet.accounts.states import Role
from intranet.core import clock
from tests.conftest import FROZEN_AT
from tests.web.documents.conftest import begin, issue
from tests.world import LONG_AGO, PASSWORD

REASON = "Jumlah layanan keliru dicatat."
SCAN = b"%PDF-1.7\n% dipindai\n%%EOF\n"


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(out, kind)
    return out.getvalue()


def paper(browser, url: str) -> bytes:
    return browser.get(f"{url}/pdf").response.data


# --- draft ---------------------------------------------------------------------------------------------------------------------


def test_a_draft_begins_with_the_usual_words(day, clerk):
    page = clerk.post(f"/kunjungan/{day.id}/laporan")
    assert page.heading == "Konsep laporan Lubuk Resam"
    assert "Lubuk Resam" in page.one("[name=background]").get_text()
    saved = page.submit({"closing": "Demikian laporan ini dibuat."}, button="Simpan konsep")
    assert saved.toasts == ["Konsep tersimpan, dengan hasil kunjungan yang terakhir."]
    assert saved.heading == "Laporan Kunjungan Lubuk Resam"
    assert "Belum bernomor" in saved.text
    assert clerk.get(f"{saved.url}/konsep").one("[name=closing]").get_text().strip() == "Demikian laporan ini dibuat."


def test_two_presses_open_one_draft(day, clerk):
    first, second = (clerk.post(f"/kunjungan/{day.id}/laporan") for _ in range(2))
    assert first.url == second.url
    assert clerk.get("/dokumen").all("h2#hasil-judul") == ["1 dokumen"]


def test_a_visit_that_did_not_take_place_yet_has_no_report(day, clerk):
    back = clerk.post(f"/kunjungan/{day.later}/laporan")
    assert back.toasts == ["Laporan disusun setelah kunjungan ditandai terlaksana."]
    assert "0 dokumen" in clerk.get("/dokumen").text


@pytest.mark.parametrize("who", ["planner", "sekda", "regent", "op_a", "head_a", "admin", "carer"])
def test_only_clerks_draft(day, browser_as, drafted, who):
    browser = browser_as(who)
    assert browser.post(f"/kunjungan/{day.id}/laporan").status == 403
    assert browser.get(f"{drafted}/konsep").status == 403


def test_an_empty_section_is_refused_and_nothing_typed_is_lost(drafted, clerk):
    refused = clerk.get(f"{drafted}/konsep").submit({"purpose": " ", "closing": "Sekian."}, button="Simpan konsep")
    assert refused.status == 422
    assert refused.error_of("purpose")
    assert refused.one("[name=closing]").get_text().strip() == "Sekian."


@pytest.mark.parametrize("text", ["<b>tebal</b>", "🌺 sekian", "a\x00b", "{{7*7}}".replace("{{", "{ {")])
def test_odd_text_is_kept_as_text(drafted, clerk, text):
    clerk.get(f"{drafted}/konsep").submit({"closing": text}, button="Simpan konsep")
    assert clerk.get(f"{drafted}/konsep").one("[name=closing]").get_text().strip() == text.replace("\x00", "")


def test_the_second_saver_is_told_and_keeps_his_words(drafted, clerk, browser_as):
    opened = browser_as("clerk").get(f"{drafted}/konsep")
    clerk.get(f"{drafted}/konsep").submit({"closing": "Satu."}, button="Simpan konsep")
    clash = opened.submit({"closing": "Dua."}, button="Simpan konsep")
    assert clash.status == 409
    assert "Penutup" in clash.text
    assert clash.all(".changes ins") == ["Menjadi Satu."]
    assert clash.one("[name=closing]").get_text().strip() == "Dua."
    assert clash.submit(button="Simpan konsep").toasts


def test_a_draft_is_printed_as_a_draft(drafted, clerk):
    answer = clerk.get(f"{drafted}/pdf").response
    assert answer.headers["Content-Disposition"] == "attachment; filename=konsep-laporan-1.pdf"
    assert answer.data.startswith(b"%PDF-")


# --- discard -------------------------------------------------------------------------------------------------------------------


def test_a_draft_is_discarded_and_another_begun(day, drafted, clerk):
    shown = clerk.get(drafted)
    assert shown.one("dialog#dialog-buang h2").get_text() == "Buang konsep laporan Lubuk Resam?"
    asked = clerk.get(shown.link("Buang konsep"))
    assert asked.heading == "Buang konsep laporan Lubuk Resam?"
    after = asked.submit(button="Buang konsep")
    assert after.toasts == ["Konsep laporan dibuang. Laporan dapat disusun lagi dari halaman ini."]
    assert after.url == f"/kunjungan/{day.id}"
    assert asked.submit(button="Buang konsep").toasts == ["Konsep sudah dibuang."]
    assert "0 dokumen" in clerk.get("/dokumen").text
    again = after.submit(button="Susun laporan")
    assert again.heading == "Konsep laporan Lubuk Resam"
    assert not again.url.startswith(f"{drafted}/")


def test_two_presses_in_the_same_moment_discard_once(drafted, browser_as):
    pages = [browser_as("clerk").get(f"{drafted}/buang") for _ in range(4)]
    with ThreadPoolExecutor(len(pages)) as pool:
        said = [after.toasts for after in pool.map(lambda page: page.submit(button="Buang konsep"), pages)]
    assert said.count(["Konsep laporan dibuang. Laporan dapat disusun lagi dari halaman ini."]) == 1
    assert said.count(["Konsep sudah dibuang."]) == 3


def test_a_discarded_draft_says_who_discarded_it(drafted, clerk, browser_as):
    clerk.get(f"{drafted}/buang").submit(button="Buang konsep")
    for path in (drafted, f"{drafted}/konsep", f"{drafted}/pdf", f"{drafted}/buang"):
        gone = clerk.get(path)
        assert gone.status == 404, path
        assert "Konsep ini sudah dibuang oleh Lenda Marsita." in gone.text
    assert "sudah dibuang oleh Lenda Marsita" in browser_as("planner").get(drafted).text
    stranger = browser_as("op_a").get(drafted)
    assert stranger.status == 404
    assert "Lenda" not in stranger.text


def test_words_typed_for_a_discarded_draft_are_told(drafted, clerk, browser_as):
    opened, reading = clerk.get(f"{drafted}/konsep"), browser_as("planner").get(drafted)
    clerk.get(f"{drafted}/buang").submit(button="Buang konsep")
    assert "sudah dibuang" in opened.submit({"closing": "Dua."}, button="Simpan konsep").text
    refused = reading.submit(button="Nyatakan konsep benar")
    assert refused.status == 404
    assert "sudah dibuang oleh Lenda Marsita" in refused.text


def test_a_stale_discard_is_told_what_changed(drafted, clerk, browser_as):
    asked = browser_as("clerk").get(f"{drafted}/buang")
    clerk.get(f"{drafted}/konsep").submit({"closing": "Satu."}, button="Simpan konsep")
    clash = asked.submit(button="Buang konsep")
    assert clash.status == 409
    assert "sudah diubah oleh Lenda Marsita" in clash.text
    assert clash.submit(button="Buang konsep").toasts


def test_a_reviewed_draft_is_not_discarded(drafted, clerk, browser_as):
    asked = clerk.get(f"{drafted}/buang")
    browser_as("planner").get(drafted).submit(button="Nyatakan konsep benar")
    clash = asked.submit(button="Buang konsep")
    assert clash.status == 409
    assert "sudah diubah oleh Yudi Hartawan" in clash.text
    assert "Buang konsep" not in clash.text
    refused = clerk.get(f"{drafted}/buang")
    assert refused.status == 409
    assert "dikembalikan dahulu" in refused.text


def test_a_discarded_correction_leaves_the_paper_in_force(issued, clerk):
    words = clerk.get(issued).submit({"reason": REASON}, button="Buat versi perbaikan")
    page = clerk.get(issued)
    assert "Perbaikan sedang disusun" in page.text
    assert "Buat versi perbaikan" not in page.text
    draft = clerk.get(page.link("Buka konsep perbaikan"))
    assert words.url == f"{draft.url}/konsep"
    assert "Versi yang sudah terbit tidak berubah." in draft.text
    after = draft.submit(button="Buang konsep")
    assert after.url == issued
    assert after.toasts == ["Konsep perbaikan dibuang. Dokumen ini tidak berubah."]
    assert "Lenda Marsita membuang konsep perbaikan laporan" in after.text
    assert "Buat versi perbaikan" in after.text
    assert "Terbit" in after.all(".card .tag")


# --- review --------------------------------------------------------------------------------------------------------------------


def test_the_reviewer_says_that_it_is_right(drafted, browser_as):
    page = browser_as("planner").get(drafted).submit(button="Nyatakan konsep benar")
    assert page.toasts == ["Konsep dinyatakan benar. Giliran petugas tata usaha menerbitkan."]
    assert "Yudi Hartawan memeriksa konsep laporan" in page.text


def test_who_drafted_it_is_not_offered_the_review(app, day, world, save, browser_as):
    """One person with both roles."""
    save(RoleGrant(user_id=world.people["clerk"].id, role=Role.PLANNER, opd_id=None, granted_at=LONG_AGO))
    both = browser_as("clerk")
    page = begin(both, day.id)
    assert "diperiksa orang lain" in page.text
    assert "Nyatakan konsep benar" not in page.text
    refused = both.post(f"{page.url}/periksa", {"version": "1"})
    assert refused.status == 403
    assert "tidak memeriksanya sendiri" in refused.text


def test_a_stale_review_is_told_what_changed(drafted, clerk, browser_as):
    opened = browser_as("planner").get(drafted)
    clerk.get(f"{drafted}/konsep").submit({"closing": "Lain."}, button="Simpan konsep")
    clash = opened.submit(button="Nyatakan konsep benar")
    assert clash.status == 409
    assert "Lenda Marsita" in clash.text
    assert clash.submit(button="Nyatakan konsep benar").toasts


def test_sent_back_with_a_reason(reviewed, clerk, browser_as):
    sekda = browser_as("sekda")
    refused = sekda.get(reviewed).submit({"reason": "salah"}, button="Kembalikan konsep")
    assert refused.status == 422
    assert refused.error_of("reason")
    sekda.get(reviewed).submit({"reason": REASON}, button="Kembalikan konsep")
    page = clerk.get(reviewed)
    assert f"Sukarni Idrus mengembalikan konsep laporan: {REASON}" in page.text
    assert "Ubah konsep" in page.text
    assert "Terbitkan dengan nomor" not in page.text


# --- issue ---------------------------------------------------------------------------------------------------------------------


def test_issued_with_a_number_and_never_another_byte(day, reviewed, clerk):
    page = issue(clerk, reviewed)
    assert page.toasts == ["Terbit dengan Nomor 400.10.2/1/SETDA/2026. Cetak, minta tanda tangan, lalu unggah pindaiannya."]
    data = paper(clerk, reviewed)
    assert hashlib.sha256(data).hexdigest() in page.text
    hub = f"/kunjungan/{day.id}/hasil"
    clerk.get(hub).submit({"kind": "problem", "text": "Listrik padam"}, button="Simpan catatan")
    assert paper(clerk, reviewed) == data


def test_issuing_asks_for_the_password_again(reviewed, browser_as):
    clerk = browser_as("clerk")
    page = clerk.get(reviewed)
    with clock.frozen(FROZEN_AT + timedelta(minutes=6)):
        asked = page.submit(button="Terbitkan dengan nomor")
        assert asked.soup.select("[name=password]")
        assert "Belum bernomor" in clerk.get(reviewed).text
        wrong = asked.submit({"password": "bukan itu"})
        assert "Belum bernomor" in clerk.get(reviewed).text
        assert wrong.soup.select("[name=password]")
        kept = asked.submit({"password": PASSWORD})
        done = kept.submit(button="Kirim sekali lagi")
        assert "Terbit dengan Nomor 400.10.2/1/SETDA/2026" in done.toasts[0]


def test_two_presses_issue_once(reviewed, clerk):
    page = clerk.get(reviewed)
    first = page.submit(button="Terbitkan dengan nomor")
    second = page.submit(button="Terbitkan dengan nomor")
    assert second.toasts == ["Dokumen sudah terbit. Nomor 400.10.2/1/SETDA/2026."]
    assert first.heading == second.heading


def test_a_stale_issue_is_told_what_changed(reviewed, clerk, browser_as):
    opened = clerk.get(reviewed)
    planner = browser_as("planner")
    planner.get(reviewed).submit({"reason": REASON}, button="Kembalikan konsep")
    planner.get(reviewed).submit(button="Nyatakan konsep benar")
    clash = opened.submit(button="Terbitkan dengan nomor")
    assert clash.status == 409
    assert "Belum bernomor" in clash.text


@pytest.mark.parametrize("who", ["planner", "sekda", "regent", "op_a", "head_a", "admin", "carer"])
def test_only_clerks_issue(reviewed, browser_as, who):
    assert browser_as(who).post(f"{reviewed}/terbit", {"version": "2"}).status == 403


# --- sign ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "kind", "ending"),
    [(SCAN, "application/pdf", "pdf"), (picture("JPEG"), "image/jpeg", "jpg"), (picture("PNG"), "image/png", "png")],
)
def test_a_scan_is_filed_and_given_back(issued, clerk, data, kind, ending):
    page = clerk.get(issued).submit({"scan": (data, "pindai.bin")}, button="Unggah pindaian")
    assert page.toasts == ["Pindaian bertanda tangan tersimpan."]
    answer = clerk.get(f"{issued}/pindaian").response
    assert answer.data == data
    assert answer.mimetype == kind
    name = f"laporan-400-10-2-1-setda-2026-lubuk-resam-v1-bertanda-tangan.{ending}"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<!doctype html><script>alert(1)</script>", "bukan hasil pindai"),
        (b"", "kosong"),
        (b"%PDF-1.7 terpotong", "bukan hasil pindai"),
        (picture("GIF"), "bukan hasil pindai"),
        (b"%PDF-1.7\n" + bytes(15 * 1024 * 1024 + 1) + b"%%EOF", "terlalu besar"),
    ],
)
def test_what_is_no_scan_is_refused_beside_its_field(issued, clerk, data, words):
    refused = clerk.get(issued).submit({"scan": (data, "pindai.pdf")}, button="Unggah pindaian")
    assert refused.status == 422
    assert words in refused.error_of("scan")
    assert clerk.get(f"{issued}/pindaian").status == 404


def test_the_unsigned_file_itself_is_refused(issued, clerk):
    refused = clerk.get(issued).submit({"scan": (paper(clerk, issued), "laporan.pdf")}, button="Unggah pindaian")
    assert refused.status == 422
    assert "belum ditandatangani" in refused.error_of("scan")


@pytest.mark.parametrize("who", ["planner", "sekda", "regent", "op_a", "head_a", "admin", "carer"])
def test_only_clerks_file_the_scan(issued, browser_as, who):
    assert browser_as(who).post(f"{issued}/pindaian", {"scan": (io.BytesIO(SCAN), "a.pdf"), "version": "3"}).status == 403


# --- correct and revoke --------------------------------------------------------------------------------------------------------


def test_a_correction_takes_over_only_when_it_is_issued(issued, clerk, browser_as):
    old = paper(clerk, issued)
    words = clerk.get(issued).submit({"reason": REASON}, button="Buat versi perbaikan")
    assert words.heading == "Konsep laporan Lubuk Resam"
    assert "Terbit" in clerk.get(issued).all(".card .tag")
    new = words.submit(button="Simpan konsep").url
    assert new != issued
    browser_as("sekda").get(new).submit(button="Nyatakan konsep benar")
    issue(clerk, new)
    page = clerk.get(issued)
    assert "Dokumen ini sudah diganti perbaikannya" in page.text
    assert REASON in page.text
    assert page.link("perbaikan ke-1") == new
    assert "Nomor 400.10.2/1/SETDA/2026 · perbaikan ke-1" in clerk.get(new).text
    assert paper(clerk, issued) == old
    assert paper(clerk, new) != old
    for button in ("Buat versi perbaikan", "Cabut dokumen", "Unggah pindaian"):
        assert button not in page.text


def test_a_correction_needs_a_reason(issued, clerk):
    refused = clerk.get(issued).submit({"reason": ""}, button="Buat versi perbaikan")
    assert refused.status == 422
    assert refused.error_of("reason")


def test_a_second_correction_with_another_reason_is_told(issued, clerk, browser_as):
    first, second, third = (browser.get(issued) for browser in (clerk, browser_as("clerk"), browser_as("clerk")))
    begun = first.submit({"reason": REASON}, button="Buat versi perbaikan")
    clash = second.submit({"reason": "Nama kepala desa keliru."}, button="Buat versi perbaikan")
    assert clash.status == 409
    assert "sudah diubah oleh Lenda Marsita" in clash.text
    assert clash.all("#bentrok ins") == [f"Menjadi {REASON}"]
    assert "Nama kepala desa keliru." in clash.text
    same = third.submit({"reason": REASON}, button="Buat versi perbaikan")
    assert same.url == begun.url


def test_a_second_press_after_the_review_opens_the_draft_itself(issued, clerk, browser_as):
    opened = clerk.get(issued)
    draft = opened.submit({"reason": REASON}, button="Buat versi perbaikan").submit(button="Simpan konsep").url
    browser_as("sekda").get(draft).submit(button="Nyatakan konsep benar")
    again = opened.submit({"reason": REASON}, button="Buat versi perbaikan")
    assert (again.status, again.url) == (200, draft)


def test_a_second_revocation_with_another_reason_is_told(issued, clerk, browser_as):
    first, second, third = (browser.get(issued) for browser in (clerk, browser_as("clerk"), browser_as("clerk")))
    first.submit({"reason": REASON}, button="Cabut dokumen")
    clash = second.submit({"reason": "Kunjungan dicatat dua kali."}, button="Cabut dokumen")
    assert clash.status == 409
    assert "sudah diubah oleh Lenda Marsita" in clash.text
    assert f"Menjadi {REASON}" in clash.all("#bentrok ins")
    assert "Kunjungan dicatat dua kali." in clash.text
    same = third.submit({"reason": REASON}, button="Cabut dokumen")
    assert same.toasts == ["Dokumen ini sudah dicabut dengan alasan yang sama."]


def test_revoked_with_a_reason(issued, clerk):
    refused = clerk.get(issued).submit({"reason": "x"}, button="Cabut dokumen")
    assert refused.status == 422
    page = clerk.get(issued).submit({"reason": REASON}, button="Cabut dokumen")
    assert "Dokumen ini dicabut" in page.text
    assert "nomornya tidak dipakai ulang" in page.text
    assert page.soup.select("main form") == []


def test_after_a_revocation_the_visit_can_be_reported_anew(day, issued, clerk):
    visit = f"/kunjungan/{day.id}"
    assert "Susun laporan" not in clerk.get(visit).all("main .head button")
    clerk.get(issued).submit({"reason": REASON}, button="Cabut dokumen")
    draft = clerk.get(visit).submit(button="Susun laporan").submit(button="Simpan konsep")
    assert draft.url != issued
    assert "Susun laporan" not in clerk.get(visit).all("main .head button")


WRITES = {
    "konsep": {"version": "1", "closing": "Diubah."},
    "buang": {"version": "1"},
    "periksa": {"version": "1"},
    "terbit": {"version": "1"},
    "kembalikan": {"version": "1", "reason": REASON},
    "pindaian": {"version": "1"},
    "perbaikan": {"version": "1", "reason": REASON},
    "cabut": {"version": "1", "reason": REASON},
}


def test_after_revoking_every_write_by_every_role_is_refused(issued, clerk, browser_as):
    before = paper(clerk, issued)
    clerk.get(issued).submit({"reason": REASON}, button="Cabut dokumen")
    for who in ("clerk", "planner", "sekda", "regent", "op_a", "head_a", "admin", "carer"):
        browser = browser_as(who)
        for step, values in WRITES.items():
            if (who, step) == ("clerk", "cabut"):
                continue  # said twice is said once
            answer = browser.post(
                f"{issued}/{step}", values | ({"scan": (io.BytesIO(SCAN), "a.pdf")} if step == "pindaian" else {})
            )
            assert answer.status in {403, 404, 409, 422}, (who, step, answer.status)
    assert paper(clerk, issued) == before
    assert "Dokumen ini dicabut" in clerk.get(issued).text
