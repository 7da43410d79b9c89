"""The numbers that stand for a person or a family: NIP, NIK and No. KK. Pure rules; messages in Indonesian name the mend.

None of the three carries a check digit, so only the shape and the dates inside can be judged.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

LOCAL_PREFIX = "1701"
YOUNGEST_STAFF, OLDEST_STAFF = 15, 70
_SEPARATORS = str.maketrans("", "", " .-\u00a0\u202f\u2009")
_FIRST_CONTRACT_MARK = 21


class BadNumber(ValueError):
    """The number cannot be taken; ``message`` says why and what to mend."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Nip:
    """A NIP (PNS) or NI PPPK. ``appointed_month`` is None for a PPPK, ``contract`` (21, 22, ...) is None for a PNS."""

    digits: str
    born_on: date
    appointed_year: int
    appointed_month: int | None
    contract: int | None
    male: bool
    serial: int

    @property
    def kind(self) -> str:
        """``pns`` or ``pppk``."""
        return "pns" if self.contract is None else "pppk"

    @property
    def grouped(self) -> str:
        """As printed on letters: 8-6-1-3 digits with blanks between."""
        return group_nip(self.digits)


@dataclass(frozen=True, slots=True)
class Nik:
    """A NIK; ``local`` is False when it was first issued outside Bengkulu Selatan (a reason to look twice, not to refuse)."""

    digits: str
    local: bool


def group_nip(digits: str) -> str:
    """``199001012015031001`` as ``19900101 201503 1 001``; anything but 18 digits comes back as it is."""
    if len(digits) != 18:
        return digits
    return f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"


def parse_nip(text: str, *, today: date) -> Nip:
    """Read a NIP typed with or without blanks, dots and hyphens.

    Raises BadNumber for a wrong length, a date that does not exist, an age outside 15 to 70 on ``today``, a month that is neither
    01 to 12 (PNS) nor 21 and above (PPPK), an unknown sex digit, serial 000, or an appointment before the age of 15.
    """
    digits = _digits(text, "NIP", 18)
    born_on = _birth_date(digits[:8])
    _check_age(born_on, today)
    year, mark = int(digits[8:12]), int(digits[12:14])
    pns = 1 <= mark <= 12
    if not pns and mark < _FIRST_CONTRACT_MARK:
        raise BadNumber(
            f"Angka ke-13 dan 14 adalah {digits[12:14]}. Isi bulan pengangkatan 01 sampai 12 (PNS), atau 21 ke atas (PPPK)."
        )
    _check_appointment(born_on, year, mark if pns else None, today)
    if digits[14] not in "12":
        raise BadNumber(f"Angka ke-15 adalah {digits[14]}. Isi 1 untuk laki-laki atau 2 untuk perempuan.")
    if digits[15:] == "000":
        raise BadNumber("Tiga angka terakhir NIP adalah nomor urut 001 sampai 999. Periksa lagi pada SK.")
    return Nip(
        digits=digits,
        born_on=born_on,
        appointed_year=year,
        appointed_month=mark if pns else None,
        contract=None if pns else mark,
        male=digits[14] == "1",
        serial=int(digits[15:]),
    )


def parse_nik(text: str) -> Nik:
    """Read a NIK: 16 digits, a day that exists once 40 is taken off for women, serial not 0000. Raises BadNumber."""
    digits = _digits(text, "NIK", 16)
    if digits[12:] == "0000":
        raise BadNumber("Empat angka terakhir NIK tidak mungkin 0000. Periksa lagi pada KTP atau kartu keluarga.")
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    day = day - 40 if day > 40 else day
    if not 1 <= month <= 12:
        raise BadNumber(f"Angka ke-9 dan 10 NIK adalah bulan lahir. {digits[8:10]} bukan bulan; periksa lagi pada KTP.")
    if not 1 <= day <= max(calendar.monthrange(century + year, month)[1] for century in (1900, 2000)):
        raise BadNumber(
            f"Angka ke-7 sampai 12 NIK adalah tanggal lahir. Tanggal {day} bulan {month} tidak ada; periksa lagi pada KTP."
        )
    return Nik(digits=digits, local=digits.startswith(LOCAL_PREFIX))


def parse_kk(text: str) -> str:
    """Read a No. KK: 16 digits, the last four not 0000. Raises BadNumber."""
    digits = _digits(text, "Nomor KK", 16)
    if digits[12:] == "0000":
        raise BadNumber("Empat angka terakhir nomor KK tidak mungkin 0000. Periksa lagi pada kartu keluarga.")
    return digits


def _digits(text: str, label: str, length: int) -> str:
    bare = text.translate(_SEPARATORS).strip()
    if not bare:
        raise BadNumber(f"{label} belum diisi. Isi {length} angka.")
    if not (bare.isascii() and bare.isdigit()):
        raise BadNumber(f"{label} hanya berisi angka. Hapus huruf atau tanda lain.")
    if len(bare) != length:
        raise BadNumber(f"{label} berisi {length} angka; yang Anda isi {len(bare)} angka. Periksa lagi.")
    return bare


def _birth_date(digits: str) -> date:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise BadNumber(
            f"Delapan angka pertama adalah tanggal lahir (tahun, bulan, tanggal). {digits} bukan tanggal yang ada."
        ) from None


def _check_age(born_on: date, today: date) -> None:
    before_birthday = (today.month, today.day) < (born_on.month, born_on.day)
    age = today.year - born_on.year - before_birthday
    if not YOUNGEST_STAFF <= age <= OLDEST_STAFF:
        raise BadNumber(
            f"Menurut tahun lahir {born_on.year} pada NIP, umurnya tidak di antara {YOUNGEST_STAFF} dan {OLDEST_STAFF} tahun."
            " Periksa delapan angka pertama."
        )


def _check_appointment(born_on: date, year: int, month: int | None, today: date) -> None:
    months = (year - born_on.year) * 12 + (0 if month is None else month - born_on.month)
    if months < YOUNGEST_STAFF * 12:
        raise BadNumber(
            f"Pengangkatan tahun {year} terjadi sebelum umur {YOUNGEST_STAFF} tahun. Periksa angka ke-9 sampai 14 pada NIP."
        )
    if (year, month or 1) > (today.year, today.month):
        raise BadNumber(f"Tahun pengangkatan {year} belum tiba. Periksa angka ke-9 sampai 14 pada NIP.")
