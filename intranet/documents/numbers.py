"""Numbers of letters: classification code / running number / unit / year, by a pattern that an office can change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from intranet.core import settings_store
from intranet.documents.models import DocumentRegister
from intranet.documents.states import DocumentKind
from intranet.extensions import db

if TYPE_CHECKING:
    from collections.abc import Mapping

REGISTERS = settings_store.declare(
    "documents.registers",
    {
        DocumentKind.VISIT_REPORT.value: {
            "key": "laporan",
            "pattern": "{kode}/{urut}/{unit}/{tahun}",
            "kode": "400.10.2",
            "unit": "SETDA",
        }
    },
)
"""Per kind of document: register and pattern. Codes follow Permendagri 83/2022 (unconfirmed: see domain.md 2.2)."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A number: its register, year, place in the sequence, and how it is written."""

    register_key: str
    year: int
    sequence: int
    text: str


def _rule(kind: DocumentKind) -> Mapping[str, str]:
    rules: Mapping[str, Mapping[str, str]] = settings_store.get(REGISTERS)
    return rules[kind.value]


def _written(rule: Mapping[str, str], year: int, sequence: int) -> str:
    return rule["pattern"].format(kode=rule["kode"], urut=sequence, unit=rule["unit"], tahun=year)


def next_number(kind: DocumentKind, year: int, *, skip: int = 0) -> Taken:
    """The number that the next document of this kind will get, as far as can be known before the block that takes it.

    Args:
        kind: of document.
        year: of its date.
        skip: how many documents will have taken theirs before (bulk work).
    """
    rule = _rule(kind)
    query = select(DocumentRegister.next_number).where(DocumentRegister.key == rule["key"], DocumentRegister.year == year)
    sequence = (db.session.scalar(query) or 1) + skip
    return Taken(rule["key"], year, sequence, _written(rule, year, sequence))


def take(expected: Taken) -> bool:
    """Take a number inside the running block; False when somebody else took it first (nothing is taken then)."""
    _open(expected.register_key, expected.year)
    query = select(DocumentRegister).where(DocumentRegister.key == expected.register_key, DocumentRegister.year == expected.year)
    register = db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one()
    if register.next_number != expected.sequence:
        return False
    register.next_number = expected.sequence + 1
    db.session.flush()
    return True


def _open(key: str, year: int) -> None:
    """Begin a register's year; whoever begins it at the same moment waits, and finds it begun."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    begin = dialect.insert(DocumentRegister.__table__).values(key=key, year=year, next_number=1)
    db.session.execute(begin.on_conflict_do_nothing(index_elements=["key", "year"]))
