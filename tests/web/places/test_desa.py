"""The list of desa, one desa, and its form, in the browser."""

from __future__ import annotations

import pytest

from intranet.places.models import Desa
from intranet.places.states import DesaKind

NONSENSE = ["😀 \x00 <script>alert(1)</script>", "9" * 31, "a" * 500, "' OR 1=1 --", "%", "\\"]


def names(page):
    return page.all("tbody th a")


def test_every_signed_in_person_sees_the_list(browser_as):
    page = browser_as("carer").get("/desa")
    assert names(page) == ["Batu Lambang", "Lubuk Resam", "Nanti Agung"]
    assert "Kecamatan Kedurang" in page.text
    assert "garis lurus" in page.text


def test_search_filter_and_sort(browser_as, world):
    browser = browser_as("op_a")
    assert names(browser.get("/desa?cari=lubuk")) == ["Lubuk Resam"]
    assert names(browser.get("/desa?cari=AGUNG")) == ["Nanti Agung"]
    assert names(browser.get("/desa?cari=17.01.05.2001")) == ["Lubuk Resam"]
    assert names(browser.get(f"/desa?kecamatan={world.kecamatan['kedurang']}&urut=-jarak")) == ["Nanti Agung", "Lubuk Resam"]
    assert names(browser.get("/desa?kurang=jarak&urut=jarak"))[0] == "Batu Lambang"
    empty = browser.get("/desa?jenis=kelurahan")
    assert "Tidak ada desa yang cocok" in empty.text
    assert empty.link("Hapus saringan") == "/desa"


def test_a_fragment_is_the_same_list(browser_as):
    page = browser_as("op_a").get("/desa", query={"cari": "lubuk"}, htmx="hasil")
    assert not page.is_whole
    assert "Lubuk Resam" in page.text
    assert "Nanti Agung" not in page.text


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_in_the_address_is_harmless(browser_as, text):
    browser = browser_as("op_a")
    for name in ("cari", "kecamatan", "jenis", "akses", "kurang", "urut", "lanjut"):
        page = browser.get("/desa", query={name: text})
        assert page.status == 200
        assert "<script>alert" not in page.html


def test_two_pages_by_key(browser_as, save, world):
    save(*(
        Desa(kecamatan_id=world.kecamatan["manna"], code=f"17.01.03.3{n:03}", name=f"Uji {n:03}", kind=DesaKind.DESA,
             lat=-4.4, lon=103.0, area_km2=1, straight_km=n)
        for n in range(60)
    ))  # fmt: skip
    first = browser_as("planner").get("/desa?urut=-jarak")
    assert "63 desa dan kelurahan" in first.text
    second = first.follow("Berikutnya")
    assert len(names(first)) == 40
    assert len(names(second)) == 23
    assert not set(names(first)) & set(names(second))
    assert names(second.follow("Sebelumnya")) == names(first)


def test_the_list_costs_the_same_however_long(browser_as, count_statements, save, world):
    browser = browser_as("planner")
    browser.get("/desa")
    few = count_statements(lambda: browser.get("/desa?cari=lubuk"))
    many = count_statements(lambda: browser.get("/desa"))
    assert few == many <= 8  # three of them are the list, the rest session and menu


def test_one_desa(browser_as, world):
    page = browser_as("carer").get(f"/desa/{world.desa['far']}")
    assert page.heading == "Lubuk Resam, Kecamatan Kedurang"
    assert "25,2 km" in page.text
    assert "belum dicatat" in page.text
    assert page.one("figure svg path.mine") is not None
    assert "Ubah" not in page.text


def test_an_unknown_desa(browser_as):
    assert browser_as("planner").get("/desa/99999").status == 404
    assert browser_as("planner").get("/desa/99999/ubah").status == 404


def test_the_planner_writes_what_is_known(browser_as, world):
    browser = browser_as("planner")
    form = browser.get(f"/desa/{world.desa['far']}").follow("Ubah data desa")
    page = form.submit({
        "road_km": "31,5", "travel_minutes": "75", "wet_season_access": "cut_off",
        "office_lat": "-4,4712", "office_lon": "102.95", "note": "Jembatan 😀 gantung",
    })  # fmt: skip
    assert page.toasts == ["Data Lubuk Resam, Kecamatan Kedurang, tersimpan."]
    assert "31,5 km" in page.text
    assert "1 jam 15 menit" in page.text
    assert "Terputus saat hujan" in page.text
    again = page.follow("Ubah data desa")
    assert again.fields(again.form())["office_lat"] == ["-4,4712"]


@pytest.mark.parametrize(
    ("values", "field", "word"),
    [
        ({"road_km": "-1"}, "road_km", "di antara"),
        ({"road_km": "1" + "0" * 30}, "road_km", "angka"),
        ({"road_km": "dua"}, "road_km", "angka"),
        ({"travel_minutes": "2000"}, "travel_minutes", "di antara"),
        ({"office_lat": "-4,47"}, "office_lon", "keduanya"),
        ({"office_lat": "1", "office_lon": "1"}, "office_lat", "di luar"),
        ({"office_lat": "102,9", "office_lon": "-4,4"}, "office_lat", "tertukar"),
        ({"last_visited_on": "31-02-2026"}, "last_visited_on", "tidak ada"),
        ({"last_visited_on": "2040-01-01"}, "last_visited_on", "sesudah hari ini"),
        ({"note": "x" * 1001}, "note", "Terlalu panjang"),
    ],
)
def test_what_cannot_be_is_told_beside_the_field(browser_as, world, values, field, word):
    form = browser_as("planner").get(f"/desa/{world.desa['far']}/ubah")
    page = form.submit({"note": "Tetap ada", **values})
    assert page.status == 422
    assert word in page.error_of(field)
    kept = page.fields(page.form())
    for name, value in {"note": "Tetap ada", **values}.items():
        assert kept[name] == [value]


def test_two_people_on_the_same_desa(browser_as, world):
    first = browser_as("planner").get(f"/desa/{world.desa['far']}/ubah")
    second = browser_as("admin").get(f"/desa/{world.desa['far']}/ubah")
    first.submit({"road_km": "30"})
    clash = second.submit({"road_km": "33", "note": "Milik saya"})
    assert clash.status == 409
    assert "Yudi Hartawan" in clash.text
    assert "Jarak jalan" in clash.text
    assert clash.fields(clash.form())["note"] == ["Milik saya"]
    assert clash.submit({}).toasts


def test_operators_do_not_edit_places(browser_as, world):
    browser = browser_as("op_a")
    assert browser.get(f"/desa/{world.desa['far']}/ubah").status == 403
    browser.get("/desa")
    assert browser.post(f"/desa/{world.desa['far']}/ubah", {"road_km": "1"}).status == 403
