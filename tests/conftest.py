"""The application on a database of its own, emptied between tests, and a small cast of people.

``INTRANET_TEST_DATABASE_URL`` runs the whole suite on PostgreSQL: each worker of pytest-xdist makes a database beside
the named one.
"""

from __future__ import annotations

import base64
import importlib
import os
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from intranet import create_app
from intranet.config import Settings
from intranet.core import audit_guard, clock
from intranet.core.base import Base
from intranet.core.transaction import unguarded
from intranet.extensions import db
from intranet.factory import FEATURES
from tests.browser_client import Browser
from tests.world import World, make_world

FROZEN_AT = datetime(2026, 11, 23, 9, 0, tzinfo=clock.WIB)  # a Monday

BrowserAs = Callable[[str], Browser]
Save = Callable[..., None]


def _key(seed: int) -> bytes:
    return bytes((seed + 37 * index) % 251 for index in range(32))


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """Name of this worker of pytest-xdist; ``alone`` without it."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", "alone"))


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """An empty database for this worker."""
    wanted = os.environ.get("INTRANET_TEST_DATABASE_URL")
    if not wanted:
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.db'}"
        return
    url = make_url(wanted).set(drivername="postgresql+psycopg")
    own = url.set(database=f"{url.database}_{worker_id}_{os.getpid()}")
    manager = create_engine(url, isolation_level="AUTOCOMMIT")
    with manager.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{own.database}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{own.database}"'))
    yield own.render_as_string(hide_password=False)
    with manager.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{own.database}" WITH (FORCE)'))
    manager.dispose()


@pytest.fixture(scope="session")
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the tests: the cheapest password hash and a voluntary second factor, all else as in production."""
    return Settings(
        data_dir=tmp_path_factory.mktemp("data"),
        database_url=database_url,
        secret_key=base64.urlsafe_b64encode(_key(1)).decode(),
        field_keys=(("t1", _key(2)),),
        hash_key=_key(3),
        base_url="http://localhost",
        testing=True,
        force_second_factor=False,
        argon2_time_cost=1,
        argon2_memory_kib=8,
        argon2_parallelism=1,
        busy_timeout_ms=2000,
        log_level="WARNING",
    )


@pytest.fixture(scope="session")
def _shared_app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    _know_all_tables(Path(app.root_path))
    with app.app_context():
        if settings.is_sqlite:
            event.listen(db.engine, "connect", _without_sync)
            db.engine.dispose()
        with unguarded():
            db.create_all()
    yield app
    with app.app_context():
        db.engine.dispose()


def _know_all_tables(root: Path) -> None:
    for module in pkgutil.iter_modules([str(root / "core")]):
        importlib.import_module(f"intranet.core.{module.name}")
    for feature in FEATURES:
        if (root / feature / "models.py").exists() or (root / feature / "models").is_dir():
            importlib.import_module(f"intranet.{feature}.models")


def _without_sync(connection: object, _record: object) -> None:
    """A test database need not survive a power cut."""
    connection.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]


def _empty(connection: Connection) -> None:
    tables = list(reversed(Base.metadata.sorted_tables))
    if connection.dialect.name == "postgresql":
        # A test that failed half way may have left a session open; its locks must not fail the tests after it.
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%%'"
        )
    audit_guard.disarm(connection)
    if connection.dialect.name == "postgresql":
        # TRUNCATE writes each table's files anew: thirty times what it takes to delete the few rows of a test.
        connection.exec_driver_sql("; ".join(f'DELETE FROM "{table.name}"' for table in tables))
        connection.exec_driver_sql(
            "SELECT setval(quote_ident(sequencename), 1, false) FROM pg_sequences WHERE last_value IS NOT NULL"
        )
    else:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for table in tables:
            connection.exec_driver_sql(f'DELETE FROM "{table.name}"')
        connection.exec_driver_sql("DELETE FROM sqlite_sequence")  # ids begin at 1 again, as on PostgreSQL
    audit_guard.arm(connection)


@pytest.fixture
def app(_shared_app: Flask) -> Iterator[Flask]:
    """The application on an empty database."""
    with _shared_app.app_context(), unguarded(), db.engine.begin() as connection:
        _empty(connection)
    kept = dict(_shared_app.config)
    yield _shared_app
    _shared_app.config.clear()
    _shared_app.config.update(kept)


@pytest.fixture
def another_app(settings: Settings) -> Iterator[Callable[..., Flask]]:
    """Make an application with other settings: ``another_app(base_url=...)``.

    Keys, files and the address on papers are one per process, so the settings of the suite are set again afterwards.
    """
    made: list[Flask] = []

    def make(**changes: object) -> Flask:
        made.append(create_app(replace(settings, **changes)))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        with one.app_context():
            db.engine.dispose()
    create_app(settings)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """For tests of actions and queries: the session that they use, inside an app context."""
    with app.app_context():
        own = db.session()
        yield own
        own.close()  # what the test called may have put another in its place, and then nobody else ends this one


@pytest.fixture
def save(app: Flask) -> Save:
    """Store entities as they are, without an action: ``save(one, other)``; their ids are set afterwards."""

    def store(*entities: object) -> None:
        with app.app_context(), unguarded(), Session(db.engine, expire_on_commit=False) as own:
            own.add_all(entities)
            own.commit()

    return store


@pytest.fixture
def frozen_clock() -> Iterator[datetime]:
    """Stop the clock on Monday 23 November 2026, 09.00 WIB."""
    with clock.frozen(FROZEN_AT):
        yield FROZEN_AT


@pytest.fixture
def world(app: Flask, save: Save) -> World:
    """Two agencies, three villages and one person per role."""
    del app
    return make_world(save)


@pytest.fixture
def stranger(app: Flask) -> Browser:
    """Somebody who is not signed in."""
    return Browser(app)


@pytest.fixture
def browser_as(app: Flask, world: World) -> BrowserAs:
    """``browser_as("planner")``: a browser in which this person of the world is signed in."""

    def open_browser(who: str) -> Browser:
        browser = Browser(app)
        if who != "anonymous":
            browser.sign_in(world.people[who])
        return browser

    return open_browser


@pytest.fixture
def count_statements(app: Flask) -> Callable[[Callable[[], object]], int]:
    """``count_statements(lambda: browser.get("/desa"))``: how many statements the database got meanwhile."""

    def count(ask: Callable[[], object]) -> int:
        seen: list[str] = []

        def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            ask()
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    return count


@pytest.fixture
def client_as(browser_as: BrowserAs) -> BrowserAs:
    """The same as ``browser_as``."""
    return browser_as
