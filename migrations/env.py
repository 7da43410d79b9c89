"""Runs migrations with the app's own engine, on SQLite and PostgreSQL, each migration in one transaction.

New one: ``flask --app wsgi db migrate -m "what changes"``; it is numbered, and ``migrations/HEAD`` names it, so that
two branches that add one clash loudly in git.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrationScript
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Connection

from intranet.core import tables
from intranet.core.base import Base
from intranet.core.database import WRITE, write_turn
from intranet.core.types import EncryptedText, UtcDateTime

HEAD = Path(__file__).with_name("HEAD")


def run_online() -> None:
    """Upgrade or downgrade the database of the current app."""
    engine = current_app.extensions["migrate"].db.engine
    with write_turn(engine), engine.connect().execution_options(**{WRITE: True}) as connection:
        _foreign_keys(connection, enforced=False)
        try:
            _migrate(connection)
        finally:
            _foreign_keys(connection, enforced=True)


def run_offline() -> None:
    """Print the SQL instead of running it."""
    url = current_app.config["SETTINGS"].database_url
    context.configure(url=url, **_options(sqlite=url.startswith("sqlite")))
    with context.begin_transaction():
        context.run_migrations()


def _migrate(connection: Connection) -> None:
    context.configure(connection=connection, **_options(sqlite=connection.dialect.name == "sqlite"))
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                tables = sorted({row[0] for row in broken})
                raise RuntimeError(f"migration leaves rows without what they refer to in: {', '.join(tables)}")


def _foreign_keys(connection: Connection, *, enforced: bool) -> None:
    """SQLite changes a table by copying it and dropping the old one, which must not count as deleting its rows."""
    if connection.dialect.name == "sqlite":
        connection.rollback()
        connection.connection.cursor().execute(f"PRAGMA foreign_keys={'ON' if enforced else 'OFF'}")


def _options(*, sqlite: bool) -> dict[str, Any]:
    return {
        "target_metadata": Base.metadata,
        "render_as_batch": sqlite,
        "render_item": _plain_type,
        "compare_type": True,
        "transactional_ddl": True,
        "process_revision_directives": _number,
    }


def _plain_type(kind: str, item: object, _autogen: AutogenContext) -> str | bool:
    """Migrations spell types in plain SQLAlchemy: they must read the same when our classes have changed."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, EncryptedText):
        return "sa.Text()"
    if isinstance(item, sa.Enum):
        values = ", ".join(repr(value) for value in item.enums)
        return f"sa.Enum({values}, name={item.name!r}, native_enum=False, create_constraint=True, length={item.length})"
    if isinstance(item, sa.JSON):
        return "sa.JSON()"
    return False


def _number(_migration: MigrationContext, _revision: object, directives: list[MigrationScript]) -> None:
    """Number the new migration after the last one; leave no empty one behind."""
    script = directives[0]
    automatic = getattr(context.config.cmd_opts, "autogenerate", False)
    if automatic and script.upgrade_ops is not None and script.upgrade_ops.is_empty():
        directives[:] = []
        return
    last = ScriptDirectory.from_config(context.config).get_current_head()
    script.rev_id = f"{int(last or 0) + 1:04d}"
    HEAD.write_text(f"{script.rev_id}\n")


tables.know_all()
if context.is_offline_mode():
    run_offline()
else:
    run_online()
