"""No space, no lock, no durability lost: what a disk can do to a write."""

import sqlite3
import stat
from pathlib import Path

import pytest
from sqlalchemy import event, select, text

from intranet.core import clock
from intranet.core.errors import Busy, StorageFull
from intranet.core.settings_store import Setting
from intranet.core.transaction import transaction
from intranet.extensions import db


def save(key, size=1):
    with transaction() as session:
        session.add(Setting(key=key, value="x" * size, updated_at=clock.now()))


def stored():
    db.session.rollback()
    return db.session.scalars(select(Setting.key).order_by(Setting.key)).all()


@pytest.fixture(name="limited")
def fixture_limited(sqlite_app):
    """A database that may not grow beyond what it has; SQLite answers as on a full disk (SQLITE_FULL)."""
    with sqlite_app.app_context():
        save("before")
        limit = {"pages": db.session.execute(text("PRAGMA page_count")).scalar_one()}
        event.listen(db.engine, "checkout", lambda raw, *_: raw.execute(f"PRAGMA max_page_count={limit['pages']}").close())
        db.session.rollback()
        yield limit


def test_full_disk_is_told_and_recovers(limited):
    with pytest.raises(StorageFull):
        save("big", 200_000)
    assert stored() == ["before"]
    limited["pages"] = 1_000_000
    save("big", 200_000)
    assert stored() == ["before", "big"]


def test_reading_goes_on_when_the_disk_is_full(limited):
    for n in range(3):
        with pytest.raises(StorageFull):
            save(f"big{n}", 200_000)
        assert stored() == ["before"]


def test_foreign_lock_is_told_as_busy(sqlite_app):
    with sqlite_app.app_context():
        holder = sqlite3.connect(db.engine.url.database, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy):
            save("a")
        holder.rollback()
        holder.close()
        save("a")
        assert stored() == ["a"]


def test_each_connection_is_durable_and_checked(sqlite_app):
    with sqlite_app.app_context():
        found = {
            name: db.session.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "wal_autocheckpoint")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "wal_autocheckpoint": 0}


def test_database_files_are_readable_by_their_owner_only(sqlite_app):
    with sqlite_app.app_context():
        save("a")
        folder = Path(db.engine.url.database).parent
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.glob("intranet.db*")}
    assert set(modes) >= {"intranet.db", "intranet.db-wal", "intranet.db.lock", "intranet.db.gate"}
    assert set(modes.values()) == {0o600}


def test_log_is_moved_into_the_file_by_our_own_checkpoints(sqlite_app):
    with sqlite_app.app_context():
        path = Path(db.engine.url.database)
        for n in range(60):
            save(f"k{n}", 200_000)
            db.session.rollback()
        assert Path(f"{path}-wal").stat().st_size < 12 * 1024 * 1024
        assert len(stored()) == 60
        assert db.session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


def test_lost_file_does_not_show_in_messages(sqlite_app):
    """Errors carry no parameters, so that logs cannot quote what was typed."""
    with sqlite_app.app_context(), pytest.raises(Exception, match="no such table") as caught:
        db.session.execute(text("SELECT * FROM missing WHERE a = :a"), {"a": "1701012345678901"})
    assert "1701012345678901" not in str(caught.value)
