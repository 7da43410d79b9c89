"""Triggers that keep a trail append-only, for the migration that makes the table and for ``create_all`` in tests."""

from __future__ import annotations

from sqlalchemy import Connection

TABLES = ("audit_event", "access_event")

_FUNCTION = """
CREATE OR REPLACE FUNCTION intranet_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only', ERRCODE = 'integrity_constraint_violation';
END
$$
"""


def create_statements(dialect: str, tables: tuple[str, ...] = TABLES) -> list[str]:
    """DDL that refuses UPDATE and DELETE (on PostgreSQL TRUNCATE too) on the tables."""
    if dialect == "sqlite":
        return [_sqlite_trigger(table, verb) for table in tables for verb in ("UPDATE", "DELETE")]
    statements = [_FUNCTION]
    for table in tables:
        rows = f"{table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW"
        whole = f"{table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
        statements += [f"CREATE TRIGGER {each} EXECUTE FUNCTION intranet_append_only()" for each in (rows, whole)]
    return statements


def drop_statements(dialect: str, tables: tuple[str, ...] = TABLES) -> list[str]:
    """DDL that drops the triggers (the function of PostgreSQL stays: other tables may use it)."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for table in tables for verb in ("update", "delete")]
    names = ("append_only", "no_truncate")
    return [f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}" for table in tables for name in names]


def arm(connection: Connection, tables: tuple[str, ...] = TABLES) -> None:
    """Create the triggers."""
    for statement in create_statements(connection.dialect.name, tables):
        connection.exec_driver_sql(statement)


def disarm(connection: Connection, tables: tuple[str, ...] = TABLES) -> None:
    """Drop the triggers: for tests that empty or tamper with the trail, and for a retention job on its own purpose."""
    for statement in drop_statements(connection.dialect.name, tables):
        connection.exec_driver_sql(statement)


def _sqlite_trigger(table: str, verb: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )
