"""What the database holds, to be compared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Flask
from sqlalchemy import select

from intranet.core.base import Base
from intranet.extensions import db

# What reading and refused requests may leave behind: touched sessions, who looked at what, counted tries.
BOOKKEEPING = frozenset({"user_session", "access_event", "rate_window", "sign_in_attempt", "job_worker"})

Dump = dict[str, list[tuple[Any, ...]]]


def dump(app: Flask, without: Iterable[str] = BOOKKEEPING) -> Dump:
    """All rows of all tables but the bookkeeping."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name not in without
        }


def changed(before: Dump, after: Dump) -> list[str]:
    """Names of the tables that differ."""
    return [name for name, rows in before.items() if rows != after[name]]
