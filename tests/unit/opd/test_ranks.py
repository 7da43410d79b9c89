"""Ranks and the words of names."""

from __future__ import annotations

import pytest

from intranet.opd import ranks
from intranet.opd.seed import read_rows
from intranet.opd.staff_index import words_of
from intranet.opd.states import EmployeeKind, NeedCategory, OpdKind


@pytest.mark.parametrize(
    ("kind", "rank", "fits"),
    [
        (EmployeeKind.PNS, "III/d", True),
        (EmployeeKind.PNS, "IX", False),
        (EmployeeKind.PPPK, "IX", True),
        (EmployeeKind.PPPK, "III/d", False),
        (EmployeeKind.PPPK, "XVIII", False),
        (EmployeeKind.HONORER, "III/a", False),
        (EmployeeKind.HONORER, "", True),
    ],
)
def test_who_may_hold_which_rank(kind, rank, fits):
    assert ranks.fits(kind, rank) is fits


def test_ranks_as_letters_write_them():
    assert ranks.title("III/d") == "Penata Tingkat I (III/d)"
    assert ranks.title("IX") == "Golongan IX"
    assert ranks.title("") == ""
    assert len(ranks.choices()) == 1 + 17 + 17


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Nur'aini S.", {"nur", "aini", "s"}),
        ("BÉNÉDICTE  Ümit", {"benedicte", "umit"}),
        ("A_b-c", {"a", "b", "c"}),
        ("😀 \x00 %", set()),
        ("x" * 99, {"x" * 40}),
    ],
)
def test_words(text, words):
    assert words_of(text) == words


def test_our_lists_hold_together():
    """Every service belongs to an agency, every kind and category exists, the sign-in names of the demo are there."""
    opds = {row["code"]: row for row in read_rows("opd.csv")}
    assert len(opds) == 56
    assert sum(row["kind"] == "kecamatan" for row in opds.values()) == 11
    assert {"disdukcapil", "dinkes", "dpmptsp", "dinsos", "dppkbp3a", "dikbud", "perkim", "pupr", "bapenda", "dpmd"} <= opds.keys()
    for row in opds.values():
        OpdKind.of(row["kind"])
        assert len(row["code"]) <= 32
    names = set()
    for row in read_rows("services.csv"):
        assert row["opd"] in opds
        NeedCategory.of(row["category"])
        assert 1 <= int(row["minutes"]) <= 480
        assert (row["opd"], row["name"]) not in names
        names.add((row["opd"], row["name"]))
