"""What comes in, made harmless before any view sees it: no control characters, no numbers the database cannot hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from htmx_flask.requests import HtmxAwareRequest
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.routing import BaseConverter, IntegerConverter, UnicodeConverter, ValidationError
from werkzeug.utils import cached_property

from intranet.core.text import clean

if TYPE_CHECKING:
    from flask import Flask

BIGGEST_ID = 2**31 - 1
LONGEST_SEGMENT = 200
LONGEST_ARGUMENT = 500
# Everything a text column or a log line must not hold; line breaks and tabs of a form's text stay.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def _without_controls(values: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict([(_CONTROL.sub("", name), _CONTROL.sub("", value)) for name, value in values.items(multi=True)])


class Request(HtmxAwareRequest):  # type: ignore[misc]
    """A request whose query and form hold no control characters; query arguments are also trimmed and cut at 500
    characters.
    """

    @cached_property
    def args(self) -> ImmutableMultiDict[str, str]:
        """The query, cleaned."""
        found = super().args
        return ImmutableMultiDict(
            [(clean(name), clean(value[: 4 * LONGEST_ARGUMENT])[:LONGEST_ARGUMENT]) for name, value in found.items(multi=True)]
        )

    def _load_form_data(self) -> None:
        already = "form" in self.__dict__
        super()._load_form_data()
        if not already:
            if self.max_form_parts is not None and sum(1 for _ in self.__dict__["form"].items(multi=True)) > self.max_form_parts:
                raise RequestEntityTooLarge
            self.__dict__["form"] = _without_controls(self.__dict__["form"])


class IdConverter(IntegerConverter):
    """``<int:id>``: plain digits that fit a database integer; all else is 404 and never an overflow."""

    regex = r"(?:0|[1-9][0-9]{0,9})"

    def to_python(self, value: str) -> Any:
        """The number, or no match."""
        number = int(value)
        if number > BIGGEST_ID:
            raise ValidationError
        return number


class SegmentConverter(UnicodeConverter):
    """``<name>``: one part of a path without control characters, at most 200 long."""

    def to_python(self, value: str) -> str:
        """The text, or no match."""
        if len(value) > LONGEST_SEGMENT or _CONTROL.search(value) or "\n" in value or "\r" in value:
            raise ValidationError
        return value


def init_app(app: Flask) -> None:
    """Take the place of Flask's request and converters."""
    app.request_class = Request
    converters: dict[str, type[BaseConverter]] = {
        "int": IdConverter,
        "default": SegmentConverter,
        "string": SegmentConverter,
    }
    app.url_map.converters.update(converters)
    settings = app.config["SETTINGS"]
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.config["MAX_FORM_PARTS"] = settings.max_form_parts
    app.config["MAX_FORM_MEMORY_SIZE"] = min(settings.max_body_bytes, 2 * 1024 * 1024)
