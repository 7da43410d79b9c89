"""The engine of an app, the same promises on SQLite and PostgreSQL: acknowledged means durable, and nobody writes
outside a block.
"""

from __future__ import annotations

import os
import re
import sqlite3
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from intranet.config import Settings
from intranet.core import unit as units
from intranet.core.errors import Busy
from intranet.core.write_lock import WriteLock, lock_for
from intranet.extensions import db

if TYPE_CHECKING:
    from flask import Flask

log = structlog.get_logger(__name__)

WRITE = "intranet_write"
SQLITE_WITHOUT_WAL_RESET_BUG = (3, 51, 3)
CHECKPOINT_BYTES = 4 * 1024 * 1024
CHECKPOINT_PAUSE = 1.0
SQLITE_CACHE_KIB = 16 * 1024

_DML = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE|MERGE|TRUNCATE)\b", re.IGNORECASE)
_WITH = re.compile(r"\s*WITH\b", re.IGNORECASE)
_DML_IN_WITH = re.compile(r"\b(?:INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+\S+\s+SET)\b", re.IGNORECASE)

_settings: weakref.WeakKeyDictionary[Engine, Settings] = weakref.WeakKeyDictionary()


def init_app(app: Flask) -> None:
    """Bind ``db`` to the app by its settings, with the guard and the pragmas; prints the library version once."""
    settings: Settings = app.config["SETTINGS"]
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _sqlite_options() if settings.is_sqlite else _postgresql_options(settings)
    if settings.is_sqlite:
        _prepare_sqlite_file(settings)
    db.init_app(app)
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", _refuse_stray_dml)
    if settings.is_sqlite:
        event.listen(engine, "connect", _pragmas(settings))
        event.listen(engine, "begin", _begin)
    _settings[engine] = settings
    app.teardown_appcontext(_forgotten_check(app))
    log.info("database", engine=engine.dialect.name, version=library_version(engine))


def library_version(engine: Engine) -> str:
    """Version of the SQLite library, with a note when it is old; for PostgreSQL the driver's dialect name."""
    if engine.dialect.name != "sqlite":
        return "postgresql"
    if sqlite3.sqlite_version_info < SQLITE_WITHOUT_WAL_RESET_BUG:
        return f"{sqlite3.sqlite_version} (older than 3.51.3: commits and checkpoints are serialised by our lock)"
    return sqlite3.sqlite_version


# --- SQLite ---


def _sqlite_options() -> dict[str, Any]:
    return {"pool_size": 20, "max_overflow": 20, "pool_timeout": 5, "hide_parameters": True}


def _prepare_sqlite_file(settings: Settings) -> None:
    """Create the file readable by its owner only, and switch it to WAL once (a switch cannot wait for a lock, so it
    is not left to connections).
    """
    path = sqlite_path(settings)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with lock_for(path).held(settings.busy_timeout_ms / 1000):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        connection = sqlite3.connect(path, isolation_level=None, timeout=settings.busy_timeout_ms / 1000)
        try:
            connection.execute("PRAGMA wal_autocheckpoint=0")
            (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
        finally:
            connection.close()
    if mode != "wal":
        raise Busy


def sqlite_path(settings: Settings) -> Path:
    """Path of the SQLite file."""
    return Path(settings.database_url.removeprefix("sqlite:///"))


def _pragmas(settings: Settings) -> Any:
    statements = (
        f"PRAGMA busy_timeout={settings.busy_timeout_ms}",
        "PRAGMA synchronous=FULL",
        "PRAGMA foreign_keys=ON",
        "PRAGMA wal_autocheckpoint=0",
        f"PRAGMA cache_size=-{SQLITE_CACHE_KIB}",
        "PRAGMA temp_store=MEMORY",
    )

    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is ours, see _begin
        for statement in statements:
            connection.execute(statement)

    return on_connect


def _begin(connection: Connection) -> None:
    """A write takes the lock before its first read: a plain BEGIN that turns into a write later fails whenever
    somebody else wrote.
    """
    if connection.get_execution_options().get(WRITE):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:  # waits for nobody, so it needs none of the translation of errors, which costs more than many a read
        connection.connection.cursor().execute("BEGIN").close()


@contextmanager
def write_turn(engine: Engine) -> Iterator[None]:
    """Hold the write lock of a SQLite file, and move the log into the file before letting go; nothing to do on
    PostgreSQL.
    """
    lock = _lock(engine)
    if lock is None:
        yield
        return
    with lock.held(_settings[engine].busy_timeout_ms / 1000):
        yield
        checkpoint_when_due(engine)


def _lock(engine: Engine) -> WriteLock | None:
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return None
    return lock_for(Path(engine.url.database))


_last_checkpoint: dict[str, float] = {}


def checkpoint_when_due(engine: Engine) -> None:
    """Only under the write lock. A failure is logged: what was committed stands in the log either way."""
    path = str(engine.url.database)
    try:
        size = Path(path + "-wal").stat().st_size
    except OSError:
        return
    moment = time.monotonic()
    if size < CHECKPOINT_BYTES or moment - _last_checkpoint.get(path, 0.0) < CHECKPOINT_PAUSE:
        return
    _last_checkpoint[path] = moment
    try:
        _checkpoint(engine)
    except Exception as error:  # noqa: BLE001 - whatever it is, the commit before it stands
        log.warning("checkpoint_failed", error=type(error).__name__)


def _checkpoint(engine: Engine) -> None:
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout")
        (timeout,) = cursor.fetchone() or (5000,)
        cursor.execute("PRAGMA busy_timeout=0")  # never wait for readers: the next turn tries again
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.fetchall()
        finally:
            cursor.execute(f"PRAGMA busy_timeout={int(timeout)}")
            cursor.close()
    finally:
        connection.close()


# --- PostgreSQL ---


def _postgresql_options(settings: Settings) -> dict[str, Any]:
    limits = {
        "lock_timeout": settings.busy_timeout_ms,
        "statement_timeout": 30_000,
        "idle_in_transaction_session_timeout": 120_000,
        "timezone": "UTC",
    }
    return {
        "pool_size": 10,
        "max_overflow": 20,
        "pool_timeout": 5,
        "pool_pre_ping": True,
        "isolation_level": "READ COMMITTED",
        "hide_parameters": True,
        "connect_args": {
            # Prepared statements turn to a generic plan after some runs, which made the board 17 times slower.
            "prepare_threshold": None,
            "connect_timeout": 5,
            "application_name": "intranet",
            "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
        },
    }


# --- the guard ---


def _refuse_stray_dml(
    connection: Connection, _cursor: object, statement: str, _parameters: object, _context: object, _many: object
) -> None:
    if not _writes(statement) or connection.get_execution_options().get(WRITE) or units.is_unguarded():
        return
    raise units.StrayWrite(f"write outside `with transaction():`: {statement.split(maxsplit=3)[:3]}")


def _writes(statement: str) -> bool:
    if _DML.match(statement):
        return True
    return bool(_WITH.match(statement) and _DML_IN_WITH.search(statement))


@event.listens_for(Session, "before_flush")
def _refuse_stray_flush(session: Session, _context: object, _instances: object) -> None:
    running = units.active()
    if running is not None and running.session is session:
        running.note_versions()
    elif not units.is_unguarded():
        raise units.StrayWrite("flush outside `with transaction():`")


@event.listens_for(Session, "before_commit")
def _refuse_stray_commit(session: Session) -> None:
    if units.is_unguarded():
        return
    running = units.active()
    if running is not None and running.session is session and (running.committing or session.in_nested_transaction()):
        return
    raise units.StrayWrite("only `with transaction():` commits")


def _forgotten_check(app: Flask) -> Callable[[BaseException | None], None]:
    def refuse_forgotten(error: BaseException | None) -> None:
        """At the end of a request: changed objects that nobody committed are a fault of the program."""
        if not db.session.registry.has():
            return
        session = db.session()
        changed = [*session.new, *session.dirty, *session.deleted]
        if not changed or error is not None or units.is_unguarded():
            return
        forgotten = sorted({type(entity).__name__ for entity in changed})
        session.rollback()
        log.error("forgotten_write", entities=forgotten)
        if app.testing:
            raise units.StrayWrite(f"changed but never committed: {', '.join(forgotten)}")

    return refuse_forgotten


def _drop_inherited_connections() -> None:
    for engine in list(_settings):
        engine.dispose(close=False)


os.register_at_fork(after_in_child=_drop_inherited_connections)
