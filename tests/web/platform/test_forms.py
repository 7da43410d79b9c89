"""Bad input, field by field: a clear message, nothing lost, nothing let through."""

from datetime import date

import pytest

from intranet.core.errors import DuplicateValue, InvalidInput
from tests.lab import LabForm, seen


def fill(lab, **values):
    lab.person()
    return lab.browser().get("/lab/formulir").submit({"name": "Lubuk Resam", **values})


def test_good_input_is_read_with_its_types(lab):
    page = fill(lab, quota="1.200", day="12-01-2027", unit="2", services=["1", "2", "1"], version="3", note="a\r\n\r\n\r\n\r\nb ")

    assert page.url == "/lab/halaman"
    (got,) = seen
    assert got["quota"] == 1200
    assert got["day"] == date(2027, 1, 12)
    assert got["unit"] == 2
    assert got["services"] == [1, 2]
    assert got["version"] == 3
    assert got["note"] == "a\n\nb"
    assert got["photo"] is None


@pytest.mark.parametrize(
    "typed", ["1e3", "٣", "1.5", "1,5", "0x10", "½", "1 2", "sepuluh", "12345678901234567890", "+5", "1_000", "--1", "∞"]
)
def test_what_is_no_whole_number_is_refused_and_shown_again(lab, typed):
    page = fill(lab, quota=typed)

    assert page.status == 422
    assert page.error_of("quota") == "Tulis bilangan bulat dengan angka 0–9, misalnya 12."
    assert page.one("[name=quota]")["value"] == typed
    assert seen == []


@pytest.mark.parametrize("typed", ["-1", "5001", "1000000"])
def test_number_out_of_bounds_names_the_bounds(lab, typed):
    assert fill(lab, quota=typed).error_of("quota") == "Harus di antara 0 dan 5.000."


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("31-02-2027", "Tanggal ini tidak ada di kalender."),
        ("2027-13-01", "Tanggal ini tidak ada di kalender."),
        ("0000-01-01", "Tanggal ini tidak ada di kalender."),
        ("1-1-1800", "Paling awal 1 Januari 1900."),
        ("9999-12-31", "Paling akhir 31 Desember 2199."),
        ("besok", "Tulis tanggal seperti 12-01-2027."),
        ("12-01-27", "Tulis tanggal seperti 12-01-2027."),
    ],
)
def test_bad_dates_are_explained_and_shown_again(lab, typed, message):
    page = fill(lab, day=typed)

    assert page.status == 422
    assert page.error_of("day") == message
    assert page.one("[name=day]")["value"] == typed


@pytest.mark.parametrize("typed", ["2027-01-12", "12/1/2027", "12.01.2027", "12 Januari 2027", "12 januari 2027"])
def test_dates_are_read_as_people_write_them(lab, typed):
    fill(lab, day=typed)

    assert seen[0]["day"] == date(2027, 1, 12)


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "\u200b"])
def test_blank_name_is_missing(lab, typed):
    assert fill(lab, name=typed).error_of("name") == "Wajib diisi."


def test_control_characters_go_and_emoji_stay(lab):
    fill(lab, name="Lubuk\x00 Resam\x1b 🌧️\u202e", note="baris\x07 satu\nbaris dua 🎉")

    assert seen[0]["name"] == "Lubuk Resam 🌧️"
    assert seen[0]["note"] == "baris satu\nbaris dua 🎉"


def test_too_long_text_is_refused_and_kept(lab):
    page = fill(lab, name="x" * 256)

    assert page.error_of("name") == "Terlalu panjang, paling banyak 255 karakter."
    assert page.one("[name=name]")["value"] == "x" * 256
    assert fill(lab, note="x" * 5001).error_of("note") == "Terlalu panjang, paling banyak 5.000 karakter."


@pytest.mark.parametrize("number", ["1701064107900001", "1701063102900001", "1701 0631 0290 0001"])
@pytest.mark.parametrize("name", ["name", "note"])
def test_no_identity_number_comes_into_free_text(lab, name, number):
    page = fill(lab, **{name: f"Ibu Rina, {number}, belum punya akta"})

    assert page.status == 422
    assert page.error_of(name) == "Jangan tulis NIK atau nomor KK di sini. Hapus nomor 16 angka itu."
    assert number in page.html
    assert seen == []


@pytest.mark.parametrize("value", ["3", "x", "1e0", "9" * 30, "-1"])
def test_choice_that_was_not_offered_is_refused(lab, value):
    page = fill(lab, unit=value)

    assert page.status == 422
    assert seen == []


@pytest.mark.parametrize("value", [["3"], ["1", "x"], ["9" * 30]])
def test_tick_that_was_not_offered_is_refused(lab, value):
    assert fill(lab, services=value).status == 422
    assert seen == []


def test_unreadable_version_is_always_stale(lab):
    fill(lab, version="abc")

    assert seen[0]["version"] == 0


def test_fields_that_are_not_on_the_form_are_ignored(lab):
    lab.person()
    browser = lab.browser()
    token = browser.get("/lab/formulir").one("main [name=csrf_token]")["value"]

    browser.post("/lab/formulir", {"csrf_token": token, "name": "a", "status": "approved", "id": "1"})

    assert set(seen[0]) == {"name", "note", "quota", "day", "unit", "services", "photo", "version"}


def test_summary_counts_and_links_to_the_fields(lab):
    page = fill(lab, name="", quota="x")

    summary = page.one("[data-focus]")
    assert "Ada 2 hal" in summary.get_text(" ")
    assert [a["href"] for a in summary.find_all("a")] == ["#name", "#quota"]


def test_refusal_of_an_action_is_shown_beside_its_field(lab):
    with lab.app.test_request_context("/lab/formulir", method="POST", data={"name": "a"}):
        form = LabForm()
        form.validate()
        form.apply(InvalidInput("quota", "Kuota melebihi kursi."))
        form.apply(DuplicateValue("uq_opd_name"), {"uq_opd_name": ("name", "Nama ini sudah dipakai.")})
        form.apply(DuplicateValue("uq_lain"))

    assert form.quota.errors == ["Kuota melebihi kursi."]
    assert form.name.errors == ["Nama ini sudah dipakai."]
    assert form.form_errors == ["Data yang sama sudah ada."]
