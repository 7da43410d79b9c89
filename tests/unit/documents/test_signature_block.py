"""Every row of Permendagri 1/2023 Pasal 44, as it stands in domain.md 2.3."""

from __future__ import annotations

import pytest

from intranet.documents.signature_block import DocumentClass, SignatureBlock, nip_line, signature_block
from intranet.documents.snapshot import Signer

TITLED, PLAIN = "Drs. Arsyad Malianto, M.Si.", "Arsyad Malianto"
RANK, NIP = "Pembina Utama Madya (IV/d)", "197001011995031001"
NIP_LINE = "NIP 19700101 199503 1 001"
LETTER, DECISION, HONOUR = DocumentClass.LETTER, DocumentClass.DECISION, DocumentClass.HONOUR


def signer(kind: str, status: str = "definitive", **more: object) -> Signer:
    offices = {
        "bupati": "Bupati Bengkulu Selatan",
        "wakil_bupati": "Wakil Bupati Bengkulu Selatan",
        "sekda": "Sekretaris Daerah",
        "opd_head": "Kepala Dinas Sosial",
    }
    values = {
        "kind": kind,
        "office": offices[kind],
        "name": TITLED,
        "plain_name": PLAIN,
        "status": status,
        "rank": RANK,
        "nip": NIP,
    }
    return Signer(**(values | more))


ACTING = ("plt", "plh", "pj", "pjs")
REGENCY = ("bupati", "wakil_bupati", "sekda")


@pytest.mark.parametrize("kind", ["bupati", "wakil_bupati"])
def test_regent_and_deputy_sign_letters_with_titles_alone(kind):
    block = signature_block(LETTER, signer(kind, prints_nip=True))
    assert (block.name, block.below) == (TITLED, ())


@pytest.mark.parametrize(("prints_nip", "below"), [(False, ()), (True, (RANK, NIP_LINE))])
def test_a_definitive_sekda_prints_rank_and_nip_by_setting(prints_nip, below):
    block = signature_block(LETTER, signer("sekda", prints_nip=prints_nip))
    assert (block.name, block.below) == (TITLED, below)


@pytest.mark.parametrize("status", ACTING)
@pytest.mark.parametrize("kind", REGENCY)
def test_who_acts_for_one_of_the_three_signs_with_the_plain_name(kind, status):
    block = signature_block(LETTER, signer(kind, status, prints_nip=True))
    assert (block.name, block.below) == (PLAIN, ())


@pytest.mark.parametrize("status", ["definitive", *ACTING])
def test_heads_sign_letters_with_titles_rank_and_nip(status):
    block = signature_block(LETTER, signer("opd_head", status))
    assert (block.name, block.below) == (TITLED, (RANK, NIP_LINE))


@pytest.mark.parametrize("kind", [*REGENCY, "opd_head"])
@pytest.mark.parametrize("status", ["definitive", *ACTING])
@pytest.mark.parametrize("document_class", [DECISION, HONOUR])
def test_decisions_and_honours_carry_plain_names(document_class, status, kind):
    block = signature_block(document_class, signer(kind, status, prints_nip=True))
    assert (block.name, block.below) == (PLAIN, ())


@pytest.mark.parametrize(
    ("status", "line"),
    [
        ("definitive", "SEKRETARIS DAERAH,"),
        ("plt", "Plt. SEKRETARIS DAERAH,"),
        ("plh", "Plh. SEKRETARIS DAERAH,"),
        ("pj", "Pj. SEKRETARIS DAERAH,"),
    ],
)
def test_the_word_stands_before_the_office(status, line):
    assert signature_block(LETTER, signer("sekda", status)).above == (line,)


def test_on_behalf_stands_above_the_office():
    block = signature_block(LETTER, signer("sekda", on_behalf="Bupati Bengkulu Selatan"))
    assert block.above == ("a.n. BUPATI BENGKULU SELATAN", "SEKRETARIS DAERAH,")


def test_what_is_missing_leaves_no_empty_line():
    assert signature_block(LETTER, signer("opd_head", rank="", nip="")) == SignatureBlock(("KEPALA DINAS SOSIAL,",), TITLED, ())


def test_an_unknown_status_is_refused():
    with pytest.raises(ValueError, match="status"):
        signature_block(LETTER, signer("sekda", "ad interim"))


@pytest.mark.parametrize(("nip", "line"), [(NIP, NIP_LINE), ("", ""), ("123", "NIP 123")])
def test_nip_is_written_in_groups(nip, line):
    assert nip_line(nip) == line
