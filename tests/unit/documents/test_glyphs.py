"""No text of any kind brings a glyph that our fonts lack."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.documents.glyphs import REPLACEMENT, coverage, fitted
from intranet.documents.typesetting import fonts

REGULAR = fonts()["arimo-400-normal.woff2"]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Buji’an Dusun – 5 × 3 “ya”", "Buji’an Dusun – 5 × 3 “ya”"),
        ("Ngurah Śri", "Ngurah S\u0301ri"),
        ("A → B", "A -> B"),
        ("tanda\u00adhubung\u200b lunak", "tandahubung lunak"),
        ("satu\ndua", "satu\ndua"),
        ("\u202eterbalik\u202c", "terbalik"),
        ("本日は", REPLACEMENT),
        ("a\x00b\x07c", "abc"),
        ("", ""),
    ],
)
def test_what_is_lacking_is_written_plainly(typed, printed):
    assert fitted(typed, REGULAR) == printed


@given(st.text())
def test_nothing_is_left_that_the_font_lacks(text):
    assert {ord(char) for char in fitted(text, REGULAR)} <= coverage(REGULAR) | {ord("\n")}


def test_every_cut_has_the_same_letters():
    first, *others = (coverage(data) for data in fonts().values())
    assert all(each == first for each in others)
