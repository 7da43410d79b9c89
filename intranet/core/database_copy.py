"""A SQLite file into the empty database of the app: the move to PostgreSQL.

Rows go over as they are stored (what is encrypted stays encrypted, no key is needed), all in the caller's one block: either
everything is there and the same, or nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Column, Connection, Enum, MetaData, String, Table, Text, create_engine, func, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from intranet.core import tables
from intranet.core.base import Base
from intranet.core.errors import DomainError
from intranet.core.types import EncryptedText

BATCH = 2000
NAMED = 5
REVISION = "alembic_version"
NOT_OURS = {REVISION, "sqlite_sequence"}
UPGRADE = "flask --app wsgi db upgrade"


class CopyRefused(DomainError):
    """Why nothing was copied, in words for the terminal."""


@dataclass(frozen=True, slots=True)
class Copied:
    """How many rows of which table."""

    table: str
    rows: int


def copy_from(path: Path, session: Session) -> list[Copied]:
    """Inside a block: copy all rows of the SQLite file and go on with its numbering.

    Args:
        path: the file; it is only read.
        session: the block's, on an empty database of the same revision.

    Raises:
        CopyRefused: no file of this product, another revision, something there already, or a row that the database refuses.
    """
    target = session.connection()
    everything = _plain_tables()
    with _opened(path) as source:
        _expect_ours(source, everything, path)
        _expect_same_revision(source, target)
        _expect_columns(source, everything)
        _expect_empty(target, everything)
        _expect_short_enough(source, everything)
        done = [_copy(source, target, table) for table in everything]
        _go_on_numbering(source, target, everything)
    return done


def _plain_tables() -> list[Table]:
    """All tables in the order of their foreign keys, with columns that hand values on untouched."""
    tables.know_all()
    plain = MetaData()
    for table in Base.metadata.sorted_tables:
        for column in table.to_metadata(plain).columns:
            if isinstance(column.type, EncryptedText):
                column.type = Text()
            elif isinstance(column.type, Enum):
                column.type = String(column.type.length)
    return plain.sorted_tables


@contextmanager
def _opened(path: Path) -> Iterator[Connection]:
    """The file as it is at this moment, whoever writes to it meanwhile."""
    if not path.is_file():
        raise CopyRefused(f"Berkas {path} tidak ada.")
    engine = create_engine(f"sqlite:///file:{quote(str(path.absolute()))}?mode=ro&uri=true")
    try:
        with engine.connect() as source:
            source.exec_driver_sql("BEGIN")
            yield source
    finally:
        engine.dispose()


def _expect_ours(source: Connection, everything: list[Table], path: Path) -> None:
    try:
        found = set(source.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    except DBAPIError as error:
        raise CopyRefused(f"{path} tidak dapat dibaca sebagai basis data SQLite.") from error
    if REVISION not in found:
        raise CopyRefused(f"{path} bukan basis data aplikasi ini.")
    unknown = sorted(found - {table.name for table in everything} - NOT_OURS)
    if unknown:
        raise CopyRefused(f"Sumber berisi tabel yang tidak dikenal versi ini: {', '.join(unknown)}.")
    broken = {row[0] for row in source.exec_driver_sql("PRAGMA foreign_key_check")}
    if broken:
        raise CopyRefused(f"Sumber rusak: ada baris yang kehilangan rujukannya di {', '.join(sorted(broken))}.")


def _expect_columns(source: Connection, everything: list[Table]) -> None:
    for table in everything:
        there = {row[1] for row in source.exec_driver_sql(f'PRAGMA table_info("{table.name}")')}
        missing = sorted(set(table.columns.keys()) - there)
        if missing:
            raise CopyRefused(f"Sumber rusak: tabel {table.name} tidak memuat {', '.join(missing)}.")


def _expect_same_revision(source: Connection, target: Connection) -> None:
    revision = text("SELECT version_num FROM alembic_version")
    theirs = source.scalar(revision)
    ours = target.scalar(revision) if inspect(target).has_table(REVISION) else None
    if ours is None:
        raise CopyRefused(f"Basis data tujuan belum berisi tabel. Jalankan dahulu: {UPGRADE}")
    if ours != theirs:
        raise CopyRefused(f"Sumber ada di revisi {theirs}, tujuan di {ours}. Jalankan pada keduanya: {UPGRADE}")


def _expect_empty(target: Connection, everything: list[Table]) -> None:
    filled = [table.name for table in everything if target.execute(select(text("1")).select_from(table).limit(1)).first()]
    if filled:
        named = ", ".join(filled[:NAMED]) + (", …" if len(filled) > NAMED else "")
        raise CopyRefused(f"Basis data tujuan tidak kosong: sudah ada isi di {named}. Tidak ada yang disalin.")


def _expect_short_enough(source: Connection, everything: list[Table]) -> None:
    """SQLite does not mind the length of a column; PostgreSQL would stop at the first value, without saying where."""
    for table in everything:
        limits = {column: limit for column in table.columns if (limit := _length(column))}
        if not limits:
            continue
        longest = source.execute(select(*(func.max(func.length(column)) for column in limits))).one()
        for (column, limit), found in zip(limits.items(), longest, strict=True):
            if found is not None and found > limit:
                raise CopyRefused(f"Isian terlalu panjang di {table.name}.{column.name}: {found} karakter, paling banyak {limit}.")


def _length(column: Column[Any]) -> int | None:
    return column.type.length if isinstance(column.type, String) else None


def _copy(source: Connection, target: Connection, table: Table) -> Copied:
    rows = source.execute(select(table).order_by(*table.primary_key), execution_options={"yield_per": BATCH})
    try:
        for batch in rows.partitions():
            target.execute(insert(table), [dict(row._mapping) for row in batch])  # noqa: SLF001 - its public name
    except DBAPIError as error:
        reason = str(error.orig).partition("\n")[0]  # the lines after it may show the row
        raise CopyRefused(f"Basis data tujuan menolak sebuah baris tabel {table.name}: {reason}") from error
    except (ValueError, TypeError) as error:  # no date, no number, no JSON where there has to be one
        raise CopyRefused(f"Sumber rusak: sebuah baris tabel {table.name} berisi nilai yang tidak terbaca.") from error
    wanted, got = _fingerprint(source, table), _fingerprint(target, table)
    if wanted != got:
        raise CopyRefused(f"Isi tabel {table.name} tidak sama setelah disalin: {wanted[0]} baris menjadi {got[0]}.")
    return Copied(table.name, got[0])


def _fingerprint(connection: Connection, table: Table) -> tuple[int, int]:
    """Count and sum over the hashes of all rows: the same for the same rows in any order."""
    count = total = 0
    for row in connection.execute(select(table), execution_options={"yield_per": BATCH}):
        known = json.dumps(list(row), default=str, sort_keys=True).encode()
        total += int.from_bytes(hashlib.blake2b(known, digest_size=16).digest())
        count += 1
    return count, total


def _go_on_numbering(source: Connection, target: Connection, everything: list[Table]) -> None:
    """The next id follows the last one ever given, also when that row is gone: papers and the trail still name it."""
    given = source.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")
    last: dict[str, int] = {row.name: row.seq for row in given}
    for table in everything:
        if last.get(table.name):
            _set_last(target, table, last[table.name])


def _set_last(target: Connection, table: Table, last: int) -> None:
    if target.dialect.name == "sqlite":
        target.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table.name})
        target.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), {"name": table.name, "last": last})
        return
    (key,) = table.primary_key
    name = target.scalar(select(func.pg_get_serial_sequence(table.name, key.name)))
    if name is not None:
        target.execute(select(func.setval(name, last)))
