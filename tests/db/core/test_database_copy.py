"""The move from a SQLite file into the database that the app is set to, as docs/operating.md tells it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet import cli
from intranet.accounts.models import User
from intranet.core import audit, clock, crypto, files, tables
from intranet.core.actor import SYSTEM
from intranet.core.base import Base
from intranet.core.transaction import transaction, unguarded
from intranet.extensions import db, migrate
from intranet.places import actions as places
from intranet.places.models import Holiday, Kecamatan
from intranet.places.states import HolidayKind
from tests.db.core.mini import create_database, dispose, drop_database, make_app, make_settings, postgresql_url

MIGRATIONS = Path(__file__).parents[3] / "migrations"

Make = Callable[[str | None], Flask]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """An installation with all its tables, on the address or on a SQLite file of its own; keys are given back afterwards."""
    monkeypatch.setattr(crypto, "_ring", None)
    monkeypatch.setattr(files, "_root", None)
    tables.know_all()
    made: list[Flask] = []

    def make(address: str | None) -> Flask:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        app = make_app(make_settings(folder, address))
        migrate.init_app(app, db, directory=str(MIGRATIONS))
        cli.init_app(app)
        with app.app_context():
            flask_migrate.upgrade()
        made.append(app)
        return app

    yield make
    for app in made:
        dispose(app)


@pytest.fixture
def old(make: Make) -> Flask:
    """A SQLite installation in which a district was loaded, somebody has a second factor and a last row is gone."""
    app = make(None)
    with app.app_context():
        with transaction():
            places.import_region(SYSTEM)
        with unguarded(), Session(db.engine) as own:
            own.add(
                User(
                    username="sekda",
                    name="Nama Dikarang",
                    password_hash="-",
                    password_set_at=clock.now(),
                    created_at=clock.now(),
                    totp_secret="JBSWY3DPEHPK3PXP",
                )
            )
            own.add_all([Holiday(on=clock.today(), name=f"Libur {n}", kind=kind) for n, kind in enumerate(_kinds())])
            own.commit()
            own.delete(own.scalars(select(Holiday).order_by(Holiday.id.desc())).first())
            own.commit()
        db.session.remove()
    return app


def _kinds() -> list[HolidayKind]:
    return list(HolidayKind)[:2]


@pytest.fixture
def new(make: Make) -> Iterator[Flask]:
    """The empty installation that it moves to: PostgreSQL when the suite runs there."""
    server = postgresql_url()
    address = create_database(server) if server else None
    app = make(address)
    yield app
    dispose(app)
    if server and address:
        drop_database(server, address)


def file_of(app: Flask) -> Path:
    return Path(app.config["SETTINGS"].database_url.removeprefix("sqlite:///"))


def tamper(app: Flask, *statements: str) -> None:
    """Change the file past the product."""
    with app.app_context():
        db.engine.dispose()
    connection = sqlite3.connect(file_of(app))
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def move(old: Flask, new: Flask) -> tuple[int, str]:
    said = new.test_cli_runner().invoke(args=["database", "import", str(file_of(old))])
    if said.exception is not None and not isinstance(said.exception, SystemExit):
        raise said.exception
    return said.exit_code, said.output


def rows(app: Flask) -> dict[str, set[str]]:
    with app.app_context():
        found = {
            table.name: {repr(tuple(row)) for row in db.session.execute(select(table))} for table in Base.metadata.sorted_tables
        }
        db.session.remove()
    return found


def test_everything_is_there_and_the_trail_holds(old, new):
    code, said = move(old, new)

    assert code == 0, said
    assert "desa: 158 baris" in said
    assert rows(new) == rows(old)
    with old.app_context():
        anchor = audit.anchor()
        db.session.remove()
    assert anchor.text in said
    with new.app_context():
        assert audit.verify(anchor).ok
        assert db.session.scalar(select(User.totp_secret)) == "JBSWY3DPEHPK3PXP"
        db.session.remove()


def test_numbering_goes_on_also_after_a_row_that_is_gone(old, new):
    with old.app_context():
        (kept,) = db.session.scalars(select(Holiday.id))
        db.session.remove()
    move(old, new)

    with new.app_context():
        with transaction() as writing:
            holiday = Holiday(on=clock.today(), name="Libur baru", kind=_kinds()[1])
            kecamatan = Kecamatan(code="17.01.99", name="Kecamatan Baru", lat=-4.4, lon=102.9)
            writing.add_all([holiday, kecamatan])
            writing.flush()
            assert holiday.id == kept + 2
            assert kecamatan.id == 12
        db.session.remove()


def test_a_second_time_is_refused_and_changes_nothing(old, new):
    move(old, new)
    before = rows(new)

    code, said = move(old, new)

    assert code == 1
    assert "Basis data tujuan tidak kosong: sudah ada isi di audit_event" in said
    assert rows(new) == before


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        ("UPDATE user_account SET name = printf('%.200c', 'x')", "Isian terlalu panjang di user_account.name: 200 karakter"),
        ("UPDATE desa SET kecamatan_id = 4711 WHERE id = 3", "kehilangan rujukannya di desa"),
        ("UPDATE alembic_version SET version_num = '0000'", "Sumber ada di revisi 0000"),
        ("DROP TABLE alembic_version", "bukan basis data aplikasi ini"),
        ("CREATE TABLE tambahan (id INTEGER)", "tabel yang tidak dikenal versi ini: tambahan"),
        ("ALTER TABLE desa RENAME COLUMN note TO catatan", "Sumber rusak: tabel desa tidak memuat note."),
        ("DROP TABLE photo", "Sumber rusak: tabel photo tidak memuat"),
        ("UPDATE user_account SET password_set_at = 'kemarin'", "sebuah baris tabel user_account berisi nilai yang tidak terbaca"),
    ],
)
def test_a_source_that_does_not_fit_leaves_the_target_empty(old, new, spoil, told):
    tamper(old, spoil)

    code, said = move(old, new)

    assert code == 1
    assert told in said
    assert "Traceback" not in said
    assert not any(rows(new).values())


def test_a_row_that_the_target_refuses_takes_all_others_back(old, new):
    tamper(old, "PRAGMA ignore_check_constraints=ON", "UPDATE desa SET kind = 'dusun' WHERE id = 5")

    code, said = move(old, new)

    assert code == 1
    assert "Basis data tujuan menolak sebuah baris tabel desa" in said
    assert not any(rows(new).values())


def test_what_is_no_database_of_ours_is_named(new, tmp_path):
    text_file = tmp_path / "catatan.txt"
    text_file.write_text("bukan basis data, hanya catatan biasa yang cukup panjang " * 20)

    for path, told in ((tmp_path / "hilang.db", "tidak ada"), (text_file, "tidak dapat dibaca sebagai basis data SQLite")):
        said = new.test_cli_runner().invoke(args=["database", "import", str(path)])
        assert said.exit_code == 1
        assert told in said.output


def test_a_target_without_tables_is_told_what_to_run(old, new):
    with new.app_context():
        flask_migrate.downgrade(revision="base")
    code, said = move(old, new)

    assert code == 1
    assert "Jalankan dahulu: flask --app wsgi db upgrade" in said
    with new.app_context():
        flask_migrate.upgrade()


def test_a_trail_that_was_touched_before_is_moved_and_told(old, new):
    tamper(old, "DROP TRIGGER audit_event_no_update", "UPDATE audit_event SET actor_name = 'Orang Lain' WHERE id = 1")

    code, said = move(old, new)

    assert code == 1
    assert "RUSAK  peristiwa 1: isinya diubah" in said
    assert rows(new)["desa"] == rows(old)["desa"]
