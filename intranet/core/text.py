"""Cleaning of what people type, before anything else looks at it."""

from __future__ import annotations

import re
import unicodedata

# Direction overrides can make a name read as another; noncharacters and lone surrogates break XML, PDF and PostgreSQL.
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_INVISIBLE = frozenset("\u200b\u2060\ufeff\u00ad")
_BREAKS = re.compile("\r\n?|[\u2028\u2029\u0085\v\f]")
_BLANKS = re.compile(r"[^\S\n]+")
_LONG_GAP = re.compile(r"\n{3,}")
_IDENTITY = re.compile(r"(?<!\d)(?:\d{16}|\d{4}([ .\-])\d{4}\1\d{4}\1\d{4}|\d{6}([ .\-])\d{6}\2\d{4})(?!\d)")
_DIGITS = re.compile(r"(?<!\d)(?:\d[ .\-]?){15}\d(?!\d)")


def clean(text: str, *, lines: bool = False) -> str:
    """NFC text without control, direction and invisible characters, trimmed, blanks collapsed.

    With ``lines`` line breaks are kept (at most one empty line in a row); without, they become blanks. Emoji stay.
    """
    text = _BREAKS.sub("\n", text)
    kept = "".join(char for char in text if char in "\n\t" or _wanted(char))
    kept = unicodedata.normalize("NFC", kept)
    if not lines:
        return " ".join(kept.split())
    kept = "\n".join(_BLANKS.sub(" ", line).strip() for line in kept.split("\n"))
    return _LONG_GAP.sub("\n\n", kept).strip()


def _wanted(char: str) -> bool:
    if char in _BIDI or char in _INVISIBLE:
        return False
    return unicodedata.category(char) not in {"Cc", "Cs", "Cn"} or char.isprintable()


def mask_number(number: str, *, head: int = 4, tail: int = 2) -> str:
    """An identity number with its middle hidden, for lists: ``1701••••••••••01``."""
    if len(number) <= head + tail:
        return "•" * len(number)
    return number[:head] + "•" * (len(number) - head - tail) + number[-tail:]


def holds_identity_number(text: str) -> bool:
    """True when somebody wrote what reads as a NIK or No. KK: 16 digits in one piece, or in fours or as 6-6-4.

    Two dates or sums of money beside each other are none.
    """
    return _IDENTITY.search(text) is not None


def hide_long_numbers(text: str) -> str:
    """Replace every 16-digit number (NIK, KK), also when written with blanks, dots or hyphens, by a note."""
    return _DIGITS.sub("[nomor disembunyikan]", text)
