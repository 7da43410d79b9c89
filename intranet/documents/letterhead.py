"""The head of our papers, and where they are signed: data of the office, not of the code."""

from __future__ import annotations

from collections.abc import Mapping

from intranet.core import settings_store

Head = dict[str, str | bool]

_DEFAULTS: Head = {
    "government": "PEMERINTAH KABUPATEN BENGKULU SELATAN",
    "unit": "SEKRETARIAT DAERAH",
    "address": "Jalan Raya Padang Panjang Nomor 1, Manna",
    "post_code": "38511",
    "phone": "",
    "web": "",
    "email": "",
    "arms_sha256": "",
    "emblem_sha256": "",
    "place": "Manna",
    "paper": "A4",
    "sekda_nip": True,
}

LETTERHEAD = settings_store.declare("documents.letterhead", _DEFAULTS)
"""To be confirmed by the office; empty lines are not printed.

``arms_sha256`` (of the regency, on papers of the Sekda) and ``emblem_sha256`` (of the state, on papers of the regent): empty prints
a plain drawn placeholder. ``sekda_nip``: rank and NIP under the name of a Sekda who holds the office for good, which Permendagri
1/2023 leaves open; they come from the records of officials.
"""


def whole(stored: Mapping[str, str | bool]) -> Head:
    """A stored head with what was not asked for yet when it was stored."""
    return _DEFAULTS | dict(stored)


def load() -> Head:
    """The head in force."""
    return whole(settings_store.get(LETTERHEAD))
