"""Errors of both engines in our words: which rule was broken, whether the disk is full, whether somebody else holds
the lock.
"""

from __future__ import annotations

import errno
import re
import sqlite3
from collections.abc import Iterable

import psycopg
from sqlalchemy import MetaData, Table, UniqueConstraint
from sqlalchemy import exc as sa_exc
from sqlalchemy.orm.exc import StaleDataError

from intranet.core.base import Base
from intranet.core.errors import Busy, Conflict, DomainError, DuplicateValue, StorageFull
from intranet.core.unit import Unit

_SQLITE_UNIQUE = re.compile(r"UNIQUE constraint failed: (?P<what>.+)")
_SQLITE_CHECK = re.compile(r"CHECK constraint failed: (?P<name>\w+)")
_SQLITE_NULL = re.compile(r"NOT NULL constraint failed: (?P<table>\w+)\.(?P<column>\w+)")

_STALE_TABLE = re.compile(r"on table '(?P<table>\w+)'")

_SQLITE_FULL = {sqlite3.SQLITE_FULL}
_SQLITE_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR}
_SQLITE_BUSY |= {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_NOMEM}
_PRIMARY_CODE = 0xFF

_PG_FULL = {"53100", "58030"}
_PG_BUSY_CLASSES = {"08", "40", "53", "57"}
_PG_BUSY = {"55P03"}

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def translated(error: BaseException, unit: Unit | None = None) -> DomainError | None:
    """The refusal that fits an error of database or disk, or None when it is something else. Also of use for errors
    while reading.
    """
    if isinstance(error, sa_exc.IntegrityError):
        name = constraint_name(error)
        return DuplicateValue(name) if name else None
    if isinstance(error, StaleDataError):
        return _stale(error, unit)
    if isinstance(error, sa_exc.TimeoutError):
        return Busy()
    if isinstance(error, sa_exc.DBAPIError):
        return _of_engine(error)
    if isinstance(error, OSError) and error.errno in _NO_SPACE:
        return StorageFull()
    return None


def _of_engine(error: sa_exc.DBAPIError) -> DomainError | None:
    original = error.orig
    if isinstance(original, sqlite3.Error):
        code = getattr(original, "sqlite_errorcode", 0) & _PRIMARY_CODE
        if code in _SQLITE_FULL:
            return StorageFull()
        return Busy() if code in _SQLITE_BUSY else None
    if isinstance(original, psycopg.Error):
        state = original.sqlstate or ""
        if state in _PG_FULL:
            return StorageFull()
        lost = error.connection_invalidated or (not state and isinstance(original, psycopg.OperationalError))
        return Busy() if lost or state in _PG_BUSY or state[:2] in _PG_BUSY_CLASSES else None
    return None


def constraint_name(error: sa_exc.IntegrityError, metadata: MetaData = Base.metadata) -> str | None:
    """Our name of the broken rule, the same on both engines (``nn_<table>_<column>`` for a missing value); None for a
    trigger.
    """
    original = error.orig
    if isinstance(original, psycopg.Error):
        diagnosis = original.diag
        if diagnosis.constraint_name:
            return diagnosis.constraint_name
        return f"nn_{diagnosis.table_name}_{diagnosis.column_name}" if diagnosis.column_name else None
    return _sqlite_name(str(original), metadata)


def _sqlite_name(text: str, metadata: MetaData) -> str | None:
    if found := _SQLITE_CHECK.search(text):
        return found["name"]
    if found := _SQLITE_NULL.search(text):
        return f"nn_{found['table']}_{found['column']}"
    if found := _SQLITE_UNIQUE.search(text):
        return _unique_name(found["what"], metadata)
    return "fk" if "FOREIGN KEY" in text else None


def _unique_name(what: str, metadata: MetaData) -> str:
    """SQLite names the columns (``t.a, t.b``), or ``index 'name'`` for an index on expressions."""
    if what.startswith("index '"):
        return what[len("index '") :].rstrip("'")
    pairs = [part.strip().split(".", 1) for part in what.split(",")]
    table = metadata.tables.get(pairs[0][0])
    columns = [pair[-1] for pair in pairs]
    if table is not None:
        for name, covered in _unique_rules(table):
            if name and sorted(covered) == sorted(columns):
                return name
    return "uq_" + "_".join([pairs[0][0], *columns])


def _unique_rules(table: Table) -> Iterable[tuple[str | None, list[str]]]:
    yield _text(table.primary_key.name), [column.name for column in table.primary_key.columns]
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield _text(constraint.name), [column.name for column in constraint.columns]
    for index in table.indexes:
        if index.unique:
            yield _text(index.name), [column.name for column in index.columns]


def _text(name: object) -> str | None:
    return str(name) if isinstance(name, str) else None


def _stale(error: StaleDataError, unit: Unit | None) -> Conflict:
    """The row changed between loading and saving. The error names the table only; the unit knows what it was saving."""
    found = _STALE_TABLE.search(str(error))
    for kind, entity_id, version in unit.versioned if unit is not None else ():
        if found is None or found["table"] == kind:
            return Conflict(kind, entity_id, version)
    return Conflict(found["table"] if found else "", None)
