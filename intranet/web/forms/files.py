"""Fields for files. What a file holds is checked by the action, by its content and not by its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from flask_wtf.file import FileField, MultipleFileField
from wtforms import Field
from wtforms.validators import StopValidation


class UploadField(FileField):  # type: ignore[misc]
    """One file (werkzeug's FileStorage, None when empty).

    What it holds is checked by the action, by content and not by name.
    """

    def __init__(
        self, label: str, validators: Sequence[Any] = (), *, required: bool = False, accept: str = "", **kwargs: Any
    ) -> None:
        keywords = {"accept": accept} if accept else {}
        presence = [_FileRequired()] if required else []
        super().__init__(label, [*presence, *validators], render_kw=keywords, **kwargs)


class UploadsField(MultipleFileField):  # type: ignore[misc]
    """Several files."""

    def __init__(
        self, label: str, validators: Sequence[Any] = (), *, required: bool = False, accept: str = "", **kwargs: Any
    ) -> None:
        keywords = {"accept": accept} if accept else {}
        presence = [_FileRequired()] if required else []
        super().__init__(label, [*presence, *validators], render_kw=keywords, **kwargs)


class _FileRequired:
    """A file must be chosen."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: Any, field: Field) -> None:
        del form
        if not field.data:
            raise StopValidation("Pilih berkasnya dahulu.")
