"""Staff in the browser: who sees whom, search, and a form that tells what is wrong with a NIP."""

from __future__ import annotations

import pytest

from intranet.core.transaction import transaction
from intranet.opd import staff_index
from intranet.opd.models import Employee
from intranet.opd.states import EmployeeKind

NEW = "/pegawai/baru"
SITI = {
    "kind": "pns",
    "nip": "19850517 201001 2 007",
    "name": "Siti Aisyah",
    "back_title": "S.Sos.",
    "rank": "III/c",
    "position": "Analis",
}
pytestmark = pytest.mark.usefixtures("frozen_clock")


@pytest.fixture
def indexed(app, world):
    with app.app_context(), transaction():
        staff_index.rebuild()


def names(page):
    return page.all("tbody th a")


def test_operators_see_their_own_people(browser_as):
    assert names(browser_as("op_a").get("/pegawai")) == ["Arman Suhadi", "Mely Oktarina", "Wirda Ningsih"]
    assert names(browser_as("head_b").get("/pegawai")) == ["Deki Saputra", "Sinta Rahayu"]
    assert len(names(browser_as("sekda").get("/pegawai"))) == 5


@pytest.mark.parametrize("who", ["carer", "regent"])
def test_others_see_nobody(browser_as, who):
    assert browser_as(who).get("/pegawai").status == 403


def test_the_id_of_somebody_elses_person(browser_as, world):
    browser = browser_as("op_b")
    key = world.employees["a1"]
    assert browser.get(f"/pegawai/{key}").status == 404
    assert browser.get(f"/pegawai/{key}/ubah").status == 404
    browser.get("/pegawai")
    assert browser.post(f"/pegawai/{key}/ubah", SITI).status == 404
    assert browser.post(f"/pegawai/{key}/nonaktif").status == 404
    assert names(browser.get(f"/pegawai?opd={world.opds['a']}")) == ["Deki Saputra", "Sinta Rahayu"]


def test_search_filter_and_sort(browser_as, indexed, world):
    browser = browser_as("planner")
    assert names(browser.get("/pegawai?cari=okt mel")) == ["Mely Oktarina"]
    assert names(browser.get("/pegawai?cari=ktarina")) == []
    assert names(browser.get(f"/pegawai?opd={world.opds['b']}&urut=-nama")) == ["Sinta Rahayu", "Deki Saputra"]
    assert names(browser.get("/pegawai?urut=opd"))[0] == "Deki Saputra"
    assert "Tidak ada pegawai yang cocok" in browser.get("/pegawai?jenis=pppk").text
    fragment = browser.get("/pegawai", query={"cari": "deki"}, htmx="hasil")
    assert not fragment.is_whole
    assert names(fragment) == ["Deki Saputra"]


@pytest.mark.parametrize("text", ["😀\x00", "<script>alert(1)</script>", "9" * 31, "%_", "' --", "x" * 300])
def test_nonsense_in_the_address_is_harmless(browser_as, text):
    browser = browser_as("planner")
    for name in ("cari", "opd", "jenis", "keadaan", "urut", "lanjut"):
        page = browser.get("/pegawai", query={name: text})
        assert page.status == 200
        assert "<script>alert" not in page.html


def test_pages_by_key_and_a_steady_price(browser_as, save, world, count_statements):
    browser = browser_as("planner")
    browser.get("/pegawai")
    few = count_statements(lambda: browser.get("/pegawai"))
    crowd = [
        Employee(
            opd_id=world.opds["a"],
            internal_no=f"H{n:05}",
            nip=None,
            name=f"Orang {n:03}",
            kind=EmployeeKind.HONORER,
            position="Umum",
        )
        for n in range(90)
    ]
    save(*crowd)
    assert count_statements(lambda: browser.get("/pegawai")) == few <= 8
    page, seen = browser.get("/pegawai"), []
    assert "95 pegawai" in page.text
    while True:
        seen += names(page)
        if "Berikutnya" not in page.text:
            break
        page = page.follow("Berikutnya")
    assert len(seen) == len(set(seen)) == 95


def test_an_operator_adds_a_person(browser_as):
    form = browser_as("op_a").get("/pegawai").follow("Tambah pegawai")
    page = form.submit(SITI)
    assert page.toasts == ["Siti Aisyah ditambahkan."]
    assert page.heading == "Siti Aisyah, S.Sos."
    assert "19850517 201001 2 007" in page.text
    assert "Penata (III/c)" in page.text
    again = page.follow("Ubah data pegawai")
    assert again.fields(again.form())["nip"] == ["19850517 201001 2 007"]


def test_a_honorer_without_nip(browser_as):
    page = browser_as("op_a").get(NEW).submit({"kind": "honorer", "name": "Budi", "position": "Pengemudi", "nip": ""})
    assert page.status == 200
    assert "Nomor pegawai" in page.text


@pytest.mark.parametrize(
    ("values", "field", "word"),
    [
        ({"nip": "1985051720100120079"}, "nip", "19 angka"),
        ({"nip": "198502312010012007"}, "nip", "bukan tanggal"),
        ({"nip": "198505172010212007"}, "nip", "PPPK"),
        ({"nip": "NIP saya"}, "nip", "hanya berisi angka"),
        ({"nip": ""}, "nip", "belum diisi"),
        ({"nip": "1" * 70}, "nip", "Terlalu panjang"),
        ({"nip": "199001012015031011"}, "nip", "sudah tercatat"),
        ({"kind": "honorer", "rank": ""}, "nip", "Honorer"),
        ({"kind": "raja"}, "kind", "tidak tersedia"),
        ({"rank": "IX"}, "rank", "PNS"),
        ({"name": "\x00  "}, "name", "Wajib"),
        ({"position": ""}, "position", "Wajib"),
        ({"home_desa_id": "99999"}, "home_desa_id", "tidak tersedia"),
        ({"opd_id": "1000000000000"}, "opd_id", "Pilih"),
    ],
)
def test_what_cannot_be_is_told_beside_the_field(browser_as, values, field, word):
    page = browser_as("op_a").get(NEW).submit({**SITI, "usual_function": "Tetap 😀 ada", **values})
    assert page.status == 422
    assert word in page.error_of(field)
    kept = page.fields(page.form())
    assert kept["usual_function"] == ["Tetap 😀 ada"]
    assert kept["back_title"] == ["S.Sos."]


def test_an_operator_cannot_add_to_another_opd(browser_as, world):
    page = browser_as("op_a").get(NEW).submit({**SITI, "opd_id": str(world.opds["b"])})
    assert page.status == 422
    assert "tidak tersedia" in page.error_of("opd_id")


def test_a_double_click_makes_one_person(browser_as):
    form = browser_as("op_a").get(NEW)
    form.submit(SITI)
    twice = form.submit(SITI)
    assert twice.status == 422
    assert "sudah tercatat" in twice.error_of("nip")


def test_two_people_on_one_form(browser_as, world):
    path = f"/pegawai/{world.employees['a1']}/ubah"
    first, second = browser_as("op_a").get(path), browser_as("admin").get(path)
    first.submit({"position": "Verifikator"})
    clash = second.submit({"position": "Operator", "usual_function": "Milik saya"})
    assert clash.status == 409
    assert "Yenti Marlina" in clash.text
    assert "Verifikator" in clash.text
    assert clash.fields(clash.form())["usual_function"] == ["Milik saya"]
    assert clash.submit({}).toasts == ["Data Mely Oktarina tersimpan."]


def test_off_and_on_the_lists(browser_as, world):
    browser = browser_as("op_a")
    page = browser.get(f"/pegawai/{world.employees['a1']}")
    off = page.submit(button="Nonaktifkan")
    assert off.toasts == ["Mely Oktarina tidak ditawarkan lagi untuk kunjungan."]
    assert "Mely Oktarina" not in names(browser.get("/pegawai"))
    assert names(browser.get("/pegawai?keadaan=ended")) == ["Mely Oktarina"]
    page.browser.post(f"/pegawai/{world.employees['a1']}/nonaktif")
    assert browser.get(f"/pegawai/{world.employees['a1']}").submit(button="Aktifkan").toasts == [
        "Mely Oktarina dapat dipilih lagi."
    ]


def test_no_address_carries_a_nip(browser_as, world):
    page = browser_as("planner").get("/pegawai")
    assert all("19900101" not in str(link["href"]) for link in page.soup.find_all("a", href=True))
