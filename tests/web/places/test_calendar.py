"""Days off and periods without visits, in the browser."""

from __future__ import annotations

import pytest

NEW = "/hari-libur/baru"
NEW_PERIOD = "/masa-tanpa-kunjungan/baru"
RAMADAN = {"kind": "ramadan", "name": "Ramadan 1448 H", "starts_on": "2027-02-08", "ends_on": "2027-03-09"}


def test_the_decree_is_loaded_once(browser_as):
    browser = browser_as("planner")
    page = browser.get("/hari-libur?tahun=2027").submit(button="Muat libur")
    assert page.toasts == ["Libur 2027: 26 hari ditambahkan."]
    assert "perkiraan, menunggu penetapan" in page.text
    assert page.submit(button="Muat libur").toasts == ["Libur 2027: tidak ada hari yang kurang."]


def test_a_year_nobody_knows_is_told(browser_as):
    page = browser_as("planner").get("/hari-libur").submit({"year": "1066"}, button="Muat libur")
    assert page.status == 422
    assert "di antara" in page.error_of("year")


@pytest.mark.parametrize("year", ["x", "0", "99999999999", "١٩٩٩", "-5", "2027;drop"])
def test_a_strange_year_in_the_address_shows_this_year(browser_as, frozen_clock, year):
    assert browser_as("carer").get("/hari-libur", query={"tahun": year}).heading == "Hari libur 2026"


def test_add_change_and_delete_a_day(browser_as):
    browser = browser_as("planner")
    page = browser.get(NEW).submit({"on": "2027-03-08", "name": "Hari jadi kabupaten", "kind": "public"})
    assert page.heading == "Hari libur 2027"
    assert "Senin, 8 Maret 2027" in page.text
    page = page.follow("Hari jadi kabupaten").submit({"name": "Hari jadi ke-78"}, button="Simpan")
    assert "Hari jadi ke-78" in page.text
    gone = page.follow("Hari jadi ke-78").submit(button="Hapus")
    assert gone.toasts == ["Hari libur dihapus."]
    assert "Hari jadi ke-78" not in gone.text


def test_the_same_day_twice(browser_as):
    browser = browser_as("planner")
    day = {"on": "2027-03-08", "name": "Hari jadi", "kind": "public"}
    browser.get(NEW).submit(day)
    page = browser.get(NEW).submit(day)
    assert page.status == 422
    assert "sudah tercatat" in page.error_of("on")
    assert page.fields(page.form())["name"] == ["Hari jadi"]


def test_deleting_what_is_gone(browser_as):
    browser = browser_as("planner")
    browser.get("/hari-libur")
    assert browser.post("/hari-libur/9999/hapus").toasts == ["Hari libur dihapus."]
    assert browser.get("/hari-libur/9999/ubah").status == 404
    assert browser.post("/hari-libur/9999/ubah", {}).status == 404


def test_two_people_on_one_day(browser_as):
    planner, admin = browser_as("planner"), browser_as("admin")
    page = planner.get(NEW).submit({"on": "2027-03-08", "name": "Hari jadi", "kind": "public"})
    first, second = page.follow("Hari jadi"), admin.get(page.link("Hari jadi"))
    first.submit({"name": "Hari jadi kabupaten"}, button="Simpan")
    clash = second.submit({"source": "Perda"}, button="Simpan")
    assert clash.status == 409
    assert "Hari jadi kabupaten" in clash.text
    assert clash.submit({}, button="Simpan").toasts


def test_a_period_for_one_desa(browser_as, world):
    page = browser_as("planner").get(NEW_PERIOD).submit({**RAMADAN, "scope": f"d{world.desa['far']}"})
    assert page.toasts == ["Ramadan 1448 H tersimpan."]
    assert "Lubuk Resam, Kecamatan Kedurang" in page.text
    form = page.follow("Ramadan 1448 H")
    assert form.fields(form.form(button="Simpan"))["scope"] == [f"d{world.desa['far']}"]
    page = form.submit({"scope": ""}, button="Simpan")
    assert "Seluruh kabupaten" in page.text
    assert page.follow("Ramadan 1448 H").submit(button="Hapus").toasts == ["Masa tanpa kunjungan dihapus."]


@pytest.mark.parametrize(
    ("values", "field", "word"),
    [
        ({"ends_on": "2027-02-01"}, "ends_on", "sebelum"),
        ({"ends_on": "2030-02-01"}, "ends_on", "satu tahun"),
        ({"starts_on": "1901-01-01"}, "starts_on", "Paling awal"),
        ({"starts_on": "kemarin"}, "starts_on", "Tulis tanggal"),
        ({"name": "\x00 "}, "name", "Wajib"),
        ({"name": "x" * 200}, "name", "Terlalu panjang"),
        ({"scope": "d999999"}, "scope", "tidak tersedia"),
        ({"scope": "<b>"}, "scope", "tidak tersedia"),
    ],
)
def test_a_period_in_disorder(browser_as, values, field, word):
    page = browser_as("planner").get(NEW_PERIOD).submit({**RAMADAN, "note": "Tetap ada", **values})
    assert page.status == 422
    assert word in page.error_of(field)
    assert page.fields(page.form())["note"] == ["Tetap ada"]


def test_the_same_period_twice(browser_as):
    browser = browser_as("planner")
    browser.get(NEW_PERIOD).submit(RAMADAN)
    page = browser.get(NEW_PERIOD).submit(RAMADAN)
    assert page.status == 422
    assert "sudah tercatat" in page.text


def test_readers_see_no_buttons(browser_as):
    page = browser_as("op_a").get("/hari-libur")
    assert page.status == 200
    assert "Muat libur" not in page.text
    assert browser_as("op_a").get(NEW).status == 403
    assert browser_as("op_a").get(NEW_PERIOD).status == 403
