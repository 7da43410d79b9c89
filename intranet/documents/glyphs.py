"""Text as the fonts of our papers can set it.

Archival PDF has to embed every glyph, and a glyph that no font has makes it invalid; fonts that happen to be on a machine must
not decide how a paper looks. What our cuts lack is written with plain letters where that can be done, else shown as one
replacement sign. The data file inside the PDF keeps every character as it was typed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from io import BytesIO

REPLACEMENT = "\ufffd"
_SAME = {
    "→": "->", "←": "<-", "≤": "<=", "≥": ">=", "≠": "=/=", "≈": "~", "✓": "v", "✔": "v", "●": "•", "▪": "•", "■": "•", "○": "o",
    "\u2010": "-", "\u2011": "-", "\u2012": "–", "\u2015": "—", "\u2003": " ", "\u202f": "\u00a0", "\u02bf": "ʻ", "\u02be": "ʼ",
}  # fmt: skip
_UNSEEN = frozenset({"Cf", "Cc"})
_IDLE = frozenset({"Mn", "Me", "Cf", "Cc", "Sk"})
_ENDLESS = re.compile(r"\S{60,}")  # the engine looks for a place to break such a word over and over, for minutes
_PIECE = re.compile(r".{16}(?=.)")
_BREAK = "\u200b"
_RUNS = re.compile(f"{REPLACEMENT}(?:\\s?{REPLACEMENT})*")


def coverage(font: bytes) -> frozenset[int]:
    """The code points that a font has."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - only where something is printed

    with TTFont(BytesIO(font), lazy=True) as parsed:
        return frozenset(parsed.getBestCmap())


class Fitting(dict[int, str]):
    """A table for ``str.translate`` that fills itself."""

    def __init__(self, covered: frozenset[int]) -> None:
        super().__init__()
        unseen = {point for point in covered if unicodedata.category(chr(point)) in _UNSEEN}  # soft hyphens, null
        self._covered = covered - unseen | {ord("\n")}

    def __missing__(self, point: int) -> str:
        self[point] = found = self._fitted(chr(point))
        return found

    def _fitted(self, char: str) -> str:
        if ord(char) in self._covered:
            return char
        plain = _SAME.get(char) or unicodedata.normalize("NFKD", char)
        kept = "".join(each for each in plain if ord(each) in self._covered)
        if kept.strip():
            return kept
        if char.isspace():
            return " "
        return "" if unicodedata.category(char) in _IDLE else REPLACEMENT


@lru_cache(maxsize=2)
def fitting(font: bytes) -> Fitting:
    """The table of a font, made once."""
    return Fitting(coverage(font))


def fitted(text: str, font: bytes) -> str:
    """``text`` with nothing in it that ``font`` cannot set; a run of what cannot be set becomes one sign.

    Endless words get invisible places to break at.
    """
    table = fitting(font)
    whole = text.translate(table)
    if REPLACEMENT in whole:
        whole = _RUNS.sub(REPLACEMENT, whole)
    return _ENDLESS.sub(_breakable, whole)


def _breakable(word: re.Match[str]) -> str:
    return _PIECE.sub(rf"\g<0>{_BREAK}", word[0])
