"""How a signature block is written: Permendagri 1/2023 Pasal 44 as one pure rule.

=============================  ==============  ====================================
signer                         decision        task, correspondence, report
=============================  ==============  ====================================
Bupati, Wakil                  plain name      name with titles
Sekda, definitive              plain name      name with titles; rank and NIP by setting
Plt., Plh., Pj. of these       plain name      plain name
head of an OPD, camat, others  plain name      name with titles, rank, NIP
=============================  ==============  ====================================
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from intranet.documents.snapshot import Signer

REGENCY_OFFICES = frozenset({"bupati", "wakil_bupati", "sekda"})
STATUS_WORDS = {"definitive": "", "plt": "Plt.", "plh": "Plh.", "pj": "Pj.", "pjs": "Pjs."}
NIP_DIGITS = 18


class DocumentClass(StrEnum):
    """Classes of official papers, as far as they differ in how names are written."""

    DECISION = "decision"
    """Pengaturan and penetapan: a keputusan."""
    LETTER = "letter"
    """Penugasan, korespondensi, khusus: surat tugas, undangan, berita acara, laporan."""
    HONOUR = "honour"
    """Piagam and sertifikat: khusus, but without titles."""


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """The lines of a block, from top to bottom: ``above`` the room for the signature, the name, and ``below`` it."""

    above: tuple[str, ...]
    name: str
    below: tuple[str, ...]


def signature_block(document_class: DocumentClass, signer: Signer) -> SignatureBlock:
    """The block of a signer on a paper of this class.

    Raises:
        ValueError: a status that Pasal 44 does not know.
    """
    return SignatureBlock(_above(signer), _name(document_class, signer), _below(document_class, signer))


def _above(signer: Signer) -> tuple[str, ...]:
    if signer.status not in STATUS_WORDS:
        raise ValueError(f"unknown status {signer.status!r}")
    word = STATUS_WORDS[signer.status]
    office = f"{word} {signer.office.upper()}".strip() + ","
    return (f"a.n. {signer.on_behalf.upper()}", office) if signer.on_behalf else (office,)


def _is_acting(signer: Signer) -> bool:
    """Holds one of the three offices of the regency without having been appointed to it."""
    return signer.kind in REGENCY_OFFICES and signer.status != "definitive"


def _name(document_class: DocumentClass, signer: Signer) -> str:
    plain = document_class is not DocumentClass.LETTER or _is_acting(signer)
    return signer.plain_name if plain else signer.name


def _below(document_class: DocumentClass, signer: Signer) -> tuple[str, ...]:
    if document_class is not DocumentClass.LETTER or _is_acting(signer):
        return ()
    if signer.kind in REGENCY_OFFICES and not (signer.kind == "sekda" and signer.prints_nip):
        return ()
    return tuple(line for line in (signer.rank, nip_line(signer.nip)) if line)


def nip_line(nip: str) -> str:
    """``NIP 19700101 199503 1 001``; nothing for an empty one, and digits as they are when they are not 18."""
    if len(nip) != NIP_DIGITS:
        return f"NIP {nip}" if nip else ""
    return f"NIP {nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}"
