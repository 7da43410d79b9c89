"""The register of documents: what is found, by whom, and at what cost."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from intranet.core import clock
from intranet.documents.models import Document
from intranet.documents.states import DocumentKind, DocumentStatus

AT = datetime(2026, 11, 20, 3, 0, tzinfo=clock.WIB)


def document(serial: int, status: DocumentStatus = DocumentStatus.ISSUED, **more: object) -> Document:
    numbered = status not in (DocumentStatus.DRAFTED, DocumentStatus.REVIEWED)
    values: dict[str, object] = {
        "kind": DocumentKind.VISIT_REPORT,
        "subject": f"Pelaksanaan Buji’an Dusun ke-{serial}",
        "status": status,
        "verification_code": f"kode{serial:020d}",
        "snapshot": "{}",
        "year": 2026 if numbered else None,
        "register_key": "laporan" if numbered else None,
        "sequence": serial if numbered else None,
        "number": f"400.10.2/{serial}/SETDA/2026" if numbered else None,
        "sha256": f"{serial:064x}" if numbered else None,
        "scan_sha256": f"{serial + 10**6:064x}" if status is DocumentStatus.SIGNED else None,
        "dated_on": date(2026, 11, 20) if numbered else None,
        "signer_name": "Drs. Arsyad Malianto, M.Si.",
        "signer_office": "Sekretaris Daerah",
        "drafted_at": AT,
    }
    return Document(**(values | more))


def subjects(page) -> list[str]:
    return page.all("tbody th a")


@pytest.fixture
def shelf(day, save):
    """One of each state, the first of the visit to Lubuk Resam."""
    save(
        document(1, DocumentStatus.SIGNED, visit_id=day.id, subject="Laporan Lubuk Resam"),
        document(2, DocumentStatus.ISSUED),
        document(3, DocumentStatus.REVOKED, end_reason="Salah cetak"),
        document(4, DocumentStatus.DRAFTED, subject="Konsep rahasia"),
        document(5, DocumentStatus.REVIEWED, subject="Konsep diperiksa"),
        document(6, DocumentStatus.ISSUED, year=2025, number="400.10.2/6/SETDA/2025"),
    )


def test_newest_first_with_their_state(shelf, clerk):
    page = clerk.get("/dokumen")
    assert page.heading == "Dokumen"
    assert page.all("#hasil-judul") == ["6 dokumen"]
    assert subjects(page) == [
        "400.10.2/6/SETDA/2025",
        "Konsep belum bernomor",
        "Konsep belum bernomor",
        "400.10.2/3/SETDA/2026",
        "400.10.2/2/SETDA/2026",
        "400.10.2/1/SETDA/2026",
    ]
    assert page.all("tbody .tag") == ["Terbit", "Diperiksa", "Konsep", "Dicabut", "Terbit", "Ditandatangani"]


@pytest.mark.parametrize(
    ("who", "sees"), [("planner", True), ("sekda", True), ("op_a", False), ("head_a", False), ("regent", False)]
)
def test_drafts_are_for_those_who_work_on_them(shelf, browser_as, who, sees):
    browser = browser_as(who)
    page = browser.get("/dokumen")
    assert page.all("#hasil-judul") == ["6 dokumen" if sees else "4 dokumen"]
    assert ("Konsep rahasia" in page.html) is sees
    assert browser.get("/dokumen?status=drafted").text.count("Konsep rahasia") == int(sees)
    assert browser.get("/dokumen?cari=rahasia").text.count("Konsep rahasia") == int(sees)


@pytest.mark.parametrize("who", ["op_a", "head_a", "regent"])
def test_a_draft_does_not_exist_for_readers(shelf, browser_as, who):
    browser = browser_as(who)
    for path in ("/dokumen/4", "/dokumen/4/pdf", "/dokumen/4/pindaian", "/dokumen/5", "/dokumen/999"):
        assert browser.get(path).status == 404, path


@pytest.mark.parametrize("who", ["admin", "carer"])
def test_the_register_is_not_for_everybody(shelf, browser_as, who):
    assert browser_as(who).get("/dokumen").status == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("cari=lubuk+resam", ["400.10.2/1/SETDA/2026"]),
        ("cari=400.10.2/2/", ["400.10.2/2/SETDA/2026"]),
        ("cari=arsyad&status=signed", ["400.10.2/1/SETDA/2026"]),
        ("status=revoked", ["400.10.2/3/SETDA/2026"]),
        ("tahun=2025", ["400.10.2/6/SETDA/2025"]),
        ("cari=%25", []),
        ("cari=_", []),
        ("cari=%00", None),
        ("cari=%F0%9F%8C%BA", []),
        ("cari=tidak+ada", []),
        ("status=ngawur", None),
        ("tahun=abcd", None),
        ("lanjut=ngawur", None),
    ],
)
def test_search_and_filter(shelf, clerk, query, found):
    page = clerk.get(f"/dokumen?{query}")
    assert page.status in {200, 422}
    if found is not None:
        assert subjects(page) == found
    if found == []:
        assert "Tidak ada dokumen yang cocok" in page.text
        assert page.link("Hapus saringan") == "/dokumen"


def test_an_empty_register_says_where_documents_come_from(day, clerk):
    page = clerk.get("/dokumen")
    assert "Laporan disusun dari halaman kunjungan yang sudah terlaksana." in page.text


def test_the_filter_by_htmx_sends_the_results_only(shelf, clerk):
    part = clerk.get("/dokumen?status=signed", htmx="hasil")
    assert not part.is_whole
    assert subjects(part) == ["400.10.2/1/SETDA/2026"]


def test_pages_lead_to_every_document_once(day, clerk, save):
    save(*(document(n) for n in range(1, 121)))
    page, seen = clerk.get("/dokumen?status=issued"), []
    assert page.all("#hasil-judul") == ["120 dokumen"]
    for _ in range(20):
        seen += subjects(page)
        if "Berikutnya" not in page.text and "berikutnya" not in page.text:
            break
        following = [a for a in page.soup.select("nav a, .pager a") if "erikutnya" in a.get_text()]
        if not following:
            break
        assert "status=issued" in following[0]["href"]
        page = clerk.get(following[0]["href"])
    assert seen == [f"400.10.2/{n}/SETDA/2026" for n in range(120, 0, -1)]


def test_the_register_costs_the_same_with_more_in_it(shelf, clerk, save, count_statements):
    few = count_statements(lambda: clerk.get("/dokumen"))
    save(*(document(n) for n in range(100, 120)))
    assert count_statements(lambda: clerk.get("/dokumen")) == few
    assert few <= 6


def test_one_document_costs_the_same_whatever_stands_beside_it(shelf, clerk, save, count_statements):
    few = count_statements(lambda: clerk.get("/dokumen/1"))
    save(*(document(n, visit_id=None) for n in range(100, 120)))
    assert count_statements(lambda: clerk.get("/dokumen/1")) == few
    assert few <= 8


def test_the_file_has_a_name_that_every_system_takes(issued, browser_as):
    answer = browser_as("op_a").get(f"{issued}/pdf").response
    assert answer.headers["Content-Disposition"] == "attachment; filename=laporan-400-10-2-1-setda-2026-lubuk-resam-v1.pdf"
    assert answer.mimetype == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_stranger_gets_no_file(issued, stranger):
    assert stranger.get(f"{issued}/pdf").status == 302
