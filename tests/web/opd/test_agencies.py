"""Agencies, services and officials in the browser."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.usefixtures("frozen_clock")
NONSENSE = ["😀\x00", "<script>alert(1)</script>", "9" * 31, "%_", "' --", "x" * 300]
OFFICIAL = {
    "office": "sekda",
    "opd_id": "",
    "status": "definitive",
    "name": "Sukarni Idrus",
    "valid_from": "2026-01-05",
    "rank": "IV/d",
}
SERVICE = {"name": "Cetak KTP", "category": "administration", "papers": "KK\nKTP lama", "unit": "keping", "minutes": "5"}


def names(page):
    return page.all('tbody th[scope="row"] a')


def test_everybody_reads_the_agencies(browser_as, world):
    page = browser_as("carer").get("/opd")
    assert names(page) == ["Dinkes", "Disdukcapil"]
    one = page.browser.get(f"/opd/{world.opds['a']}")
    assert one.heading == "Dinas Kependudukan dan Pencatatan Sipil"
    assert "Perekaman KTP-el" in one.text
    assert "3 orang" in one.text
    assert "Ubah" not in one.text
    assert "Lihat pegawai" not in one.text
    assert browser_as("carer").get("/opd/99999").status == 404


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_in_the_address_is_harmless(browser_as, text):
    browser = browser_as("planner")
    for path in ("/opd", "/layanan", "/pejabat", "/layanan/baru"):
        for name in ("cari", "jenis", "keadaan", "opd", "kelompok", "lanjut"):
            page = browser.get(path, query={name: text})
            assert page.status in {200, 403}
            assert "<script>alert" not in page.html


def test_lists_cost_the_same_however_long(browser_as, count_statements):
    browser = browser_as("planner")
    for path in ("/opd", "/layanan"):
        browser.get(path)
        few = count_statements(lambda path=path: browser.get(f"{path}?cari=kes"))
        assert few == count_statements(lambda path=path: browser.get(path)) <= 8


def test_the_planner_renames_an_agency(browser_as, world):
    browser = browser_as("planner")
    form = browser.get(f"/opd/{world.opds['b']}").follow("Ubah data OPD")
    page = form.submit({"name": "Dinas Kesehatan dan Gizi", "phone": "0739-21000"})
    assert page.toasts == ["Data Dinkes tersimpan."]
    assert page.heading == "Dinas Kesehatan dan Gizi"
    assert "Dinas Kesehatan sampai 22 November 2026" in page.text


def test_an_operator_changes_only_the_contact(browser_as, world):
    browser = browser_as("op_a")
    form = browser.get(f"/opd/{world.opds['a']}/ubah")
    assert set(form.fields(form.form())) == {"csrf_token", "version", "address", "phone"}
    page = browser.post(
        f"/opd/{world.opds['a']}/ubah",
        {"version": "1", "address": "Jalan Contoh 1", "phone": "", "name": "Dinas Saya", "required": ""},
    )
    assert "Jalan Contoh 1" in page.text
    assert page.heading == "Dinas Kependudukan dan Pencatatan Sipil"
    assert browser.get(f"/opd/{world.opds['b']}/ubah").status == 404
    assert browser.post(f"/opd/{world.opds['b']}/ubah", {"version": "1"}).status == 404


def test_two_people_on_one_agency(browser_as, world):
    path = f"/opd/{world.opds['a']}/ubah"
    first, second = browser_as("op_a").get(path), browser_as("admin").get(path)
    first.submit({"phone": "111"})
    clash = second.submit({"short_name": "Capil"})
    assert clash.status == 409
    assert "Telepon" in clash.text
    assert clash.fields(clash.form())["short_name"] == ["Capil"]
    assert clash.submit({"phone": "222"}).toasts == ["Data Capil tersimpan."]


def test_the_administrator_adds_an_agency(browser_as):
    browser = browser_as("admin")
    page = browser.get("/opd").follow("Tambah OPD").submit({"code": "dispora", "name": "Dinas Pemuda", "short_name": "Dispora"})
    assert page.toasts == ["Dispora ditambahkan."]
    again = browser.get("/opd/baru").submit({"code": "dispora", "name": "Dinas Pemuda", "short_name": "Dispora"})
    assert again.status == 422
    assert "sudah dipakai" in again.error_of("code")
    assert browser_as("planner").get("/opd/baru").status == 403


@pytest.mark.parametrize(
    ("values", "field", "word"),
    [
        ({"code": "Dinas Saya"}, "code", "huruf kecil"),
        ({"code": "<b>"}, "code", "huruf kecil"),
        ({"name": ""}, "name", "Wajib"),
        ({"kind": "kecamatan"}, "kecamatan_id", "Pilih kecamatan"),
        ({"kind": "kerajaan"}, "kind", "tidak tersedia"),
        ({"active_from": "2026-05-01", "active_until": "2026-04-01"}, "active_until", "sebelum"),
        ({"active_from": "31-02-2026"}, "active_from", "tidak ada"),
        ({"address": "x" * 301}, "address", "Terlalu panjang"),
    ],
)
def test_an_agency_in_disorder(browser_as, values, field, word):
    page = (
        browser_as("admin")
        .get("/opd/baru")
        .submit({"code": "baru", "name": "Dinas", "short_name": "D", "phone": "Tetap", **values})
    )
    assert page.status == 422
    assert word in page.error_of(field)
    assert page.fields(page.form())["phone"] == ["Tetap"]


# --- services ---


def test_services_are_read_by_all_and_changed_by_their_own(browser_as, world):
    assert "Kartu identitas anak" in browser_as("regent").get("/layanan").text
    page = browser_as("op_a").get("/layanan")
    assert names(page) == ["Kartu identitas anak", "Perekaman KTP-el"]
    browser = browser_as("op_b")
    assert browser.get(f"/layanan/{world.services['ktp']}/ubah").status == 404
    browser.get("/layanan")
    assert browser.post(f"/layanan/{world.services['ktp']}/ubah", {**SERVICE, "version": 1}).status == 404
    assert browser.post(f"/layanan/{world.services['ktp']}/nonaktif").status == 404


def test_filter_services(browser_as, world):
    browser = browser_as("planner")
    assert names(browser.get("/layanan?cari=ktp")) == ["Perekaman KTP-el"]
    assert names(browser.get("/layanan?kelompok=health")) == ["Pemeriksaan kesehatan"]
    assert len(names(browser.get(f"/layanan?opd={world.opds['a']}"))) == 2
    assert "Tidak ada layanan yang cocok" in browser.get("/layanan?keadaan=ended").text


def test_an_operator_adds_changes_and_ends_a_service(browser_as):
    browser = browser_as("op_a")
    page = browser.get("/layanan/baru").submit(SERVICE)
    assert page.toasts == ["Layanan Cetak KTP ditambahkan."]
    assert "KK, KTP lama" in page.text
    page = page.follow("Cetak KTP").submit({"minutes": "7"}, action=None, button="Simpan layanan")
    assert "7 menit per keping" in page.text
    off = page.follow("Cetak KTP").submit(button="Nonaktifkan")
    assert off.toasts == ["Layanan Cetak KTP tidak ditawarkan lagi."]
    assert off.submit(button="Aktifkan").toasts == ["Layanan Cetak KTP ditawarkan lagi."]


@pytest.mark.parametrize(
    ("values", "field", "word"),
    [
        ({"minutes": "0"}, "minutes", "di antara"),
        ({"minutes": "481"}, "minutes", "di antara"),
        ({"minutes": "1" + "0" * 30}, "minutes", "bilangan"),
        ({"minutes": "-1"}, "minutes", "di antara"),
        ({"minutes": ""}, "minutes", "Wajib"),
        ({"name": "Perekaman KTP-el"}, "name", "nama yang sama"),
        ({"name": "\x00"}, "name", "Wajib"),
        ({"papers": "x" * 200}, "papers", "Satu baris"),
        ({"category": "x"}, "category", "tidak tersedia"),
        ({"opd_id": "999999"}, "opd_id", "tidak tersedia"),
    ],
)
def test_a_service_in_disorder(browser_as, values, field, word):
    page = browser_as("op_a").get("/layanan/baru").submit({**SERVICE, "unit": "Tetap 😀", **values})
    assert page.status == 422
    assert word in page.error_of(field)
    assert page.fields(page.form())["unit"] == ["Tetap 😀"]


def test_two_people_on_one_service(browser_as, world):
    path = f"/layanan/{world.services['ktp']}/ubah"
    first, second = browser_as("op_a").get(path), browser_as("admin").get(path)
    first.submit({"minutes": "12"}, button="Simpan layanan")
    clash = second.submit({"unit": "keping"}, button="Simpan layanan")
    assert clash.status == 409
    assert "Lama" in clash.text
    assert clash.submit({}, button="Simpan layanan").toasts


# --- officials ---


def test_officials_by_the_administrator(browser_as, world):
    browser = browser_as("admin")
    page = browser.get("/pejabat").follow("Catat pejabat").submit(OFFICIAL)
    assert page.toasts == ["Sukarni Idrus tercatat."]
    second = browser.get("/pejabat/baru").submit({**OFFICIAL, "name": "Orang Lain"})
    assert second.status == 422
    assert "Sukarni Idrus" in second.error_of("valid_from")
    ended = page.follow("Sekretaris Daerah").submit({"valid_until": "2026-10-31"})
    assert "Sukarni" not in ended.text.partition("pejabat")[2]
    assert "Sukarni Idrus" in ended.follow("Semua masa").text
    assert browser.get("/pejabat/baru").submit({**OFFICIAL, "name": "Orang Lain", "valid_from": "2026-11-01"}).toasts


def test_the_head_stands_on_the_page_of_the_agency(browser_as, world):
    head = {**OFFICIAL, "office": "opd_head", "opd_id": str(world.opds["a"]), "status": "plt", "back_title": "S.IP."}
    browser_as("admin").get("/pejabat/baru").submit(head)
    assert "Sukarni Idrus, S.IP. (Plt.)" in browser_as("op_a").get(f"/opd/{world.opds['a']}").text
    assert "Sukarni Idrus, S.IP." in browser_as("op_a").get("/opd").text


@pytest.mark.parametrize(
    ("values", "field", "word"),
    [
        ({"office": "opd_head"}, "opd_id", "Pilih OPD"),
        ({"office": "raja"}, "office", "tidak tersedia"),
        ({"nip": "1985051720100120079"}, "nip", "19 angka"),
        ({"valid_until": "2025-01-01"}, "valid_until", "sebelum"),
        ({"valid_from": "besok"}, "valid_from", "Tulis tanggal"),
        ({"name": ""}, "name", "Wajib"),
    ],
)
def test_an_official_in_disorder(browser_as, values, field, word):
    page = browser_as("admin").get("/pejabat/baru").submit({**OFFICIAL, "back_title": "Tetap", **values})
    assert page.status == 422
    assert word in page.error_of(field)
    assert page.fields(page.form())["back_title"] == ["Tetap"]


def test_nobody_else_sees_the_officials(browser_as):
    for who in ("planner", "op_a", "sekda"):
        assert browser_as(who).get("/pejabat").status == 403


def test_two_people_on_one_official(browser_as):
    page = browser_as("admin").get("/pejabat/baru").submit(OFFICIAL)
    path = page.link("Sekretaris Daerah")
    first, second = browser_as("admin").get(path), browser_as("admin").get(path)
    first.submit({"rank": "IV/e"})
    clash = second.submit({"back_title": "M.Si."})
    assert clash.status == 409
    assert clash.submit({}).toasts
