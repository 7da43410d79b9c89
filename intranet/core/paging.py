"""Lists paged by key: the next page starts behind the last row seen, so page 3,000 costs as much as page 1."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from intranet.extensions import db

T = TypeVar("T")
PAGE_SIZE = 25
MANY = 1000


@dataclass(frozen=True, slots=True)
class Key:
    """A column to sort by. It must not be NULL (wrap it in ``coalesce``); the last key of a list must be unique."""

    column: ColumnElement[Any] | InstrumentedAttribute[Any]
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page; ``next`` and ``previous`` are opaque cursors for the address, None at the ends."""

    rows: tuple[T, ...]
    next: str | None = None
    previous: str | None = None

    def __len__(self) -> int:
        return len(self.rows)


def paginate(
    statement: Select[Any],
    *,
    by: Sequence[Key],
    row: Callable[[Row[Any]], T],
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[T]:
    """Run a Core select (without ORDER BY or LIMIT) for one page and make each result row with ``row``.

    A cursor that nobody gave out, or of another order, shows the first page. Key columns are added to the select as
    ``_key0`` ...
    """
    place = _decode(cursor, len(by))
    backwards = place is not None and place.backwards
    query = statement.add_columns(*(key.column.label(f"_key{n}") for n, key in enumerate(by)))
    if place is not None:
        query = query.where(_beyond(by, place.values, backwards=backwards))
    query = query.order_by(None).order_by(*(_order(key, backwards=backwards) for key in by)).limit(size + 1)
    found = db.session.execute(query).all()
    more, found = len(found) > size, found[:size]
    if backwards:
        found = found[::-1]
    if not found and place is not None:
        return paginate(statement, by=by, row=row, size=size)
    has_next, has_previous = (True, more) if backwards else (more, place is not None)
    return Page(
        rows=tuple(row(item) for item in found),
        next=_encode(found[-1], len(by), backwards=False) if found and has_next else None,
        previous=_encode(found[0], len(by), backwards=True) if found and has_previous else None,
    )


def count_up_to(statement: Select[Any], limit: int = MANY) -> tuple[int, bool]:
    """Number of rows, counted no further than ``limit``; the flag is True when there are more ("lebih dari 1.000")."""
    inner = statement.order_by(None).limit(limit + 1).subquery()
    found = db.session.scalar(select(func.count()).select_from(inner)) or 0
    return min(found, limit), found > limit


@dataclass(frozen=True, slots=True)
class _Place:
    values: tuple[Any, ...]
    backwards: bool


def _order(key: Key, *, backwards: bool) -> ColumnElement[Any]:
    return key.column.desc() if key.descending != backwards else key.column.asc()


def _beyond(by: Sequence[Key], values: tuple[Any, ...], *, backwards: bool) -> ColumnElement[bool]:
    """Rows behind the place: greater in the first key, or equal there and greater in the second, and so on."""
    cases: list[ColumnElement[bool]] = []
    for n, key in enumerate(by):
        value = values[n]
        further = key.column < value if key.descending != backwards else key.column > value
        cases.append(and_(*(by[m].column == values[m] for m in range(n)), further))
    return or_(*cases)


def _encode(found: Row[Any], keys: int, *, backwards: bool) -> str:
    values = [_plain(getattr(found, f"_key{n}")) for n in range(keys)]
    text = json.dumps([int(backwards), *values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(cursor: str | None, keys: int) -> _Place | None:
    if not cursor:
        return None
    try:
        raw = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        backwards, *values = raw
        if len(values) != keys or backwards not in (0, 1):
            return None
        return _Place(tuple(_rich(*value) for value in values), bool(backwards))
    except (binascii.Error, ValueError, TypeError, ArithmeticError):
        return None


def _plain(value: Any) -> tuple[str, Any]:
    if isinstance(value, Enum):
        return "s", value.value
    if isinstance(value, datetime):
        return "t", value.isoformat()
    if isinstance(value, date):
        return "d", value.isoformat()
    if isinstance(value, Decimal):
        return "n", str(value)
    if isinstance(value, bool | int | float):
        return "i", value
    return "s", value


def _rich(kind: str, value: Any) -> Any:
    if kind == "t":
        return datetime.fromisoformat(value)
    if kind == "d":
        return date.fromisoformat(value)
    if kind == "n":
        return Decimal(value)
    if kind == "i" and isinstance(value, bool | int | float):
        return value
    if kind == "s" and isinstance(value, str):
        return value
    raise ValueError(kind)
