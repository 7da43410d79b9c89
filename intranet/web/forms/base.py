"""The parent of all forms: Indonesian messages, our token, and errors of actions shown beside their field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.csrf.core import CSRF
from wtforms.validators import InputRequired, Optional, StopValidation

from intranet.core.errors import DuplicateValue, InvalidInput
from intranet.web import csrf

REQUIRED = "Wajib diisi."
PICK_ONE = "Pilih salah satu."
NOT_OFFERED = "Pilihan ini tidak tersedia. Pilih salah satu dari daftar."
RELOAD = "Muat ulang halaman ini, lalu kirim lagi."


class Required(InputRequired):
    """The field must hold something other than blanks."""

    def __init__(self, message: str = REQUIRED) -> None:
        super().__init__(message)

    def __call__(self, form: Any, field: Field) -> None:
        """Refuse an empty field; what could not be read keeps its own message."""
        if field.errors:
            raise StopValidation
        raw = field.raw_data or []
        if any((value.strip() if isinstance(value, str) else value) for value in raw) and field.data not in (
            None,
            "",
            [],
        ):
            return
        raise StopValidation(self.message or REQUIRED)


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
        return (
            "Panjangnya harus %(min)d sampai %(max)d karakter." if "between" in singular else (plural if number != 1 else singular)
        )


class _MaskedFormCsrf(CSRF):
    """The hidden field of a form; the check itself was made for the whole request before any view ran."""

    def generate_csrf_token(self, csrf_token_field: Any) -> str:
        del csrf_token_field
        return csrf.csrf_token()

    def validate_csrf_token(self, form: Any, field: Any) -> None:
        """Nothing: ``csrf.MaskedCsrf`` refused the request already when the token was wrong."""


class BaseForm(FlaskForm):  # type: ignore[misc]
    """Parent of all forms: Indonesian messages, and errors of actions shown beside their field."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Our messages and token."""

        csrf_class = _MaskedFormCsrf

        def get_translations(self, form: Any) -> _Indonesian:
            del form
            return _Indonesian()

    def apply(self, error: InvalidInput | DuplicateValue, constraints: Mapping[str, tuple[str | None, str]] | None = None) -> None:
        """Show a refusal of an action beside the field it is about, or above the form when it is about none.

        Args:
            error: what the action raised.
            constraints: for each database rule that this form can break: name of the field (None: the form) and
            message.
        """
        if isinstance(error, DuplicateValue):
            name, message = (constraints or {}).get(error.constraint, (None, error.message))
        else:
            name, message = error.field, error.message
        field = self._fields.get(name) if name else None
        if field is None:
            self.form_errors: list[str] = [*self.form_errors, message]
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
    return f"{field.id}-0" if field.type in {"RadioChoiceField", "ChecklistField"} else field.id


def _plain_label(field: Field) -> str:
    return str(field.label.text)


def _flat(errors: Any) -> list[str]:
    if isinstance(errors, str):
        return [errors]
    parts = errors.values() if isinstance(errors, dict) else errors
    return [message for part in parts for message in _flat(part)]


def with_presence(validators: Sequence[Any], *, required: bool, message: str = REQUIRED) -> list[Any]:
    return [Required(message) if required else Optional(strip_whitespace=True), *validators]
