"""Changing the field key: put a new one first in INTRANET_FIELD_KEYS, run the rotation, then drop the old one from
the list.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, MetaData, Table, select, update
from sqlalchemy.orm import Session

from intranet.core import crypto
from intranet.core.base import Base
from intranet.core.transaction import transaction
from intranet.core.types import EncryptedText

BATCH = 500


def rotate(metadata: MetaData = Base.metadata) -> dict[str, int]:
    """Rewrite every encrypted value that is not under the current key, in short blocks; gives ``table.column`` → rows
    written.

    A hash column marked ``info={"keyed_hash_of": "<column>", "purpose": "<purpose>"}`` is made anew beside it, so
    that a changed INTRANET_HASH_KEY is taken over too. It can be stopped and run again at any time.
    """
    written: dict[str, int] = {}
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, EncryptedText):
                written[f"{table.name}.{column.name}"] = _rotate_column(table, column)
    return written


def _rotate_column(table: Table, column: Column[Any]) -> int:
    written, last = 0, None
    while True:
        with transaction() as session:
            seen, rewritten = _rotate_batch(session, table, column, last)
        written += rewritten
        if seen is None:
            return written
        last = seen


def _rotate_batch(session: Session, table: Table, column: Column[Any], last: Any) -> tuple[Any, int]:
    """The last primary key of the batch (None when there was none) and the number of rewritten rows."""
    (key,) = table.primary_key.columns
    hashes = [other for other in table.columns if other.info.get("keyed_hash_of") == column.name]
    stored = column.cast(column.type.impl_instance).label("stored")  # type: ignore[attr-defined] # TypeDecorator
    query = select(key.label("key"), stored, column.label("plain"), *(item.label(f"hash{n}") for n, item in enumerate(hashes)))
    query = query.where(column.is_not(None)).order_by(key).limit(BATCH).with_for_update()
    rows = session.execute(query if last is None else query.where(key > last)).all()
    rewritten = 0
    for row in rows:
        fresh = {item.name: crypto.keyed_hash(row.plain, item.info.get("purpose", "")) for item in hashes}
        stale = any(getattr(row, f"hash{n}") != fresh[item.name] for n, item in enumerate(hashes))
        if stale or not crypto.is_current(row.stored):
            session.execute(update(table).where(key == row.key).values({column.name: row.plain, **fresh}))
            rewritten += 1
    return (rows[-1].key if rows else None), rewritten
