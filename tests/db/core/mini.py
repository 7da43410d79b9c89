"""A bare app with the database of core and nothing else, so that these tests stand on no room."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from uuid import uuid4

import psycopg
from flask import Flask
from sqlalchemy.engine import make_url

from intranet.config import Settings
from intranet.core import access_log, audit, counters, crypto, database, files, jobs, settings_store
from intranet.core.base import Base
from intranet.extensions import db

CORE_TABLES = [
    model.__table__
    for model in (
        access_log.AccessEvent,
        audit.AuditEvent,
        audit.AuditHead,
        counters.Counter,
        jobs.Job,
        jobs.JobWorker,
        settings_store.Setting,
    )
]


def make_settings(data_dir: Path, database_url: str | None = None, **changes: object) -> Settings:
    """Settings of a throw-away installation."""
    values: dict[str, object] = {
        "data_dir": data_dir,
        "database_url": database_url or f"sqlite:///{data_dir / 'intranet.db'}",
        "secret_key": secrets.token_urlsafe(48),
        "field_keys": (("k1", b"1" * 32),),
        "hash_key": b"h" * 32,
        "base_url": "http://127.0.0.1:8000",
        "testing": True,
    }
    return Settings(**{**values, **changes})  # type: ignore[arg-type]


def make_app(settings: Settings) -> Flask:
    """Bind core to an app; tables are made by ``make_tables``."""
    app = Flask("core")
    app.testing = True
    app.config["SETTINGS"] = settings
    crypto.configure(settings)
    files.configure(settings)
    database.init_app(app)
    return app


def make_tables(app: Flask) -> None:
    """The tables of core only."""
    with app.app_context():
        Base.metadata.create_all(db.engine, tables=CORE_TABLES)


def dispose(app: Flask) -> None:
    """Close every connection."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def postgresql_url() -> str | None:
    """The server that the suite was asked to run on, or None."""
    return os.environ.get("INTRANET_TEST_DATABASE_URL") or None


def create_database(server: str) -> str:
    """A new database beside the given one; gives its address."""
    url = make_url(server)
    name = f"core_{uuid4().hex[:12]}"
    _execute(server, f"CREATE DATABASE {name}")
    return url.set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)


def drop_database(server: str, address: str) -> None:
    """Drop what ``create_database`` made."""
    _execute(server, f"DROP DATABASE IF EXISTS {make_url(address).database} WITH (FORCE)")


def _execute(server: str, statement: str) -> None:
    address = make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)
