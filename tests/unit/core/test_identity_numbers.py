"""NIP, NIK and No. KK: what is taken, what is refused and in which words."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.core.identity_numbers import BadNumber, group_nip, parse_kk, parse_nik, parse_nip

TODAY = date(2026, 11, 23)
GOOD = "199001012015031001"


def refusal(text: str) -> str:
    with pytest.raises(BadNumber) as caught:
        parse_nip(text, today=TODAY)
    return caught.value.message


def test_a_civil_servant():
    nip = parse_nip(GOOD, today=TODAY)
    assert (nip.kind, nip.born_on, nip.appointed_year, nip.appointed_month, nip.male, nip.serial) == (
        "pns", date(1990, 1, 1), 2015, 3, True, 1,
    )  # fmt: skip


def test_a_contract_employee():
    nip = parse_nip("198505172024212007", today=TODAY)
    assert (nip.kind, nip.contract, nip.appointed_month, nip.male) == ("pppk", 21, None, False)


@pytest.mark.parametrize(
    "text", ["19900101 201503 1 001", "19900101.201503.1.001", " 19900101-201503-1-001 ", "19900101\u00a0201503 1 001"]
)
def test_the_usual_groupings_are_read(text):
    assert parse_nip(text, today=TODAY).digits == GOOD


def test_it_is_printed_in_groups():
    assert parse_nip(GOOD, today=TODAY).grouped == "19900101 201503 1 001"
    assert group_nip("123") == "123"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "belum diisi"),
        ("   ", "belum diisi"),
        (GOOD + "9", "19 angka"),
        (GOOD[:-1], "17 angka"),
        ("10" * 500, "1000 angka"),
        ("19900101201503100x", "hanya berisi angka"),
        ("١٩٩٠٠١٠١٢٠١٥٠٣١٠٠١", "hanya berisi angka"),
        ("😀", "hanya berisi angka"),
        ("199002312015031001", "tanggal lahir"),
        ("199013012015031001", "tanggal lahir"),
        ("000000002015031001", "tanggal lahir"),
        ("201512012026031001", "umurnya"),
        ("195001011975031001", "umurnya"),
        ("199001012015131001", "ke-13"),
        ("199001012015001001", "ke-13"),
        ("199001012015201001", "ke-13"),
        ("199001012015033001", "ke-15"),
        ("199001012015030001", "ke-15"),
        ("199001012015031000", "nomor urut"),
        ("199001012004121001", "sebelum umur"),
        ("199001012004211001", "sebelum umur"),
        ("199001012027031001", "belum tiba"),
        ("199001012026121001", "belum tiba"),
    ],
)
def test_a_wrong_nip_is_refused_with_the_mend(text, word):
    assert word in refusal(text)


def test_fifteen_to_the_month_is_enough():
    assert parse_nip("199001312005011001", today=TODAY).appointed_year == 2005


@given(st.text(max_size=40))
def test_any_text_gives_a_number_or_a_reason(text):
    for parse in (lambda: parse_nip(text, today=TODAY), lambda: parse_nik(text), lambda: parse_kk(text)):
        with suppress(BadNumber):
            parse()


@given(st.dates(date(1960, 1, 1), date(2003, 12, 31)), st.integers(1, 12), st.sampled_from("12"), st.integers(1, 999))
def test_what_is_made_by_the_rules_is_taken(born, month, sex, serial):
    nip = parse_nip(f"{born:%Y%m%d}{born.year + 20}{month:02}{sex}{serial:03}", today=TODAY)
    assert nip.born_on == born
    assert nip.grouped.replace(" ", "") == nip.digits


@given(st.dates(date(1930, 1, 1), date(2026, 1, 1)), st.booleans(), st.integers(1, 9999))
def test_nik_of_every_birthday(born, woman, serial):
    digits = f"170104{born.day + 40 * woman:02}{born:%m%y}{serial:04}"
    assert parse_nik(digits).digits == digits
    assert parse_nik(digits).local


def test_nik_from_elsewhere_is_told_not_refused():
    assert not parse_nik("3174010101900001").local


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("1701043102900001", "tidak ada"),
        ("1701047102900001", "tidak ada"),
        ("1701043002000001", "tidak ada"),
        ("1701040013900001", "bulan"),
        ("1701040001900001", "tidak ada"),
        ("1701048001900001", "tidak ada"),
        ("1701040101900000", "0000"),
        ("170104010190000", "15 angka"),
        ("17010401019000a1", "hanya berisi angka"),
    ],
)
def test_a_wrong_nik_is_refused(text, word):
    with pytest.raises(BadNumber) as caught:
        parse_nik(text)
    assert word in caught.value.message


def test_the_leap_day_of_either_century_is_a_day():
    assert parse_nik("1701042902000001").digits


def test_kk():
    assert parse_kk("1701 0401 0120 0001") == "1701040101200001"
    with pytest.raises(BadNumber):
        parse_kk("1701040101200000")
