"""What people type is cleaned without being harmed; the clock knows one zone inside and one outside."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.core import clock
from intranet.core.masking import HIDDEN, mask
from intranet.core.text import clean, hide_long_numbers, holds_identity_number, mask_number


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Siti   Aminah \t", "Siti Aminah"),
        ("nol\x00byte\x07", "nolbyte"),
        ("baris\r\nbaru", "baris baru"),
        ("e\u0301", "\u00e9"),
        ("aman\u202egpj.exe", "amangpj.exe"),
        ("nol\u200blebar\ufeff", "nollebar"),
        ("keluarga 👨‍👩‍👧 baik", "keluarga 👨‍👩‍👧 baik"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("\u00a0Manna\u00a0", "Manna"),
        ("non\uffffcharacter", "noncharacter"),
        ("", ""),
    ],
)
def test_one_line_is_cleaned(typed, kept):
    assert clean(typed) == kept


def test_lines_are_kept_where_wanted():
    assert clean(" a \r\n\r\n\r\n\r\n b\tc \n", lines=True) == "a\n\nb c"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(typed):
    for lines in (False, True):
        once = clean(typed, lines=lines)
        assert clean(once, lines=lines) == once
        assert "\x00" not in once
        once.encode()


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("NIK 1701012345678901 ada", "NIK [nomor disembunyikan] ada"),
        ("1701 0123 4567 8901", "[nomor disembunyikan]"),
        ("1701.0123.4567.8901", "[nomor disembunyikan]"),
        ("NIP 199001012015031001", "NIP 199001012015031001"),
        ("tel 0812-3456-7890", "tel 0812-3456-7890"),
    ],
)
def test_numbers_of_persons_are_hidden(text, safe):
    assert hide_long_numbers(text) == safe


def test_masked_number_keeps_its_ends():
    assert mask_number("1701012345678901") == "1701••••••••••01"
    assert mask_number("12") == "••"


def test_secrets_are_hidden_by_name_and_numbers_by_shape():
    values = {
        "nik": "1",
        "kk_number": "1",
        "new_password": "x",
        "csrf_token": "y",
        "note": "1701012345678901",
        "number": 1701012345678901,
        "list": ["1701012345678901", {"otp": "123456"}],
        "teknik": "sipil",
        "empty": "",
        "nik_empty": "",
        "count": 5,
    }
    assert mask(values) == {
        "nik": HIDDEN,
        "kk_number": HIDDEN,
        "new_password": HIDDEN,
        "csrf_token": HIDDEN,
        "note": "[nomor disembunyikan]",
        "number": HIDDEN,
        "list": ["[nomor disembunyikan]", {"otp": HIDDEN}],
        "teknik": "sipil",
        "empty": "",
        "nik_empty": "",
        "count": 5,
    }


def test_today_is_the_day_in_wib():
    with clock.frozen(datetime(2026, 12, 31, 17, 30, tzinfo=UTC)):
        assert clock.today() == date(2027, 1, 1)
        assert clock.wib(clock.now()).strftime("%H.%M %Z") == "00.30 WIB"


def test_frozen_clock_runs_again():
    with clock.frozen(datetime(2020, 1, 1, tzinfo=UTC)):
        assert clock.now().year == 2020
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_naive_times_are_refused():
    with pytest.raises(ValueError, match="naive"):
        clock.wib(datetime(2027, 1, 1))  # noqa: DTZ001 - what is refused
    with pytest.raises(ValueError, match="naive"), clock.frozen(datetime(2027, 1, 1)):  # noqa: DTZ001 - the same
        pass


@pytest.mark.parametrize(
    "written",
    [
        "1701064107900001",
        "NIK: 1701064107900001.",
        "1701 0641 0790 0001",
        "170106-410790-0001",
        "a1701.0641.0790.0001b",
        "1701063102900001",
    ],
)
def test_an_identity_number_in_free_text_is_seen(written):
    assert holds_identity_number(written)


@pytest.mark.parametrize(
    "written",
    [
        "199001012015031001",
        "19900101 201503 1 001",
        "2026-11-22 2026-11-23",
        "12-01-2027 13-01-2027",
        "Rp1.000.000 2.000.000.000",
        "300.2.2-2138/2025",
        "0812-3456-7890, 0812-3456-7891",
        "17010641079000012",
        "",
    ],
)
def test_other_numbers_are_none(written):
    assert not holds_identity_number(written)
