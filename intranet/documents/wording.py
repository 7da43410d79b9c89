"""The words of a Laporan Kunjungan that people write; everything else in it comes from what was recorded."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Wording:
    """Words by section; ``basis``, ``activities`` and ``copies`` hold one item a line, ``office`` is the value of an ``Office``."""

    office: str
    background: str
    basis: str
    purpose: str
    activities: str
    conclusion: str
    suggestion: str
    closing: str
    copies: str

    def fields(self) -> dict[str, str]:
        """By name, for a form."""
        return asdict(self)

    def told(self) -> dict[str, str]:
        """By name, for the audit trail: the first words of each."""
        return {name: text if len(text) <= 200 else text[:200] + " …" for name, text in asdict(self).items()}


def wording_from(values: Mapping[str, str]) -> Wording:
    """From the fields of a form; a name that is missing is empty."""
    return Wording(**{field.name: values.get(field.name, "") for field in fields(Wording)})


def lines(text: str) -> tuple[str, ...]:
    """The items of a text that holds one a line; bullets and numbers that people put before them are dropped."""
    found = (line.strip().lstrip("-•*").strip() for line in text.splitlines())
    return tuple(line for line in found if line)
