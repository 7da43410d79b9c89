"""Remarks and photos: added, taken away, and the picture as it is answered."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from intranet.core.transaction import unguarded
from intranet.extensions import db
from intranet.fieldwork.actions import MOST_PHOTOS
from intranet.fieldwork.models import Photo, Remark


def picture(colour: str = "green", kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (80, 60), colour).save(out, kind)
    return out.getvalue()


@pytest.fixture
def hub(day) -> str:
    return f"/kunjungan/{day.id}/hasil"


def remark(browser, hub, text="Jalan usaha tani rusak", **more):
    return browser.get(hub).submit({"kind": "aspiration", "text": text} | more, button="Simpan catatan")


def upload(browser, hub, data=None, name="loket.png", caption="Loket perekaman"):
    return browser.get(hub).submit({"photo": (data or picture(), name), "caption": caption}, button="Unggah foto")


# --- remarks -------------------------------------------------------------------------------------------------------------------


def test_a_remark_is_stored_with_whose_turn_it_is(world, browser_as, hub):
    stored = remark(browser_as("op_a"), hub, opd_id=str(world.opds["b"]))
    assert stored.toasts == ["Catatan tersimpan."]
    assert stored.all(".talk li p") == ["Jalan usaha tani rusak"]
    assert stored.all(".talk li header b") == ["Aspirasi warga · Dinkes"]


def test_the_same_remark_twice_is_one(app, browser_as, hub):
    remark(browser_as("op_a"), hub)
    assert remark(browser_as("clerk"), hub).toasts == ["Catatan tersimpan."]
    with app.app_context(), unguarded():
        assert db.session.query(Remark).count() == 1


def test_the_same_words_for_another_agency_are_kept_too(world, browser_as, hub):
    browser = browser_as("op_a")
    for opd in "ab":
        page = remark(browser, hub, opd_id=str(world.opds[opd]))
    assert sorted(page.all(".talk li header b")) == ["Aspirasi warga · Dinkes", "Aspirasi warga · Disdukcapil"]


def test_the_same_photo_with_other_words_is_told(browser_as, hub):
    browser = browser_as("op_a")
    upload(browser, hub, caption="Loket perekaman")
    refused = upload(browser, hub, caption="Antrean warga")
    assert refused.status == 422
    assert "Foto ini sudah ada dengan keterangan “Loket perekaman”." in refused.error_of("photo")
    assert refused.one("[name=caption]")["value"] == "Antrean warga"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "  ya "}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"kind": "gosip"}, "kind"),
        ({"opd_id": "9999"}, "opd_id"),
        ({"opd_id": "abc"}, "opd_id"),
    ],
)
def test_a_bad_remark_is_refused_beside_its_field(browser_as, hub, values, field):
    refused = remark(browser_as("op_a"), hub, **({"text": "Listrik padam"} | values))
    assert refused.status == 422
    assert refused.error_of(field)
    assert refused.one("[name=text]").get_text().strip() == values.get("text", "Listrik padam").strip()


@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", "🌧 hujan deras", "satu\x00dua", "baris satu\nbaris dua"])
def test_odd_text_is_kept_as_text(browser_as, hub, text):
    stored = remark(browser_as("op_a"), hub, text)
    assert stored.all(".talk li p") == [" ".join(text.replace("\x00", "").split())]


def test_own_remarks_are_taken_away_and_others_are_not(browser_as, hub):
    ours, theirs, clerk = browser_as("op_a"), browser_as("op_b"), browser_as("clerk")
    remark(ours, hub)
    assert "Hapus catatan" not in theirs.get(hub).text
    assert "Hapus catatan" in clerk.get(hub).text
    assert theirs.post(f"{hub}/catatan/1/hapus").status == 403
    page = ours.get(hub)
    gone = page.submit(button="Hapus catatan")
    assert gone.toasts == ["Catatan dihapus."]
    assert gone.all(".talk li") == []
    again = page.submit(button="Hapus catatan")
    assert (again.status, "Catatan ini sudah tidak ada." in again.text) == (404, True)


def test_who_writes_for_all_takes_any_remark_away(browser_as, hub):
    remark(browser_as("op_a"), hub)
    assert browser_as("clerk").get(hub).submit(button="Hapus catatan").toasts == ["Catatan dihapus."]


def test_a_remark_of_another_visit_is_not_found(day, browser_as, hub):
    remark(browser_as("clerk"), hub)
    assert browser_as("clerk").post(f"/kunjungan/{day.later}/hasil/catatan/1/hapus").status == 404


@pytest.mark.parametrize("who", ["planner", "sekda", "regent", "head_a", "admin", "carer"])
def test_readers_write_nothing(browser_as, hub, who):
    browser = browser_as(who)
    assert browser.post(f"{hub}/catatan", {"kind": "problem", "text": "Listrik padam", "opd_id": ""}).status == 403
    assert browser.post(f"{hub}/foto", {"photo": (picture(), "a.png"), "caption": "Loket"}).status == 403
    assert browser.post(f"{hub}/catatan/1/hapus").status == 403
    assert browser.post(f"{hub}/foto/1/hapus").status == 403


# --- photos --------------------------------------------------------------------------------------------------------------------


def test_a_photo_is_stored_and_shown(day, browser_as, hub):
    stored = upload(browser_as("op_a"), hub)
    assert stored.toasts == ["Foto tersimpan."]
    shown = stored.one(".photos img")
    assert (shown["alt"], shown["src"], shown["width"]) == ("Loket perekaman", f"/kunjungan/{day.id}/foto/1", "80")


def test_the_answer_is_a_jpeg_and_nothing_else(day, browser_as, hub):
    upload(browser_as("op_a"), hub)
    answer = browser_as("op_b").get(f"/kunjungan/{day.id}/foto/1").response
    assert answer.status_code == 200
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.data[:3] == b"\xff\xd8\xff"


@pytest.mark.parametrize(("who", "status"), [("admin", 403), ("carer", 403), ("regent", 200), ("head_b", 200)])
def test_the_picture_is_for_who_reads_results(day, browser_as, hub, who, status):
    upload(browser_as("op_a"), hub)
    assert browser_as(who).get(f"/kunjungan/{day.id}/foto/1").status == status


def test_the_picture_is_not_found_under_another_visit(day, browser_as, hub, stranger):
    upload(browser_as("op_a"), hub)
    assert browser_as("clerk").get(f"/kunjungan/{day.later}/foto/1").status == 404
    assert browser_as("clerk").get(f"/kunjungan/{day.id}/foto/99").status == 404
    assert stranger.get(f"/kunjungan/{day.id}/foto/1").status == 302


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"<!doctype html><script>alert(1)</script>", "loket.jpg", "bukan foto"),
        (b"", "kosong.jpg", "kosong"),
        (picture(kind="GIF"), "loket.png", "bukan foto"),
        (b"\xff\xd8\xff" + bytes(6 * 1024 * 1024), "besar.jpg", "terlalu besar"),
    ],
)
def test_a_bad_photo_is_refused_beside_its_field(app, browser_as, hub, data, name, words):
    refused = browser_as("op_a").get(hub).submit({"photo": (data, name), "caption": "Loket"}, button="Unggah foto")
    assert refused.status == 422
    assert words in refused.error_of("photo")
    assert refused.one("[name=caption]")["value"] == "Loket"
    with app.app_context(), unguarded():
        assert db.session.query(Photo).count() == 0


def test_no_photo_and_no_caption_are_refused(browser_as, hub):
    operator = browser_as("op_a")
    refused = operator.get(hub).submit({"caption": ""}, button="Unggah foto")
    assert refused.status == 422
    assert refused.error_of("photo")
    assert refused.error_of("caption")


def test_thirty_megabytes_are_refused_as_a_page(browser_as, hub):
    operator = browser_as("op_a")
    refused = operator.get(hub).submit({"photo": (bytes(30 * 1024 * 1024), "a.jpg"), "caption": "Loket"}, button="Unggah foto")
    assert refused.status == 413
    assert "16 MB" in refused.text


def test_a_name_from_outside_is_never_a_path(app, day, browser_as, hub):
    upload(browser_as("op_a"), hub, name="../../etc/passwd")
    answer = browser_as("op_a").get(f"/kunjungan/{day.id}/foto/1").response
    assert "passwd" not in str(answer.headers)


def test_the_same_photo_twice_is_one_and_thirteen_are_refused(app, browser_as, hub):
    clerk = browser_as("clerk")
    for index in range(MOST_PHOTOS):
        assert upload(clerk, hub, picture(f"#0000{index * 20:02x}")).toasts == ["Foto tersimpan."]
        if not index:
            assert upload(clerk, hub, picture("#000000")).toasts == ["Foto tersimpan."]
    with app.app_context(), unguarded():
        assert db.session.query(Photo).count() == MOST_PHOTOS
    full = clerk.get(hub)
    assert full.soup.select("[name=photo]") == []
    refused = clerk.post(f"{hub}/foto", {"photo": (io.BytesIO(picture("white")), "a.png"), "caption": "Loket"})
    assert refused.status == 422
    assert "Sudah ada 12 foto" in refused.text


def test_own_photos_are_taken_away_and_others_are_not(day, browser_as, hub):
    ours, theirs = browser_as("op_a"), browser_as("op_b")
    upload(ours, hub)
    assert "Hapus foto" not in theirs.get(hub).text
    assert theirs.post(f"{hub}/foto/1/hapus").status == 403
    page = ours.get(hub)
    assert page.submit(button="Hapus foto").toasts == ["Foto dihapus."]
    assert page.submit(button="Hapus foto").status == 404
    assert ours.get(f"/kunjungan/{day.id}/foto/1").status == 404
