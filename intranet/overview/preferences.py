"""What the office changes by itself, as one value: letterhead, numbers, days, contact. Read and compared as a whole."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from intranet.core import settings_store
from intranet.core.errors import InvalidInput
from intranet.documents import letterhead
from intranet.documents.letterhead import LETTERHEAD
from intranet.documents.numbers import REGISTERS
from intranet.participation.actions import LEAD_SETTING

if TYPE_CHECKING:
    from collections.abc import Mapping

PRIVACY_CONTACT = settings_store.declare(
    "overview.privacy_contact",
    "Sekretariat Daerah Kabupaten Bengkulu Selatan, Jalan Raya Padang Panjang Nomor 1, Manna 38511",
)
"""Whom people ask about their data; to be confirmed by the office."""

PAPERS = ("A4", "F4")
PLACES = ("kode", "urut", "unit", "tahun")
_PLACE = re.compile(r"\{([^{}]*)\}")
_ALLOWED = re.compile(r"[A-Za-z0-9./ {}-]+")
_PART = re.compile(r"[A-Za-z0-9./ -]+")
MOST_NUMBER = 80
"""So many characters the number of a paper may have, with the highest running number."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """All of them, plain JSON values. ``lead_days``: how long before its month a visit is answered."""

    letterhead: letterhead.Head
    registers: dict[str, dict[str, str]]
    lead_days: int
    privacy_contact: str

    @property
    def fingerprint(self) -> str:
        """Tells whether somebody else changed anything since a form was opened."""
        text = json.dumps([self.letterhead, self.registers, self.lead_days, self.privacy_contact], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:24]


def load() -> Preferences:
    """The values in force. One statement."""
    found: dict[str, Any] = settings_store.get_many(LETTERHEAD, REGISTERS, LEAD_SETTING, PRIVACY_CONTACT)
    return Preferences(letterhead.whole(found[LETTERHEAD]), found[REGISTERS], int(found[LEAD_SETTING]), str(found[PRIVACY_CONTACT]))


def check_pattern(kind: str, rule: Mapping[str, str]) -> None:
    """Refuse a pattern that would give two papers one number, or that cannot be written.

    Raises:
        InvalidInput: on ``pattern-<kind>``, ``kode-<kind>`` or ``unit-<kind>``.
    """
    for part in ("kode", "unit"):
        if not _PART.fullmatch(rule[part]):
            raise InvalidInput(f"{part}-{kind}", "Isi dengan huruf, angka, spasi, dan . / - saja.")
    field = f"pattern-{kind}"
    pattern = rule["pattern"]
    if not _ALLOWED.fullmatch(pattern):
        raise InvalidInput(field, "Pola hanya memuat huruf, angka, spasi, . / - dan isian dalam kurung kurawal.")
    named = _PLACE.findall(pattern)
    unknown = sorted(set(named) - set(PLACES))
    if unknown or pattern.count("{") != len(named) or pattern.count("}") != len(named):
        raise InvalidInput(field, "Isian yang dikenal: {kode}, {urut}, {unit}, dan {tahun}.")
    missing = [place for place in ("urut", "tahun") if place not in named]
    if missing:
        raise InvalidInput(field, f"Pola harus memuat {{{missing[0]}}}, agar tidak ada dua surat bernomor sama.")
    longest = len(pattern.format(kode=rule["kode"], urut=999_999, unit=rule["unit"], tahun=9999))
    if longest > MOST_NUMBER:
        raise InvalidInput(field, f"Nomor menurut pola ini dapat mencapai {longest} karakter. Paling banyak {MOST_NUMBER}.")


def example(rule: Mapping[str, str], year: int) -> str:
    """The pattern as a number: ``400.10.2/124/SETDA/2026``."""
    return rule["pattern"].format(kode=rule["kode"], urut=124, unit=rule["unit"], tahun=year)
