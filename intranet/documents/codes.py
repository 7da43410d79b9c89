"""Verification codes: random, and typed from paper by people without being misread.

New ones are 28 capitals and digits of which no two look alike (133 bits); older ones are 22 characters of base64url.
"""

from __future__ import annotations

import re
import secrets
import unicodedata

ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ34679"
"""Without I, L, O, 0, 1, and without 2, 5, 8, U beside Z, S, B, V."""
LENGTH = 28
_NEW = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
_OLDER = re.compile(r"[A-Za-z0-9_-]{16,64}")
_MISREAD = str.maketrans("258U", "ZSBV")


def new_code() -> str:
    """A code that nobody guesses: more than 128 bits from the system's randomness."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(typed: str) -> str | None:
    """The code that somebody typed, in any case and with any blanks or hyphens, or pasted with the address of its proof;
    None when it can be none.
    """
    bare = "".join(unicodedata.normalize("NFKC", typed).split()).rstrip("/").rpartition("/")[2]
    new = bare.replace("-", "").upper().translate(_MISREAD)
    if _NEW.fullmatch(new):
        return new
    return bare if _OLDER.fullmatch(bare) else None
