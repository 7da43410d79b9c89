"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Text
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.types import TypeDecorator

from intranet.core import crypto

Json = JSON(none_as_null=True)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in and out; a naive time is refused, because it does not say when it is."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; SQLite has no zones and stores the wall clock of UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Back to aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class EncryptedText(TypeDecorator[str]):
    """Text that rests encrypted under the current field key. It can be neither searched nor sorted: keep a
    ``keyed_hash`` beside it.

    ``purpose`` (say ``"member.nik"``) is bound into the ciphertext, so that it cannot be moved into another column.
    """

    impl = Text
    cache_ok = True

    def __init__(self, purpose: str = "") -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt."""
        return None if value is None else crypto.encrypt(value, self.purpose)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """Decrypt; raises ``crypto.Undecipherable`` on a changed value or a missing key."""
        return None if value is None else crypto.decrypt(value, self.purpose)


def str_enum(enum: type[Enum], *, name: str | None = None, length: int = 32) -> SqlEnum:
    """VARCHAR with a CHECK on the enum's values. ``name`` (default: the class in snake case) ends up in
    ``ck_<table>_<name>``.
    """
    return SqlEnum(
        enum,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=length,
        name=name or re.sub(r"(?<!^)(?=[A-Z])", "_", enum.__name__).lower(),
        values_callable=lambda members: [str(member.value) for member in members],
    )
