"""The bare app on the engine that the suite runs on, and one that is always SQLite for what only SQLite can do wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from intranet.core import crypto, files
from tests.db.core.mini import (
    create_database,
    dispose,
    drop_database,
    make_app,
    make_settings,
    make_tables,
    postgresql_url,
)


@pytest.fixture(autouse=True)
def fixture_own_keys_and_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bare app takes over the keys and the file store of the process: give them back afterwards."""
    monkeypatch.setattr(crypto, "_ring", None)
    monkeypatch.setattr(files, "_root", None)


@pytest.fixture(name="core_url")
def fixture_core_url(tmp_path: Path) -> Iterator[str]:
    server = postgresql_url()
    if server is None:
        yield f"sqlite:///{tmp_path / 'intranet.db'}"
        return
    address = create_database(server)
    yield address
    drop_database(server, address)


@pytest.fixture(name="core_app")
def fixture_core_app(tmp_path: Path, core_url: str) -> Iterator[Flask]:
    app = make_app(make_settings(tmp_path, core_url))
    make_tables(app)
    yield app
    dispose(app)


@pytest.fixture(name="core")
def fixture_core(core_app: Flask) -> Iterator[Flask]:
    with core_app.app_context():
        yield core_app


@pytest.fixture(name="sqlite_app")
def fixture_sqlite_app(tmp_path: Path) -> Iterator[Flask]:
    app = make_app(make_settings(tmp_path / "only_sqlite", busy_timeout_ms=400))
    make_tables(app)
    yield app
    dispose(app)
