"""The head of our papers, and where they are signed: data of the office, not of the code."""

from __future__ import annotations

from intranet.core import settings_store

LETTERHEAD = settings_store.declare(
    "documents.letterhead",
    {
        "government": "PEMERINTAH KABUPATEN BENGKULU SELATAN",
        "unit": "SEKRETARIAT DAERAH",
        "address": "Jalan Raya Padang Panjang Nomor 1, Manna",
        "post_code": "38511",
        "phone": "",
        "web": "",
        "email": "",
        "arms_sha256": "",
        "place": "Manna",
        "paper": "A4",
    },
)
"""To be confirmed by the office; empty lines are not printed. ``arms_sha256`` empty: a plain drawn placeholder."""
