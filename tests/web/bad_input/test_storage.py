"""A full disk and a locked database, as people meet them: plain words, nothing stored, nothing typed lost, reading goes on.

Always on SQLite: the server's own refusals are tried in tests/db.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from intranet import create_app
from intranet.core import clock
from intranet.core.transaction import unguarded
from intranet.extensions import db
from tests.browser_client import Browser
from tests.conftest import _know_all_tables
from tests.story import NOW, Story, make_story
from tests.world import make_world


@dataclass
class Disk:
    """The application on a file of its own, whose growth the test can stop."""

    app: Flask
    story: Story
    pages: int | None = None

    def fill(self) -> None:
        """No page more than now."""
        with self.app.app_context():
            self.pages = db.session.execute(text("PRAGMA page_count")).scalar_one()
            db.session.remove()

    @property
    def path(self) -> str:
        """The file."""
        with self.app.app_context():
            return str(db.engine.url.database)

    def clerk(self) -> Browser:
        """A browser of the clerk."""
        browser = Browser(self.app)
        browser.sign_in(self.story.world.people["clerk"])
        return browser


@pytest.fixture
def disk(settings, tmp_path) -> Iterator[Disk]:
    app = create_app(replace(settings, database_url=f"sqlite:///{tmp_path / 'own.db'}", busy_timeout_ms=300))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    _know_all_tables(Path(app.root_path))
    with app.app_context(), unguarded():
        db.create_all()

    def save(*entities: object) -> None:
        with app.app_context(), unguarded(), Session(db.engine, expire_on_commit=False) as own:
            own.add_all(entities)
            own.commit()

    with clock.frozen(NOW):
        found = Disk(app, make_story(app, save, make_world(save)))

        def limit(raw: sqlite3.Connection, *_: object) -> None:
            raw.execute(f"PRAGMA max_page_count={found.pages or 1_000_000}").close()

        with app.app_context():
            event.listen(db.engine, "checkout", limit)
        yield found
    with app.app_context():
        db.engine.dispose()


def test_a_full_disk_is_told_and_nothing_typed_is_lost(disk: Disk):
    clerk = disk.clerk()
    hub = f"/kunjungan/{disk.story.visits['drafted']}/hasil"
    page = clerk.get(hub)
    wish = "Warga meminta jembatan diperbaiki. " * 50
    disk.fill()
    for number in range(40):
        page = clerk.get(hub).submit({"kind": "aspiration", "text": f"{wish} {number}"}, action=f"{hub}/catatan")
        if page.status != 200:
            break

    assert page.status == 507
    assert "penuh" in page.text.lower()
    assert wish.strip()[:60] in page.html
    assert clerk.get(hub).status == 200
    assert clerk.get("/jadwal").status == 200

    disk.pages = None
    again = page.submit(action=f"{hub}/catatan")
    assert again.toasts == ["Catatan tersimpan."]


def test_a_locked_database_is_told_and_nothing_typed_is_lost(disk: Disk):
    clerk = disk.clerk()
    hub = f"/kunjungan/{disk.story.visits['drafted']}/hasil"
    page = clerk.get(hub)
    holder = sqlite3.connect(disk.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        refused = page.submit({"kind": "aspiration", "text": "Warga meminta jembatan."}, action=f"{hub}/catatan")
        assert clerk.get("/jadwal").status == 200
    finally:
        holder.rollback()
        holder.close()

    assert refused.status == 503
    assert "sibuk" in refused.text.lower()
    assert "Warga meminta jembatan." not in clerk.get(hub).text
    stored = refused.submit(action=f"{hub}/catatan")
    assert stored.toasts == ["Catatan tersimpan."]
    assert "Warga meminta jembatan." in stored.text
