"""Settings of the office."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from intranet.core import audit, settings_store
from intranet.core.actor import SYSTEM
from intranet.core.transaction import transaction
from intranet.documents import letterhead
from intranet.documents.letterhead import LETTERHEAD
from intranet.participation.actions import LEAD_SETTING


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 400)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "#8e1f18").save(out, kind)
    return out.getvalue()


@pytest.fixture
def form(world, browser_as):
    return browser_as("admin").get("/pengaturan")


def test_letterhead_is_changed_and_noted(app, form):
    after = form.submit({"phone": "(0739) 21001", "paper": "F4", "lead_days": "35"}, button="Simpan pengaturan")

    assert after.toasts == ["Pengaturan tersimpan. Surat yang sudah terbit tidak berubah."]
    with app.app_context():
        kept = settings_store.get_many(LETTERHEAD, LEAD_SETTING)
        event = audit.changes_since(("setting", LETTERHEAD))[0]
    assert (kept[LETTERHEAD]["phone"], kept[LETTERHEAD]["paper"], kept[LEAD_SETTING]) == ("(0739) 21001", "F4", 35)
    assert event.before["value"]["paper"] == "A4"


def test_nothing_changed_is_said(form):
    assert form.submit({}, button="Simpan pengaturan").toasts == ["Tidak ada yang berubah."]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("post_code", "3851", "Kode pos terdiri atas 5 angka."),
        ("post_code", "38x11", "Kode pos terdiri atas 5 angka."),
        ("post_code", "٣٨٥١١", "Kode pos terdiri atas 5 angka."),
        ("kode-visit_report", "400🙂", "Isi dengan huruf, angka"),
        ("unit-visit_report", "{0}", "Isi dengan huruf, angka"),
        ("lead_days", "3", "Harus di antara 7 dan 90."),
        ("lead_days", "banyak", "Tulis bilangan bulat"),
        ("place", "", "Wajib diisi."),
        ("pattern-visit_report", "{kode}/{unit}/{tahun}", "harus memuat {urut}"),
        ("pattern-visit_report", "{urut}/{unit}", "harus memuat {tahun}"),
        ("pattern-visit_report", "{urut}/{tahun}/{bulan}", "Isian yang dikenal"),
        ("pattern-visit_report", "{urut}/{tahun}/{", "Isian yang dikenal"),
        ("pattern-visit_report", "{urut.__class__}/{tahun}", "Pola hanya memuat"),
    ],
)
def test_bad_input_is_refused_beside_its_field(form, name, value, message):
    page = form.submit({name: value, "address": "Jalan yang diketik"}, button="Simpan pengaturan")

    assert page.status == 422
    assert message in page.error_of(name)
    assert "Jalan yang diketik" in page.html


def test_a_number_that_no_register_could_hold_is_refused(form):
    page = form.submit(
        {"kode-visit_report": "K" * 20, "pattern-visit_report": "{urut}/{tahun}/{kode}{kode}{kode}{kode}"},
        button="Simpan pengaturan",
    )

    assert page.status == 422
    assert "dapat mencapai 92 karakter. Paling banyak 80." in page.error_of("pattern-visit_report")


def test_arms_are_rewritten_and_shown(form, browser_as):
    after = form.submit({"arms": (picture("JPEG"), "lambang.jpg")}, button="Simpan pengaturan")

    shown = browser_as("admin").get("/pengaturan/lambang")
    assert after.status == 200
    assert Image.open(BytesIO(shown.response.get_data())).format == "PNG"
    dropped = after.submit({"drop_arms": "y"}, button="Simpan pengaturan")
    assert "Belum ada lambang" in dropped.text


def test_the_emblem_of_the_state_is_kept_beside_the_arms(app, form, browser_as):
    after = form.submit(
        {"arms": (picture(), "a.png"), "emblem": (picture(size=(200, 200)), "garuda.png")}, button="Simpan pengaturan"
    )

    shown = browser_as("admin").get("/pengaturan/lambang-negara")
    assert Image.open(BytesIO(shown.response.get_data())).size == (200, 200)
    dropped = after.submit({"drop_emblem": "y"}, button="Simpan pengaturan")
    assert "Belum ada lambang negara" in dropped.text
    assert browser_as("admin").get("/pengaturan/lambang").status == 200


def test_a_bad_emblem_is_refused_beside_its_field(form):
    page = form.submit({"emblem": (b"bukan gambar", "garuda.png")}, button="Simpan pengaturan")

    assert page.status == 422
    assert "bukan gambar yang dapat dibaca" in page.error_of("emblem")


def test_rank_and_nip_of_the_sekda_are_a_choice(app, form):
    assert form.one("[name=sekda_nip]").has_attr("checked")
    after = form.submit({"sekda_nip": None}, button="Simpan pengaturan")

    assert not after.one("[name=sekda_nip]").has_attr("checked")
    with app.app_context():
        assert letterhead.load()["sekda_nip"] is False


def test_a_head_from_before_gets_what_is_new(app, world, browser_as):
    with app.app_context():
        kept = {key: value for key, value in letterhead.load().items() if key not in {"emblem_sha256", "sekda_nip"}}
        with transaction():
            settings_store.put(SYSTEM, LETTERHEAD, kept | {"phone": "0739-21001"})
    page = browser_as("admin").get("/pengaturan")

    assert page.one("[name=phone]")["value"] == "0739-21001"
    assert page.one("[name=sekda_nip]").has_attr("checked")
    assert page.submit({}, button="Simpan pengaturan").toasts == ["Tidak ada yang berubah."]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<html><script>1</script></html>", "bukan gambar yang dapat dibaca"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "bukan gambar yang dapat dibaca"),
        (picture(size=(40, 60)), "terlalu kecil untuk dicetak"),
        (b"x" * (2 * 1024 * 1024 + 5), "terlalu besar"),
        (picture("GIF"), "bukan gambar yang dapat dibaca"),
    ],
)
def test_bad_images_are_refused(form, data, message):
    page = form.submit({"arms": (data, "lambang.png")}, button="Simpan pengaturan")

    assert page.status == 422
    assert message in page.error_of("arms")


def test_two_admins_at_once(app, world, browser_as):
    first, second = browser_as("admin").get("/pengaturan"), browser_as("admin").get("/pengaturan")
    first.submit({"phone": "0739-111"}, button="Simpan pengaturan")

    clash = second.submit({"web": "setda.example"}, button="Simpan pengaturan")

    assert clash.status == 409
    assert "sudah diubah oleh Rosmala Dewi" in clash.text
    assert "Telepon" in clash.one("#bentrok").get_text()
    assert "0739-111" in clash.one("#bentrok").get_text()
    assert "setda.example" in clash.html
    assert clash.submit({"phone": "0739-111"}, button="Simpan pengaturan").status == 200
    with app.app_context():
        assert settings_store.get(LETTERHEAD)["web"] == "setda.example"


@pytest.mark.parametrize("who", ["planner", "clerk", "op_a", "sekda"])
def test_only_admins(world, browser_as, who):
    browser = browser_as(who)

    assert browser.get("/pengaturan").status == 403
    assert browser.post("/pengaturan", {"place": "Manna"}).status == 403
