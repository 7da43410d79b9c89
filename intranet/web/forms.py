"""Forms: text cleaned, numbers and dates strict, every message plain Indonesian and beside its field.

A form reads only the fields it declares; whatever else was sent is ignored. Choices are handed in by the route.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from flask_wtf import FlaskForm
from flask_wtf.file import FileField as WtfFileField
from flask_wtf.file import MultipleFileField as WtfMultipleFileField
from markupsafe import Markup
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.csrf.core import CSRF
from wtforms.validators import InputRequired, Length, Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from intranet.core.errors import DuplicateValue, InvalidInput
from intranet.core.text import clean
from intranet.web import csrf
from intranet.web.filters import MONTHS, angka, tanggal_surat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

LINE_LIMIT = 255
AREA_LIMIT = 5000
PASSWORD_LIMIT = 256
BIGGEST_NUMBER = 2**31 - 1
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
REQUIRED = "Wajib diisi."
PICK_ONE = "Pilih salah satu."

_WHOLE = re.compile(r"-?[0-9]{1,12}")
_FRACTION = re.compile(r"-?[0-9]{1,12}(?:[.,][0-9]{1,6})?")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_LOCAL = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")
_WORDS = re.compile(r"([0-9]{1,2}) ([A-Za-z]{3,9}) ([0-9]{4})")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[.:]([0-5][0-9])")
_SEEN_MONTHS = {name.lower(): number for number, name in enumerate(MONTHS, 1)}


class Required(InputRequired):
    """The field must hold something other than blanks."""

    def __init__(self, message: str = REQUIRED) -> None:
        super().__init__(message)

    def __call__(self, form: Any, field: Field) -> None:  # noqa: ANN401 - WTForms' signature
        """Refuse an empty field; what could not be read keeps its own message."""
        if field.errors:
            raise StopValidation
        raw = field.raw_data or []
        if any((value.strip() if isinstance(value, str) else value) for value in raw) and field.data not in (None, "", []):
            return
        raise StopValidation(self.message)


class _Indonesian:
    """WTForms' own few messages."""

    WORDS: ClassVar[dict[str, str]] = {
        "Not a valid choice.": "Pilihan ini tidak tersedia. Pilih salah satu dari daftar.",
        "Not a valid choice": "Pilihan ini tidak tersedia. Pilih salah satu dari daftar.",
        "Invalid Choice: could not coerce.": "Pilihan ini tidak tersedia. Pilih salah satu dari daftar.",
        "Invalid choice(s): one or more data inputs could not be coerced.": "Ada pilihan yang tidak tersedia.",
        "This field is required.": REQUIRED,
        "CSRF token missing.": "Muat ulang halaman ini, lalu kirim lagi.",
        "The CSRF token is missing.": "Muat ulang halaman ini, lalu kirim lagi.",
        "The CSRF token is invalid.": "Muat ulang halaman ini, lalu kirim lagi.",
        "The CSRF tokens do not match.": "Muat ulang halaman ini, lalu kirim lagi.",
        "Invalid input.": "Isian ini belum benar.",
        "Invalid email address.": "Tulis alamat surel yang lengkap, misalnya nama@daerah.go.id.",
        "Passwords must match": "Kedua isian harus sama.",
        "Field must be equal to %(other_name)s.": "Kedua isian harus sama.",
    }

    def gettext(self, text: str) -> str:
        return self.WORDS.get(text, text)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        if "%(value)" in singular:
            return "'%(value)s' bukan pilihan yang tersedia."
        if "least" in singular and "between" not in singular:
            return "Paling sedikit %(min)d karakter."
        if "longer" in singular or "cannot" in singular:
            return "Paling banyak %(max)d karakter."
        return "Panjangnya harus %(min)d sampai %(max)d karakter." if "between" in singular else (plural if number != 1 else singular)


class _MaskedFormCsrf(CSRF):
    """The hidden field of a form; the check itself was made for the whole request before any view ran."""

    def generate_csrf_token(self, csrf_token_field: Any) -> str:  # noqa: ANN401 - WTForms' signature
        del csrf_token_field
        return csrf.csrf_token()

    def validate_csrf_token(self, form: Any, field: Any) -> None:  # noqa: ANN401 - WTForms' signature
        """Nothing: ``csrf.MaskedCsrf`` refused the request already when the token was wrong."""


class BaseForm(FlaskForm):  # type: ignore[misc]
    """Parent of all forms: Indonesian messages, and errors of actions shown beside their field."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Our messages and token."""

        csrf_class = _MaskedFormCsrf

        def get_translations(self, form: Any) -> _Indonesian:  # noqa: ANN401 - WTForms' signature
            del form
            return _Indonesian()

    def apply(
        self, error: InvalidInput | DuplicateValue, constraints: Mapping[str, tuple[str | None, str]] | None = None
    ) -> None:
        """Show a refusal of an action beside the field it is about, or above the form when it is about none.

        Args:
            error: what the action raised.
            constraints: for each database rule that this form can break: name of the field (None: the form) and message.
        """
        if isinstance(error, DuplicateValue):
            name, message = (constraints or {}).get(error.constraint, (None, error.message))
        else:
            name, message = error.field, error.message
        field = self._fields.get(name) if name else None
        if field is None:
            self.form_errors = [*self.form_errors, message]
            return
        field.errors = [*field.errors, message]

    @property
    def problems(self) -> list[tuple[str | None, str, str]]:
        """For the summary above the form: id of the field (None for the form), its label, the message."""
        found: list[tuple[str | None, str, str]] = [(None, "", message) for message in self.form_errors]
        for field in self:
            found.extend((_first_id(field), _plain_label(field), message) for message in _flat(field.errors))
        return found


def _first_id(field: Field) -> str:
    return f"{field.id}-0" if isinstance(field, RadioField | ChecklistField) else field.id


def _plain_label(field: Field) -> str:
    return Markup(field.label.text).striptags()


def _flat(errors: Any) -> list[str]:  # noqa: ANN401 - lists, or dicts of enclosed forms
    if isinstance(errors, str):
        return [errors]
    parts = errors.values() if isinstance(errors, dict) else errors
    return [message for part in parts for message in _flat(part)]


def _with_presence(validators: Sequence[Any], *, required: bool, message: str = REQUIRED) -> list[Any]:
    return [Required(message) if required else Optional(strip_whitespace=True), *validators]


class TextField(StringField):
    """One line of text: cleaned, at most 255 characters unless told otherwise. Empty is ""."""

    lines = False

    def __init__(
        self,
        label: str,
        validators: Sequence[Any] = (),
        *,
        required: bool = False,
        limit: int = LINE_LIMIT,
        shortest: int = -1,
        **kwargs: Any,  # noqa: ANN401 - WTForms' own
    ) -> None:
        length = Length(min=shortest, max=limit, message=_length_message(shortest, limit))
        super().__init__(label, _with_presence([length, *validators], required=required), **kwargs)
        self.limit = limit

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the text without what a person cannot have meant to type."""
        self.data = clean(str(valuelist[0]), lines=self.lines) if valuelist else ""

    def process_data(self, value: Any) -> None:  # noqa: ANN401 - WTForms' signature
        """A missing value is an empty text."""
        self.data = "" if value is None else value


class AreaField(TextField):
    """Text of several lines: cleaned, at most 5,000 characters unless told otherwise."""

    widget = TextAreaField.widget
    lines = True

    def __init__(self, label: str, validators: Sequence[Any] = (), *, limit: int = AREA_LIMIT, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(label, validators, limit=limit, **kwargs)


def _length_message(shortest: int, limit: int) -> str:
    if shortest > 0:
        return f"Panjangnya {angka(shortest)} sampai {angka(limit)} karakter."
    return f"Terlalu panjang, paling banyak {angka(limit)} karakter."


class PassphraseField(PasswordField):
    """A password: taken as typed, never shown again, at most 256 characters."""

    def __init__(self, label: str, validators: Sequence[Any] = (), *, required: bool = True, **kwargs: Any) -> None:  # noqa: ANN401
        length = Length(max=PASSWORD_LIMIT, message=_length_message(0, PASSWORD_LIMIT))
        super().__init__(label, _with_presence([length, *validators], required=required), **kwargs)


class DigitsField(TextField):
    """A number that is a name, such as NIP, NIK or a telephone: blanks, dots and hyphens are dropped, the rest is kept as text."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the digits out of their usual grouping."""
        super().process_formdata(valuelist)
        self.data = re.sub(r"[\s.\-]", "", self.data or "")


class _TypedField(Field):
    """A field whose text is read strictly; what cannot be read is shown again as it was typed."""

    widget = TextInput()
    input_mode: str | None = None

    def __init__(self, label: str, validators: Sequence[Any] = (), *, required: bool = False, **kwargs: Any) -> None:  # noqa: ANN401
        keywords = dict(kwargs.pop("render_kw", None) or {})
        if self.input_mode:
            keywords.setdefault("inputmode", self.input_mode)
        keywords.setdefault("autocomplete", "off")
        super().__init__(label, _with_presence(validators, required=required), render_kw=keywords, **kwargs)
        self.typed = ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the text; a message instead of a value when it cannot be."""
        self.data = None
        if not valuelist:
            return
        self.typed = clean(str(valuelist[0]))[:LINE_LIMIT]
        if self.typed:
            self.data = self.read(self.typed)

    def read(self, typed: str) -> Any:  # noqa: ANN401 - each field has its type
        """The value, or ValueError with a message for the person."""
        raise NotImplementedError

    def show(self, value: Any) -> str:  # noqa: ANN401
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

    input_mode = "numeric"

    def __init__(
        self,
        label: str,
        validators: Sequence[Any] = (),
        *,
        lowest: int = 0,
        highest: int = BIGGEST_NUMBER,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.lowest, self.highest = lowest, highest

    def read(self, typed: str) -> int:
        """The number."""
        plain = typed.replace(".", "") if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", typed) else typed
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
        **kwargs: Any,  # noqa: ANN401
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

    def show(self, value: Any) -> str:  # noqa: ANN401
        """With a comma."""
        return f"{value:f}".replace(".", ",")


def _range_message(low: str, high: str, *, unlimited: bool) -> str:
    return f"Paling kecil {low}." if unlimited else f"Harus di antara {low} dan {high}."


class DateField(_TypedField):
    """A date as the browser's calendar sends it (2027-01-12) or as people write it (12-01-2027, 12/1/2027, 12 Januari 2027).

    ``earliest`` and ``latest`` are included; None when empty.
    """

    def __init__(
        self,
        label: str,
        validators: Sequence[Any] = (),
        *,
        earliest: date = FIRST_DAY,
        latest: date = LAST_DAY,
        **kwargs: Any,  # noqa: ANN401
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

    def show(self, value: Any) -> str:  # noqa: ANN401
        """For ``<input type=date>``."""
        return str(value.isoformat())

    def __call__(self, **kwargs: Any) -> Any:  # noqa: ANN401 - WTForms' signature
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
    if (found := _WORDS.fullmatch(typed)) and found[2].lower() in _SEEN_MONTHS:
        return _read_date(f"{found[3]}-{_SEEN_MONTHS[found[2].lower()]}-{found[1]}")
    raise ValueError("Tulis tanggal seperti 12-01-2027.")


class ClockField(_TypedField):
    """A time of day, ``08.30`` or ``08:30``; kept as ``HH:MM``."""

    def read(self, typed: str) -> str:
        """The time."""
        found = _CLOCK.fullmatch(typed)
        if not found:
            raise ValueError("Tulis jam seperti 08.30.")
        return f"{int(found[1]):02d}:{found[2]}"


def _whole_or_none(value: Any) -> int | None:  # noqa: ANN401 - what a browser sent
    if value in (None, "", "None"):
        return None
    if not isinstance(value, int) and not re.fullmatch(r"[0-9]{1,9}", str(value)):
        raise ValueError(PICK_ONE)
    return int(value)


class ChoiceField(SelectField):
    """One of a list. ``numbers``: the values are ids (int, None when empty); ``empty`` is the words of the empty choice."""

    def __init__(
        self,
        label: str,
        validators: Sequence[Any] = (),
        *,
        choices: Iterable[tuple[Any, str]] = (),
        required: bool = True,
        numbers: bool = False,
        empty: str | None = "Pilih",
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        coerce: Callable[[Any], Any] = _whole_or_none if numbers else _text_or_empty
        super().__init__(label, _with_presence(validators, required=required, message=PICK_ONE), coerce=coerce, **kwargs)
        self.empty = empty
        self.offer(choices)

    def offer(self, choices: Iterable[tuple[Any, str]]) -> None:
        """Set what can be chosen: pairs of value and words."""
        first = [] if self.empty is None else [("", self.empty)]
        self.choices = [*first, *((str(value), text) for value, text in choices)]

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401 - WTForms' signature
        """Only what was offered, or nothing."""
        del form
        known = {value for value, _ in self.choices}
        if self.data not in (None, "") and str(self.data) not in known:
            raise StopValidation("Pilihan ini tidak tersedia. Pilih salah satu dari daftar.")


def _text_or_empty(value: Any) -> str:  # noqa: ANN401
    return "" if value is None else str(value)


class RadioChoiceField(RadioField):
    """One of a few, all in sight. ``numbers`` as in :class:`ChoiceField`."""

    def __init__(
        self,
        label: str,
        validators: Sequence[Any] = (),
        *,
        choices: Iterable[tuple[Any, str]] = (),
        required: bool = True,
        numbers: bool = False,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        coerce: Callable[[Any], Any] = _whole_or_none if numbers else _text_or_empty
        super().__init__(label, _with_presence(validators, required=required, message=PICK_ONE), coerce=coerce, **kwargs)
        self.offer(choices)

    def offer(self, choices: Iterable[tuple[Any, str]]) -> None:
        """Set what can be chosen: pairs of value and words."""
        self.choices = [(str(value), text) for value, text in choices]

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401 - WTForms' signature
        """Only what was offered, or nothing."""
        del form
        if self.data not in (None, "") and str(self.data) not in {value for value, _ in self.choices}:
            raise StopValidation("Pilihan ini tidak tersedia. Pilih salah satu dari daftar.")


class ChecklistField(SelectMultipleField):
    """Any of a list, drawn as checkboxes. ``numbers``: the values are ids. An empty list when nothing is ticked."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(
        self,
        label: str,
        validators: Sequence[Any] = (),
        *,
        choices: Iterable[tuple[Any, str]] = (),
        required: bool = False,
        numbers: bool = False,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        coerce: Callable[[Any], Any] = _whole if numbers else str
        presence: list[Any] = [Required("Pilih paling sedikit satu.")] if required else []
        super().__init__(label, [*presence, *validators], coerce=coerce, **kwargs)
        self.offer(choices)

    def offer(self, choices: Iterable[tuple[Any, str]]) -> None:
        """Set what can be ticked: pairs of value and words."""
        self.choices = [(str(value), text) for value, text in choices]

    def process_data(self, value: Any) -> None:  # noqa: ANN401 - WTForms' signature
        """What is ticked at first; nothing for None."""
        self.data = [self.coerce(each) for each in value or ()]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """What was ticked, each once."""
        try:
            self.data = list(dict.fromkeys(self.coerce(value) for value in valuelist))
        except (ValueError, TypeError):
            self.data = []
            raise ValueError("Ada pilihan yang tidak tersedia.") from None

    def iter_choices(self) -> Any:  # noqa: ANN401 - WTForms' signature
        """The boxes, ticked or not."""
        ticked = {str(value) for value in self.data or ()}
        for value, text in self.choices:
            yield (value, text, str(value) in ticked, {})

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401 - WTForms' signature
        """Only what was offered."""
        del form
        known = {value for value, _ in self.choices}
        if any(str(value) not in known for value in self.data or ()):
            raise StopValidation("Ada pilihan yang tidak tersedia lagi. Muat ulang halaman ini.")


def _whole(value: Any) -> int:  # noqa: ANN401
    number = _whole_or_none(value)
    if number is None:
        raise ValueError(PICK_ONE)
    return number


class TickField(BooleanField):
    """One box: ticked is True."""

    false_values = (False, "false", "0", "", "off")


class VersionField(HiddenField):
    """The version of the thing that the form was opened with; an unreadable one counts as 0, so that it is always stale."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__("Versi", **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number."""
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0

    def _value(self) -> str:
        return "" if self.data is None else str(self.data)


class UploadField(WtfFileField):  # type: ignore[misc]
    """One file (werkzeug's FileStorage, None when empty). What it holds is checked by the action, by content and not by name."""

    def __init__(self, label: str, validators: Sequence[Any] = (), *, required: bool = False, accept: str = "", **kwargs: Any) -> None:  # noqa: ANN401
        keywords = {"accept": accept} if accept else {}
        presence = [_FileRequired()] if required else []
        super().__init__(label, [*presence, *validators], render_kw=keywords, **kwargs)


class UploadsField(WtfMultipleFileField):  # type: ignore[misc]
    """Several files."""

    def __init__(self, label: str, validators: Sequence[Any] = (), *, required: bool = False, accept: str = "", **kwargs: Any) -> None:  # noqa: ANN401
        keywords = {"accept": accept} if accept else {}
        presence = [_FileRequired()] if required else []
        super().__init__(label, [*presence, *validators], render_kw=keywords, **kwargs)


class _FileRequired:
    """A file must be chosen."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: Any, field: Field) -> None:  # noqa: ANN401 - WTForms' signature
        del form
        if not field.data:
            raise StopValidation("Pilih berkasnya dahulu.")
