"""Fields whose text is read strictly: numbers, dates, times. What cannot be read is shown again as it was typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import Field
from wtforms.widgets import DateInput, HiddenInput, NumberInput, TextInput

from intranet.core.text import clean
from intranet.web.filters import MONTHS, angka, tanggal_surat
from intranet.web.forms.base import with_presence

LONGEST = 255
BIGGEST_NUMBER = 2**31 - 1
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)

_WHOLE = re.compile(r"-?[0-9]{1,12}")
_GROUPED = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+")
_FRACTION = re.compile(r"-?[0-9]{1,12}(?:[.,][0-9]{1,6})?")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_LOCAL = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")
_WORDS = re.compile(r"([0-9]{1,2}) ([A-Za-z]{3,9}) ([0-9]{4})")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[.:]([0-5][0-9])")
_MONTHS = {name.lower(): number for number, name in enumerate(MONTHS, 1)}


class _TypedField(Field):
    """A field whose text is read strictly; what cannot be read is shown again as it was typed."""

    widget: Any = TextInput()
    input_mode: str | None = None

    def __init__(self, label: str, validators: Sequence[Any] = (), *, required: bool = False, **kwargs: Any) -> None:
        keywords = dict(kwargs.pop("render_kw", None) or {})
        if self.input_mode:
            keywords.setdefault("inputmode", self.input_mode)
        keywords.setdefault("autocomplete", "off")
        super().__init__(label, with_presence(validators, required=required), render_kw=keywords, **kwargs)
        self.typed = ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the text; a message instead of a value when it cannot be."""
        self.data = None
        if not valuelist:
            return
        self.typed = clean(str(valuelist[0]))[:LONGEST]
        if self.typed:
            self.data = self.read(self.typed)

    def read(self, typed: str) -> Any:
        """The value, or ValueError with a message for the person."""
        raise NotImplementedError

    def show(self, value: Any) -> str:
        """The value as text."""
        return str(value)

    def _value(self) -> str:
        if self.typed:
            return self.typed
        return "" if self.data is None else self.show(self.data)


class NumberField(_TypedField):
    """A whole number written in plain digits (``1.200`` is read as 1200); None when empty.

    ``lowest`` and ``highest`` are included.
    """

    widget = NumberInput()
    input_mode = "numeric"

    def __init__(
        self,
        label: str,
        validators: Sequence[Any] = (),
        *,
        lowest: int = 0,
        highest: int = BIGGEST_NUMBER,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.lowest, self.highest = lowest, highest

    def read(self, typed: str) -> int:
        """The number."""
        plain = typed.replace(".", "") if _GROUPED.fullmatch(typed) else typed
        if not _WHOLE.fullmatch(plain):
            raise ValueError("Tulis bilangan bulat dengan angka 0–9, misalnya 12.")
        number = int(plain)
        if not self.lowest <= number <= self.highest:
            raise ValueError(_range_message(angka(self.lowest), angka(self.highest), unlimited=self.highest == BIGGEST_NUMBER))
        return number


class DecimalField(_TypedField):
    """A number with at most ``places`` digits after a comma or a point; a Decimal, None when empty."""

    input_mode = "decimal"

    def __init__(
        self,
        label: str,
        validators: Sequence[Any] = (),
        *,
        lowest: Decimal = Decimal(0),
        highest: Decimal = Decimal(BIGGEST_NUMBER),
        places: int = 2,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.lowest, self.highest, self.places = lowest, highest, places

    def read(self, typed: str) -> Decimal:
        """The number."""
        if not _FRACTION.fullmatch(typed):
            raise ValueError("Tulis angka, misalnya 12 atau 12,5.")
        number = Decimal(typed.replace(",", "."))
        if -int(number.as_tuple().exponent) > self.places:
            raise ValueError(f"Paling banyak {self.places} angka di belakang koma.")
        if not self.lowest <= number <= self.highest:
            low, high = angka(self.lowest), angka(self.highest)
            raise ValueError(_range_message(low, high, unlimited=self.highest == BIGGEST_NUMBER))
        return number

    def show(self, value: Any) -> str:
        """With a comma."""
        return f"{value:f}".replace(".", ",")


def _range_message(low: str, high: str, *, unlimited: bool) -> str:
    return f"Paling kecil {low}." if unlimited else f"Harus di antara {low} dan {high}."


class DateField(_TypedField):
    """A date as the browser's calendar sends it (2027-01-12) or as people write it (12-01-2027, 12/1/2027, 12 Januari
    2027).

    ``earliest`` and ``latest`` are included; None when empty.
    """

    widget = DateInput()

    def __init__(
        self,
        label: str,
        validators: Sequence[Any] = (),
        *,
        earliest: date = FIRST_DAY,
        latest: date = LAST_DAY,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.earliest, self.latest = earliest, latest

    def read(self, typed: str) -> date:
        """The date."""
        day = _read_date(typed)
        if day < self.earliest:
            raise ValueError(f"Paling awal {tanggal_surat(self.earliest)}.")
        if day > self.latest:
            raise ValueError(f"Paling akhir {tanggal_surat(self.latest)}.")
        return day

    def show(self, value: Any) -> str:
        """For ``<input type=date>``."""
        return str(value.isoformat())

    def __call__(self, **kwargs: Any) -> Any:
        """Draw it: a calendar, or the plain text when the browser could not show what was typed."""
        kwargs.setdefault("type", "date" if not self.typed or _ISO.fullmatch(self.typed) else "text")
        return super().__call__(**kwargs)


def _read_date(typed: str) -> date:
    try:
        if found := _ISO.fullmatch(typed):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _LOCAL.fullmatch(typed):
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        raise ValueError("Tanggal ini tidak ada di kalender.") from None
    if (found := _WORDS.fullmatch(typed)) and found[2].lower() in _MONTHS:
        return _read_date(f"{found[3]}-{_MONTHS[found[2].lower()]}-{found[1]}")
    raise ValueError("Tulis tanggal seperti 12-01-2027.")


class ClockField(_TypedField):
    """A time of day, ``08.30`` or ``08:30``; kept as ``HH:MM``."""

    def read(self, typed: str) -> str:
        """The time."""
        found = _CLOCK.fullmatch(typed)
        if not found:
            raise ValueError("Tulis jam seperti 08.30.")
        return f"{int(found[1]):02d}:{found[2]}"


class VersionField(Field):
    """The version of the thing that the form was opened with; an unreadable one counts as 0, so that it is always
    stale.
    """

    widget = HiddenInput()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("Versi", **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number."""
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0

    def _value(self) -> str:
        return "" if self.data is None else str(self.data)
