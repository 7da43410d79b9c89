"""Two people on the same form: the later one is told, with what was changed."""

import threading

import pytest
from sqlalchemy import MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from intranet.core import audit, versions
from intranet.core.actor import SYSTEM
from intranet.core.errors import Conflict
from intranet.core.transaction import bookkeeping, transaction
from intranet.extensions import db


class Base(DeclarativeBase):
    metadata = MetaData()


class Thing(Base):
    __tablename__ = "thing"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it so


@pytest.fixture(name="thing_id")
def fixture_thing_id(core):
    Base.metadata.create_all(db.engine)
    with transaction() as session:
        thing = Thing(name="first")
        session.add(thing)
        session.flush()
        return thing.id


def rename(thing_id, name, version):
    with transaction() as session:
        thing = session.get_one(Thing, thing_id)
        versions.expect(thing, version)
        before = thing.name
        thing.name = name
        audit.record(SYSTEM, "thing_renamed", ("thing", thing_id), {"name": before}, {"name": name})


def test_fresh_form_is_taken(thing_id):
    rename(thing_id, "second", "1")
    rename(thing_id, "third", 2)
    assert db.session.get_one(Thing, thing_id).name == "third"


@pytest.mark.parametrize("version", [1, "1", None, "", "x"])
def test_stale_or_missing_version_is_told(thing_id, version):
    rename(thing_id, "second", 1)
    with pytest.raises(Conflict) as caught:
        rename(thing_id, "late", version)
    assert caught.value.subject == ("thing", thing_id)
    assert db.session.get_one(Thing, thing_id).name == "second"


def test_conflict_shows_what_changed_since(thing_id, monkeypatch):
    monkeypatch.setattr(audit, "Base", Base)
    rename(thing_id, "seen", 1)
    rename(thing_id, "second", 2)
    rename(thing_id, "third", 3)
    with pytest.raises(Conflict) as caught:
        rename(thing_id, "late", 2)
    changes = audit.changes_since(caught.value.subject, seen_version=caught.value.seen_version)
    assert [change.after["name"] for change in changes] == ["third", "second"]


def test_lost_race_is_a_conflict(thing_id):
    """The row changes between loading and saving: only PostgreSQL lets that happen, so the other writer works on the side."""
    with pytest.raises(Conflict) as caught, transaction() as session:  # noqa: PT012 - the block is what is tested
        thing = session.get_one(Thing, thing_id)
        session.execute(Thing.__table__.update().values(version=9))
        thing.name = "late"
    assert caught.value.subject == ("thing", thing_id)


def test_two_hundred_rounds_of_two_writers_overwrite_nothing(core_app, core, thing_id):
    """Each round both read the same version and save; exactly one wins, the other is told."""
    told = []
    barrier = threading.Barrier(2)

    def write(who):
        for n in range(100):
            barrier.wait()
            try:
                with core_app.app_context():
                    rename(thing_id, f"{who}{n}", n + 1)
            except Conflict:
                told.append(who)
            barrier.wait()

    threads = [threading.Thread(target=write, args=(who,)) for who in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert db.session.get_one(Thing, thing_id).version == 101
    assert len(told) == 100
    with bookkeeping():
        assert audit.verify().checked == 100
