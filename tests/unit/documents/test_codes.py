"""Verification codes: hard to guess, easy to type."""

from __future__ import annotations

import math
import secrets

import pytest

from intranet.documents.codes import ALPHABET, LENGTH, new_code, read_code

ALIKE = ("I1L", "O0", "2Z", "5S", "8B", "UV")


def test_more_than_128_bits_and_never_twice():
    assert math.log2(len(ALPHABET)) * LENGTH > 128
    assert len({new_code() for _ in range(1000)}) == 1000


@pytest.mark.parametrize("group", ALIKE)
def test_no_two_characters_look_alike(group):
    assert sum(each in ALPHABET for each in group) <= 1


@pytest.mark.parametrize(
    "typed",
    [
        "{}",
        " {} ",
        "{0[0]}{0[1]}{0[2]}{0[3]} {rest}",
        "{0[0]}{0[1]}{0[2]}{0[3]}-{rest}",
        "{0[0]}{0[1]}{0[2]}{0[3]}\u00a0\t{rest}",
        "https://intranet.example.go.id/verifikasi/{}",
        "intranet.example.go.id/verifikasi/{}/",
    ],
)
@pytest.mark.parametrize("change", [str, str.lower, str.swapcase])
def test_typed_in_any_way_it_is_the_same(typed, change):
    code = new_code()
    assert read_code(change(typed.format(code, rest=code[4:]))) == code


def test_what_is_not_on_paper_is_read_as_what_is():
    code = "ZSBV" * 7
    assert read_code("258u" * 7) == code


def test_older_codes_stay_as_they_are():
    for _ in range(200):
        older = secrets.token_urlsafe(16)
        assert read_code(older) == older
        assert read_code(f"{older[:4]} {older[4:8]} {older[8:]}") == older


@pytest.mark.parametrize("typed", ["", "abc", "A" * 65, "a" * 27 + "é", "' OR 1=1 --", "\x00" * 28, "../" * 8])
def test_what_is_no_code_is_none(typed):
    assert read_code(typed) is None
