"""Enums that a person sees: each member knows its Indonesian word, its tone (colour family) and its icon (shape)."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class LabelledEnum(StrEnum):
    """A stored value with the word that people read for it.

    Members are declared as ``NAME = "value", "Label"``.
    """

    label: str

    __hash__ = str.__hash__
    """Equal to its stored text, so found like it; and without a call of Enum's own at every look-up."""

    def __new__(cls, value: str, label: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def of(cls, value: str) -> Self:
        """The member with this stored value.

        Raises:
            ValueError: there is none.
        """
        for member in cls:
            if member.value == value:
                return member
        raise ValueError(f"{value!r} is no {cls.__name__}")

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Value and label of every member, in order of declaration, for a select field."""
        return [(member.value, member.label) for member in cls]


class StatusEnum(StrEnum):
    """A state with its word, tone and icon, so that it is never told by colour alone.

    Members are declared as ``NAME = "value", "Label", "tone", "icon"``; tone is one of ok, wait, bad, info, mine, off.
    """

    label: str
    tone: str
    icon: str

    __hash__ = str.__hash__

    def __new__(cls, value: str, label: str, tone: str, icon: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label, member.tone, member.icon = label, tone, icon
        return member

    @classmethod
    def of(cls, value: str) -> Self:
        """The member with this stored value.

        Raises:
            ValueError: there is none.
        """
        for member in cls:
            if member.value == value:
                return member
        raise ValueError(f"{value!r} is no {cls.__name__}")

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Value and label of every member, in order of declaration, for a select field."""
        return [(member.value, member.label) for member in cls]
