"""Dates, times and numbers as Indonesians write them. Times are shown in WIB."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from intranet.core import clock

if TYPE_CHECKING:
    from flask import Flask

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
SHORT_DAYS = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")
KIB = 1024


def _day(value: date | datetime) -> date:
    return clock.wib(value).date() if isinstance(value, datetime) else value


def tanggal(value: date | datetime | None) -> str:
    """``Rabu, 6 Januari 2027``; an en dash for None."""
    if value is None:
        return "–"
    day = _day(value)
    return f"{DAYS[day.weekday()]}, {tanggal_surat(day)}"


def tanggal_surat(value: date | datetime | None) -> str:
    """``6 Januari 2027``, as in letters."""
    if value is None:
        return "–"
    day = _day(value)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def tanggal_pendek(value: date | datetime | None) -> str:
    """``6 Jan 2027``."""
    if value is None:
        return "–"
    day = _day(value)
    return f"{day.day} {SHORT_MONTHS[day.month - 1]} {day.year}"


def hari(value: date | datetime) -> str:
    """``Rabu``."""
    return DAYS[_day(value).weekday()]


def hari_pendek(value: date | datetime) -> str:
    """``Rab``."""
    return SHORT_DAYS[_day(value).weekday()]


def bulan(value: date | datetime) -> str:
    """``Januari 2027``."""
    day = _day(value)
    return f"{MONTHS[day.month - 1]} {day.year}"


def bulan_pendek(value: date | datetime) -> str:
    """``Jan``."""
    return SHORT_MONTHS[_day(value).month - 1]


def rentang(first: date, last: date | None = None) -> str:
    """``Selasa–Rabu, 12–13 Januari 2027``, saying month and year only as often as needed."""
    if last is None or first == last:
        return tanggal(first)
    days = f"{DAYS[first.weekday()]}–{DAYS[last.weekday()]}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{days}, {first.day}–{tanggal_surat(last)}"
    if first.year == last.year:
        return f"{days}, {first.day} {MONTHS[first.month - 1]}–{tanggal_surat(last)}"
    return f"{days}, {tanggal_surat(first)}–{tanggal_surat(last)}"


def waktu(value: datetime | None) -> str:
    """``08.14 WIB``."""
    return "–" if value is None else f"{clock.wib(value):%H.%M} WIB"


def tanggal_waktu(value: datetime | None) -> str:
    """``6 Jan 2027, 08.14 WIB``."""
    return "–" if value is None else f"{tanggal_pendek(value)}, {waktu(value)}"


def angka(value: float | Decimal | None, places: int = 0) -> str:
    """``8.412``; ``25,2`` with ``places`` = 1."""
    if value is None:
        return "–"
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))


def persen(part: float, whole: float) -> str:
    """``58 %``; an en dash when there is nothing to divide by."""
    return "–" if not whole else f"{angka(100 * part / whole)} %"


def sisa_hari(value: date | None, today: date | None = None) -> str:
    """``11 hari lagi``, ``besok``, ``hari ini``, ``terlambat 2 hari``."""
    if value is None:
        return "–"
    left = (value - (today or clock.today())).days
    if left < 0:
        return f"terlambat {angka(-left)} hari"
    return ("hari ini", "besok")[left] if left < 2 else f"{angka(left)} hari lagi"


def lama_menit(minutes: int | None) -> str:
    """``45 menit``, ``1 jam 20 menit``, ``2 jam``."""
    if minutes is None:
        return "–"
    hours, rest = divmod(minutes, 60)
    words = [f"{hours} jam"] if hours else []
    if rest or not hours:
        words.append(f"{rest} menit")
    return " ".join(words)


def ukuran(size: int | None) -> str:
    """``812 B``, ``43 KB``, ``1,2 MB``."""
    if size is None:
        return "–"
    if size < KIB:
        return f"{size} B"
    if size < KIB * KIB:
        return f"{angka(size / KIB)} KB"
    return f"{angka(size / KIB / KIB, 1)} MB"


def iso(value: date | datetime) -> str:
    """For the ``datetime`` attribute of ``<time>``."""
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()


FILTERS = (
    tanggal, tanggal_surat, tanggal_pendek, hari, hari_pendek, bulan, bulan_pendek, rentang, waktu, tanggal_waktu,
    angka, persen, sisa_hari, lama_menit, ukuran, iso,
)  # fmt: skip


def init_app(app: Flask) -> None:
    """Make the filters known to templates."""
    app.jinja_env.filters.update({filter_.__name__: filter_ for filter_ in FILTERS})
