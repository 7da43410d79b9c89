"""Dates in sentences that actions say; the same words as the filters of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intranet.planning.solver import DAY_NAMES

if TYPE_CHECKING:
    from datetime import date

MONTH_NAMES = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


def day_words(day: date) -> str:
    """``Rabu, 6 Januari 2027``."""
    return f"{DAY_NAMES[day.weekday()]}, {day.day} {MONTH_NAMES[day.month - 1]} {day.year}"
