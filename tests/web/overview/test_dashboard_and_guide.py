"""The year in figures; help and privacy."""

from __future__ import annotations

from datetime import date

import pytest

from tests.web.overview.conftest import visit

GUIDES = ("operator", "kepala-opd", "perencana", "sekda", "tata-usaha", "bupati", "pendamping", "admin")


def test_figures_come_from_what_was_recorded(year, browser_as):
    page = browser_as("regent").get("/dasbor")

    assert page.heading == "Dasbor 2026"
    figures = page.all(".nums > div")
    assert figures[0].startswith("desa sudah dikunjungi 1 / 3")
    assert "90 % selesai di tempat" in figures[1]
    assert "64 pada dialog malam" in figures[2]
    assert "1 lewat batas sekarang" in figures[3]


def test_each_figure_has_its_table(year, browser_as):
    page = browser_as("sekda").get("/dasbor")

    assert page.all("table caption") == [
        "Layanan yang diberikan per OPD",
        "Cakupan per kecamatan",
        "Ketepatan jawaban per OPD",
        "Semua desa dengan keadaan kunjungannya",
    ]
    assert page.soup.select_one(page.link("Lihat tabel")) is not None


def test_head_of_an_agency_reads_the_own_answers_only(year, browser_as):
    page = browser_as("head_a").get("/dasbor")

    assert "Ketepatan jawaban OPD Anda" in page.text
    assert "Disdukcapil" in page.text
    assert "Dinkes" not in page.text


def test_another_year(year, browser_as):
    planner = browser_as("planner")

    assert planner.get("/dasbor").follow("2027").heading == "Dasbor 2027"
    assert planner.get("/dasbor?tahun=abcd").heading == "Dasbor 2026"
    assert planner.get("/dasbor?tahun=2031").status == 200


def test_an_empty_year_says_what_comes(world, browser_as, frozen_clock):
    page = browser_as("planner").get("/dasbor")

    assert page.status == 200
    assert "Belum ada layanan dicatat" in page.text


def test_statements_are_constant(world, year, save, browser_as, statements):
    browser = browser_as("regent")
    browser.get("/dasbor")
    with statements() as few:
        browser.get("/dasbor")
    save(visit(world.desa["farther"], date(2026, 12, 8), date(2026, 12, 9)))
    with statements() as more:
        browser.get("/dasbor")

    assert len(few) == len(more) <= 9


@pytest.mark.parametrize(("who", "title"), [("op_a", "Operator OPD"), ("clerk", "Petugas tata usaha"), ("carer", "Pendamping")])
def test_the_own_manual_comes_first(world, browser_as, who, title):
    page = browser_as(who).get("/bantuan")

    assert page.heading == f"Bantuan {title}"
    assert "Panduan peran Anda" in page.text


@pytest.mark.parametrize("slug", GUIDES)
def test_every_manual_opens(world, browser_as, slug):
    page = browser_as("carer").get(f"/bantuan/{slug}")

    assert page.status == 200
    assert page.all("main h2")
    assert "Istilah" in page.text


def test_unknown_manual(world, browser_as):
    assert browser_as("carer").get("/bantuan/tidak-ada").status == 404


def test_privacy_is_open_to_all(stranger, world, browser_as):
    page = stranger.get("/kerahasiaan")

    assert page.status == 200
    assert "Undang-Undang Nomor 27 Tahun 2022" in page.text
    assert "Sekretariat Daerah" in page.text
    assert browser_as("op_a").get("/kerahasiaan").status == 200
