"""Fields of free text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from wtforms import PasswordField, StringField
from wtforms.validators import Length, ValidationError
from wtforms.widgets import TextArea

from intranet.core.text import clean, holds_identity_number
from intranet.web.filters import angka
from intranet.web.forms.base import with_presence

LINE_LIMIT = 255
AREA_LIMIT = 5000
PASSWORD_LIMIT = 256


class TextField(StringField):
    """One line of text: cleaned, at most 255 characters unless told otherwise, without a NIK or No. KK in it. Empty is ""."""

    lines = False
    """Whether line breaks are kept."""
    takes_identity = False
    """Whether a NIK belongs here; free text ends up in reports, logs and on screens of people who need none."""

    def __init__(
        self,
        label: str,
        validators: Sequence[Any] = (),
        *,
        required: bool = False,
        limit: int = LINE_LIMIT,
        shortest: int = -1,
        **kwargs: Any,
    ) -> None:
        length = Length(min=shortest, max=limit, message=_length_message(shortest, limit))
        super().__init__(label, with_presence([length, *validators], required=required), **kwargs)
        self.limit = limit

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the text without what a person cannot have meant to type."""
        self.data = clean(str(valuelist[0]), lines=self.lines) if valuelist else ""

    def pre_validate(self, form: Any) -> None:
        """Keep identity numbers out of free text."""
        super().pre_validate(form)
        if not self.takes_identity and holds_identity_number(self.data or ""):
            raise ValidationError("Jangan tulis NIK atau nomor KK di sini. Hapus nomor 16 angka itu.")

    def process_data(self, value: Any) -> None:
        """A missing value is an empty text."""
        self.data = "" if value is None else value


class AreaField(TextField):
    """Text of several lines: cleaned, at most 5,000 characters unless told otherwise."""

    widget: Any = TextArea()
    lines = True

    def __init__(self, label: str, validators: Sequence[Any] = (), *, limit: int = AREA_LIMIT, **kwargs: Any) -> None:
        super().__init__(label, validators, limit=limit, **kwargs)


def _length_message(shortest: int, limit: int) -> str:
    if shortest > 0:
        return f"Panjangnya {angka(shortest)} sampai {angka(limit)} karakter."
    return f"Terlalu panjang, paling banyak {angka(limit)} karakter."


class PassphraseField(PasswordField):
    """A password: taken as typed, never shown again, at most 256 characters."""

    def __init__(self, label: str, validators: Sequence[Any] = (), *, required: bool = True, **kwargs: Any) -> None:
        length = Length(max=PASSWORD_LIMIT, message=_length_message(0, PASSWORD_LIMIT))
        super().__init__(label, with_presence([length, *validators], required=required), **kwargs)


class DigitsField(TextField):
    """A number that is a name, such as NIP, NIK or a telephone: blanks, dots and hyphens are dropped, the rest is
    kept as text.
    """

    takes_identity = True

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the digits out of their usual grouping."""
        super().process_formdata(valuelist)
        self.data = re.sub(r"[\s.\-]", "", self.data or "")
