"""Fields that offer what can be chosen; the route hands the choices in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import Choice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from intranet.web.forms.base import NOT_OFFERED, PICK_ONE, Required, with_presence


def _whole_or_none(value: Any) -> int | None:
    if value in (None, "", "None"):
        return None
    if not isinstance(value, int) and not re.fullmatch(r"[0-9]{1,9}", str(value)):
        raise ValueError(PICK_ONE)
    return int(value)


class ChoiceField(SelectField):
    """One of a list.

    ``numbers``: the values are ids (int, None when empty); ``empty`` is the words of the empty choice.
    """

    def __init__(
        self,
        label: str,
        validators: Sequence[Any] = (),
        *,
        choices: Iterable[tuple[Any, str]] = (),
        required: bool = True,
        numbers: bool = False,
        empty: str | None = "Pilih",
        **kwargs: Any,
    ) -> None:
        coerce: Callable[[Any], Any] = _whole_or_none if numbers else _text_or_empty
        super().__init__(label, with_presence(validators, required=required, message=PICK_ONE), coerce=coerce, **kwargs)
        self.empty = empty
        self.offer(choices)

    def offer(self, choices: Iterable[tuple[Any, str]]) -> None:
        """Set what can be chosen: pairs of value and words."""
        first = [] if self.empty is None else [("", self.empty)]
        self.offered = [*first, *((str(value), text) for value, text in choices)]
        self.choices = list(self.offered)

    def pre_validate(self, form: Any) -> None:
        """Only what was offered, or nothing."""
        del form
        known = {value for value, _ in self.offered}
        if self.data not in (None, "") and str(self.data) not in known:
            raise StopValidation(NOT_OFFERED)


def _text_or_empty(value: Any) -> str:
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
        **kwargs: Any,
    ) -> None:
        coerce: Callable[[Any], Any] = _whole_or_none if numbers else _text_or_empty
        super().__init__(label, with_presence(validators, required=required, message=PICK_ONE), coerce=coerce, **kwargs)
        self.offer(choices)

    def offer(self, choices: Iterable[tuple[Any, str]]) -> None:
        """Set what can be chosen: pairs of value and words."""
        self.offered = [(str(value), text) for value, text in choices]
        self.choices = list(self.offered)

    def pre_validate(self, form: Any) -> None:
        """Only what was offered, or nothing."""
        del form
        if self.data not in (None, "") and str(self.data) not in {value for value, _ in self.offered}:
            raise StopValidation(NOT_OFFERED)


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
        **kwargs: Any,
    ) -> None:
        coerce: Callable[[Any], Any] = _whole if numbers else str
        presence: list[Any] = [Required("Pilih paling sedikit satu.")] if required else []
        super().__init__(label, [*presence, *validators], coerce=coerce, **kwargs)
        self.offer(choices)

    def offer(self, choices: Iterable[tuple[Any, str]]) -> None:
        """Set what can be ticked: pairs of value and words."""
        self.offered = [(str(value), text) for value, text in choices]
        self.choices = list(self.offered)

    def process_data(self, value: Any) -> None:
        """What is ticked at first; nothing for None."""
        self.data = [self.coerce(each) for each in value or ()]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """What was ticked, each once."""
        try:
            self.data = list(dict.fromkeys(self.coerce(value) for value in valuelist))
        except (ValueError, TypeError):
            self.data = []
            raise ValueError("Ada pilihan yang tidak tersedia.") from None

    def iter_choices(self) -> Any:
        """The boxes, ticked or not."""
        ticked = {str(value) for value in self.data or ()}
        for value, text in self.offered:
            yield Choice(value=value, label=text, selected=str(value) in ticked, render_kw={})

    def pre_validate(self, form: Any) -> None:
        """Only what was offered."""
        del form
        known = {value for value, _ in self.offered}
        if any(str(value) not in known for value in self.data or ()):
            raise StopValidation("Ada pilihan yang tidak tersedia lagi. Muat ulang halaman ini.")


def _whole(value: Any) -> int:
    number = _whole_or_none(value)
    if number is None:
        raise ValueError(PICK_ONE)
    return number


class TickField(BooleanField):
    """One box: ticked is True."""

    false_values = (False, "false", "0", "", "off")
