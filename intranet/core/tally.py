"""Numbers that several rooms want on every page, asked of the database at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from intranet.extensions import db


class Tally(NamedTuple):
    """A SELECT of one number, the same object each time it is asked, and the values it is bound to."""

    statement: Select[Any]
    values: Mapping[str, Any]


def read(tallies: Sequence[Tally]) -> tuple[int, ...]:
    """The number of each, in one statement; none for none.

    Raises:
        ValueError: two of them call different values by one name.
    """
    if not tallies:
        return ()
    values: dict[str, Any] = {}
    for tally in tallies:
        if any(values.get(name, value) != value for name, value in tally.values.items()):
            raise ValueError("two tallies share the name of a value")
        values |= tally.values
    return tuple(db.session.execute(_together(tuple(tally.statement for tally in tallies)), values).one())


@lru_cache(maxsize=64)
def _together(statements: tuple[Select[Any], ...]) -> Select[Any]:
    return select(*(statement.scalar_subquery() for statement in statements))
