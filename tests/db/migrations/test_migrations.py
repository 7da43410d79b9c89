"""Migrations and models agree, in both directions, on the engine that the suite runs on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from intranet.core import crypto, files
from intranet.core.base import Base
from intranet.core.transaction import unguarded
from intranet.extensions import db, migrate
from tests.db.core.mini import create_database, dispose, drop_database, make_app, make_settings, postgresql_url

MIGRATIONS = Path(__file__).parents[3] / "migrations"
NUMBERED = re.compile(r"(?P<number>\d{4})_[a-z0-9_]+\.py")


@pytest.fixture(name="empty_app")
def fixture_empty_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The bare app on a database without tables; the keys and files of the process are given back afterwards."""
    monkeypatch.setattr(crypto, "_ring", None)
    monkeypatch.setattr(files, "_root", None)
    server = postgresql_url()
    address = create_database(server) if server else None
    app = make_app(make_settings(tmp_path, address))
    migrate.init_app(app, db, directory=str(MIGRATIONS))
    with app.app_context():
        yield app
    dispose(app)
    if server and address:
        drop_database(server, address)


def differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def tables() -> set[str]:
    with db.engine.connect() as connection:
        return set(db.inspect(connection).get_table_names()) - {"alembic_version", "sqlite_sequence"}


def test_one_head_numbered_and_named(empty_app):
    scripts = ScriptDirectory(str(MIGRATIONS))
    (head,) = scripts.get_heads()
    assert (MIGRATIONS / "HEAD").read_text().strip() == head
    numbers = sorted(path.name for path in (MIGRATIONS / "versions").glob("*.py"))
    assert numbers
    for n, name in enumerate(numbers, start=1):
        found = NUMBERED.fullmatch(name)
        assert found is not None
        assert int(found["number"]) == n


def test_upgrade_from_nothing_equals_the_models(empty_app):
    flask_migrate.upgrade()
    assert differences() == []
    assert tables() == set(Base.metadata.tables)


def test_up_down_up(empty_app):
    flask_migrate.upgrade()
    flask_migrate.downgrade(revision="base")
    assert tables() == set()
    flask_migrate.upgrade()
    assert differences() == []


def test_checks_and_triggers_are_the_same_as_of_the_models(empty_app):
    """Alembic compares neither: on SQLite the whole text of each table is at hand."""
    if db.engine.dialect.name != "sqlite":
        return
    flask_migrate.upgrade()
    migrated = schema()
    flask_migrate.downgrade(revision="base")
    db.create_all()
    assert migrated == schema()


def schema() -> dict[str, list[str]]:
    with db.engine.connect() as connection:
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")).all()
    return {name: parts(sql) for name, sql in rows if name not in {"alembic_version", "sqlite_sequence"}}


def parts(sql: str) -> list[str]:
    """Columns and constraints of a statement, whatever their order."""
    found, depth = [""], 0
    for char in re.sub(r'[\s"]', "", sql):
        depth += (char == "(") - (char == ")")
        if (char in "()" and depth <= 1) or (char == "," and depth == 1):
            found.append("")
        else:
            found[-1] += char
    return sorted(found)


@pytest.mark.parametrize("table", ["audit_event", "access_event"])
def test_trail_is_append_only_after_migration(empty_app, table):
    flask_migrate.upgrade()
    with unguarded(), db.engine.connect() as connection:
        for name in ("audit_event", "access_event"):
            connection.execute(text(INSERT[name]))
        with pytest.raises(IntegrityError, match="append-only"):
            connection.execute(text(f"DELETE FROM {table}"))


INSERT = {
    "audit_event": "INSERT INTO audit_event (id, at, actor_name, event, previous_hash, hash)"
    " VALUES (1, '2027-01-01 00:00:00', 'a', 'b', 'c', 'd')",
    "access_event": "INSERT INTO access_event (at, actor_name, event, subject_kind) VALUES ('2027-01-01 00:00:00', 'a', 'b', 'c')",
}
