"""Ranks of civil servants (domain.md 5.5 of the project's notes): PNS have a golongan with a name, PPPK only a golongan."""

from __future__ import annotations

from intranet.opd.states import EmployeeKind

PNS_RANKS: tuple[tuple[str, str], ...] = (
    ("I/a", "Juru Muda"),
    ("I/b", "Juru Muda Tingkat I"),
    ("I/c", "Juru"),
    ("I/d", "Juru Tingkat I"),
    ("II/a", "Pengatur Muda"),
    ("II/b", "Pengatur Muda Tingkat I"),
    ("II/c", "Pengatur"),
    ("II/d", "Pengatur Tingkat I"),
    ("III/a", "Penata Muda"),
    ("III/b", "Penata Muda Tingkat I"),
    ("III/c", "Penata"),
    ("III/d", "Penata Tingkat I"),
    ("IV/a", "Pembina"),
    ("IV/b", "Pembina Tingkat I"),
    ("IV/c", "Pembina Utama Muda"),
    ("IV/d", "Pembina Utama Madya"),
    ("IV/e", "Pembina Utama"),
)

PPPK_GRADES: tuple[str, ...] = (
    *("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"),
    *("X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII"),
)

_NAMES = dict(PNS_RANKS)


def fits(kind: EmployeeKind, rank: str) -> bool:
    """True when a person of this kind may hold the rank; an empty rank (not recorded) fits everybody."""
    if not rank:
        return True
    if kind == EmployeeKind.PNS:
        return rank in _NAMES
    return kind == EmployeeKind.PPPK and rank in PPPK_GRADES


def title(rank: str) -> str:
    """As it stands on a letter: ``Penata Tingkat I (III/d)`` for a PNS, ``Golongan IX`` for a PPPK, nothing when not recorded."""
    if rank in _NAMES:
        return f"{_NAMES[rank]} ({rank})"
    return f"Golongan {rank}" if rank in PPPK_GRADES else ""


def choices() -> list[tuple[str, str]]:
    """Value and label of every rank, PNS first, for a select field."""
    pns = [(code, f"{code} {name}") for code, name in PNS_RANKS]
    return [("", "Belum dicatat"), *pns, *((grade, f"PPPK golongan {grade}") for grade in PPPK_GRADES)]
