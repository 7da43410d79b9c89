"""The declarative base of every table.

Plain constraint names matter: a refused write is told to a person by the name of the constraint (see
``transaction``), and Alembic needs them to change a table later. Tables carry no relationships: pages read with Core
selects, actions load by id.
"""

from __future__ import annotations

from typing import dataclass_transform

from sqlalchemy import MetaData, Table, event
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


# A type checker does not pass kw_only on from a base to the tables under it unless told so.
@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(mapped_column,))
class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False, repr=False):
    """Typed keyword-only constructors; identity equality; no repr, so that no personal data slips into a log."""

    metadata = MetaData(naming_convention=NAMING)


@event.listens_for(Table, "after_parent_attach")
def _never_reuse_ids(table: Table, parent: object) -> None:
    """SQLite otherwise gives the id of a deleted last row to the next one, whose old address and audit trail it would
    inherit.
    """
    if parent is Base.metadata:
        table.dialect_options["sqlite"]["autoincrement"] = True
