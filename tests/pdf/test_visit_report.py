"""The printed Laporan Kunjungan: archival, readable by machines and people, the same every time."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from intranet.core.errors import NotFound
from intranet.documents import pdf
from intranet.documents.snapshot import Paper, to_json
from tests.pdf import poppler, verapdf
from tests.pdf.reports import CODE, PICTURES, SERVICES, URL, files, regent, regent_head, sekda, visit_report

ROOT = Path(__file__).resolve().parents[2]
CHILD = """
import hashlib, sys
from intranet.documents import pdf
from tests.pdf.reports import files, visit_report
print(hashlib.sha256(pdf.render(visit_report(), files)).hexdigest())
"""


@pytest.fixture(scope="module")
def printed() -> bytes:
    return pdf.render(visit_report(), files)


@pytest.fixture(scope="module")
def draft() -> bytes:
    return pdf.render_draft(replace(visit_report(), number="", dated_on=None, anchor=""), files)


class TestArchive:
    @pytest.mark.slow
    @pytest.mark.parametrize("flavour", ["3a", "ua1"])
    def test_no_fault_is_found(self, printed, tmp_path, flavour):
        path = tmp_path / "laporan.pdf"
        path.write_bytes(printed)
        assert verapdf.faults(path, flavour) == []

    @pytest.mark.slow
    @pytest.mark.parametrize("flavour", ["3a", "ua1"])
    def test_no_fault_is_found_under_the_emblem(self, tmp_path, flavour):
        path = tmp_path / "bupati.pdf"
        path.write_bytes(pdf.render(visit_report(signer=regent(), letterhead=regent_head(), photos=()), files))
        assert verapdf.faults(path, flavour) == []

    @pytest.mark.slow
    def test_the_check_does_find_faults(self, draft, tmp_path):
        path = tmp_path / "konsep.pdf"
        path.write_bytes(draft)
        assert verapdf.faults(path, "3a") != []

    def test_every_font_is_embedded_and_ours(self, printed, tmp_path):
        found = poppler.fonts(printed, tmp_path)
        assert all(embedded for _, embedded in found)
        assert {name.split("+")[1].split("-")[0] for name, _ in found} == {"Surat"}

    def test_the_data_inside_is_the_snapshot(self, printed, tmp_path):
        assert poppler.attached(printed, tmp_path) == {"data.json": to_json(visit_report()).encode()}

    def test_title_and_dates_are_those_of_the_paper(self, printed):
        facts = poppler.facts(printed)
        assert "400.10.2/118/SETDA/2027" in facts["Title"]
        assert facts["Tagged"] == "yes"
        assert "2027" in facts["CreationDate"]


class TestSame:
    def test_in_this_process(self, printed):
        assert pdf.render(visit_report(), files) == printed

    def test_in_another_process_with_another_hash_seed(self, printed):
        for seed in ("1", "2"):
            done = subprocess.run(
                [sys.executable, "-c", CHILD], cwd=ROOT, env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin", "TZ": "Asia/Tokyo"},
                capture_output=True, text=True, check=True, timeout=60,
            )  # fmt: skip
            assert done.stdout.strip() == hashlib.sha256(printed).hexdigest()

    def test_under_limits(self, printed):
        assert pdf.render_limited(visit_report(), files) == printed

    def test_another_number_is_another_file(self, printed):
        assert pdf.render(visit_report(number="400.10.2/119/SETDA/2027"), files) != printed


class TestContent:
    def test_sections_come_in_their_order(self, printed):
        words = poppler.flat(printed)
        parts = (
            "PEMERINTAH KABUPATEN BENGKULU SELATAN", "SEKRETARIAT DAERAH", "LAPORAN KUNJUNGAN", "400.10.2/118/SETDA/2027",
            "TENTANG", "BATU AMPAR", "A. Pendahuluan", "Landasan hukum", "Maksud dan tujuan", "B. Kegiatan yang dilaksanakan",
            "C. Hasil yang dicapai", "Layanan menurut perangkat daerah", "Jumlah seluruhnya", "Aspirasi warga", "Kendala",
            "D. Simpulan dan saran", "E. Penutup", "11 Januari 2027", "SEKRETARIS DAERAH,", "Drs. Arsyad Malianto, M.Si.",
            "NIP 19700101 199503 1 001",
            "Tembusan", "DAFTAR KEHADIRAN PETUGAS", "DOKUMENTASI KEGIATAN",
        )  # fmt: skip
        at = -1
        for part in parts:
            assert (at := words.find(part, at + 1)) >= 0, part

    def test_every_line_of_the_results_is_there(self, printed):
        words = poppler.flat(printed)
        report = visit_report()
        for line in report.services:
            assert line.service.split()[0] in words
        for row in (*report.problems, *report.suggestions):
            assert row.text.split(";")[0][:30] in words
        assert all(opd.split(",")[0][:25] in words for opd in SERVICES)

    def test_sums_are_right(self, printed):
        report = visit_report()
        sums = [
            sum(getattr(line, name) or 0 for line in report.services) for name in ("expected", "served", "finished", "carried_over")
        ]
        shown = " ".join(f"{each:,}".replace(",", ".") for each in sums)
        assert f"Jumlah seluruhnya {shown}" in poppler.flat(printed)

    def test_pages_are_numbered_from_the_second(self, printed):
        found = poppler.pages(printed)
        assert len(found) == pdf.count_pages(printed) == int(poppler.facts(printed)["Pages"])
        assert "Halaman" not in found[0]
        for number, words in enumerate(found[1:], start=2):
            assert f"Halaman {number} dari {len(found)}" in words

    def test_heads_of_tables_repeat(self, printed):
        with_services = [words for words in poppler.pages(printed) if "Selesai di" in words or "Dilayani" in words]
        assert len(with_services) >= 2

    def test_the_qr_opens_the_proof(self, printed):
        last = next(number for number, words in enumerate(poppler.pages(printed), 1) if "Pindai untuk memeriksa" in words)
        assert poppler.codes(printed, last) == [URL]
        assert " ".join(CODE[at : at + 4] for at in range(0, len(CODE), 4)) in poppler.flat(printed, last)

    def test_no_number_of_staff_is_printed(self, printed):
        assert poppler.flat(printed).count("NIP ") == 1

    def test_a_correction_says_so_with_its_reason(self):
        words = poppler.flat(pdf.render(visit_report(edition=2, correction_reason="Jumlah akta kelahiran salah"), files))
        assert "Perbaikan ke-1" in words
        assert "Jumlah akta kelahiran salah" in words

    @pytest.mark.parametrize(("size", "shown"), [("A4", "595.276 x 841.89"), ("F4", "609.449 x 935.433")])
    def test_paper_is_as_set(self, size, shown):
        assert poppler.facts(pdf.render(visit_report(paper=Paper(size=size), photos=()), files))["Page size"].startswith(shown)

    def test_an_acting_sekda_signs_with_the_plain_name(self):
        words = poppler.flat(pdf.render(visit_report(signer=sekda(status="plh"), photos=()), files))
        assert "Plh. SEKRETARIS DAERAH, Arsyad Malianto" in words.replace("  ", " ")
        assert "M.Si." not in words

    def test_the_regent_signs_under_the_emblem_of_the_state(self):
        words = poppler.pages(pdf.render(visit_report(signer=regent(), letterhead=regent_head(), photos=()), files))
        head = words[0].partition("LAPORAN KUNJUNGAN")[0]
        assert head.split() == ["BUPATI", "BENGKULU", "SELATAN"]
        whole = " ".join(" ".join(words).split())
        assert "BUPATI BENGKULU SELATAN, H. Rahman Effendi, S.E., M.M." in whole
        assert "Tembusan: Wakil Bupati Bengkulu Selatan; Camat Kedurang;" in whole
        assert "NIP " not in whole

    def test_an_emblem_that_was_uploaded_is_printed(self):
        stored = next(iter(PICTURES))
        head = regent_head(emblem_sha256=stored)
        asked = []

        def noting(sha256: str) -> bytes:
            asked.append(sha256)
            return files(sha256)

        with_emblem = pdf.render(visit_report(signer=regent(), letterhead=head, photos=()), noting)
        assert asked == [stored]
        assert with_emblem != pdf.render(visit_report(signer=regent(), letterhead=regent_head(), photos=()), files)

    def test_an_empty_visit_prints_too(self):
        empty = visit_report(
            participants=(), services=(), walk_ins=(), aspirations=(), problems=(), suggestions=(), attendance=(), photos=(),
            copies=(), basis=(), activities=(), background="", purpose="", conclusion="", suggestion="", closing="",
        )  # fmt: skip
        words = poppler.flat(pdf.render(empty, files))
        assert "E. Penutup" in words
        assert "Tembusan" not in words


class TestDraft:
    def test_every_page_says_so(self, draft):
        assert all("KONSEP" in words for words in poppler.pages(draft))

    def test_it_has_neither_number_nor_qr_nor_data(self, draft, tmp_path):
        words = poppler.flat(draft)
        assert "118/SETDA" not in words
        assert not any(poppler.codes(draft, page) for page in range(1, pdf.count_pages(draft) + 1))
        assert poppler.attached(draft, tmp_path) == {}

    def test_under_limits_too(self, draft):
        report = replace(visit_report(), number="", dated_on=None, anchor="")
        assert pdf.count_pages(pdf.render_draft_limited(report, files)) == pdf.count_pages(draft)


class TestRefusals:
    def test_nothing_is_issued_without_number_and_date(self):
        for report in (visit_report(number=""), visit_report(dated_on=None)):
            with pytest.raises(pdf.RenderError):
                pdf.render(report, files)

    def test_a_photo_that_is_gone_is_said(self):
        def gone(_: str) -> bytes:
            raise NotFound("Berkas tidak ditemukan.")

        with pytest.raises(NotFound):
            pdf.render_limited(visit_report(), gone)

    def test_a_damaged_photo_prints_no_paper_with_a_hole(self):
        with pytest.raises(pdf.RenderError):
            pdf.render(visit_report(), lambda _: b"no picture")

    def test_a_file_from_elsewhere_has_no_count(self):
        with pytest.raises(ValueError, match="ours"):
            pdf.count_pages(b"%PDF-1.4")
