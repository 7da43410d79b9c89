"""Counters, settings, looks, pages and key rotation on the real engine."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Integer, MetaData, String, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from intranet.core import access_log, audit, clock, counters, crypto, key_rotation, settings_store
from intranet.core.actor import SYSTEM, Actor
from intranet.core.crypto import Keyring, Undecipherable, keyed_hash
from intranet.core.paging import Key, count_up_to, paginate
from intranet.core.transaction import StrayWrite, set_readonly, transaction
from intranet.core.types import EncryptedText, UtcDateTime
from intranet.extensions import db

CARER = Actor(id=5, name="Rina", username="asn.1")


class Base(DeclarativeBase):
    metadata = MetaData()


class Person(Base):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(50))
    born_on: Mapped[date]
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    nik: Mapped[str | None] = mapped_column(EncryptedText("person.nik"))
    nik_hash: Mapped[str | None] = mapped_column(info={"keyed_hash_of": "nik", "purpose": "nik"})


@pytest.fixture(name="people")
def fixture_people(core):
    Base.metadata.create_all(db.engine)
    with transaction() as session:
        for n in range(12):
            nik = f"17010112019000{n:02d}"
            person = Person(
                name=f"Orang {n // 3}",
                born_on=date(1990, 1, 1 + n),
                nik=nik if n != 4 else None,
                nik_hash=keyed_hash(nik, "nik") if n != 4 else None,
            )
            session.add(person)
            session.flush()
    return core


# --- counters ---


def test_counter_grows_with_each_block_that_bumps(core):
    assert counters.read("board", "visit:1") == 0
    for _ in range(2):
        with transaction():
            counters.bump("board")
            counters.bump("board", "visit:1")
    assert counters.read("board") == 2
    assert counters.read("board", "visit:1") == 4
    assert counters.read("visit:2") == 0


def test_counter_of_a_rolled_back_block_stays(core):
    with pytest.raises(KeyError), transaction():  # noqa: PT012 - the block is what is tested
        counters.bump("board")
        raise KeyError
    assert counters.read("board") == 0


def test_counter_outside_a_block_is_refused(core):
    with pytest.raises(StrayWrite):
        counters.bump("board")


# --- settings ---


@pytest.fixture(name="letterhead")
def fixture_letterhead(core, monkeypatch):
    monkeypatch.setattr(settings_store, "_defaults", {})
    return settings_store.declare("documents.letterhead", {"name": "Pemerintah Kabupaten"})


def test_setting_has_its_default_until_it_is_changed(letterhead):
    assert settings_store.get(letterhead) == {"name": "Pemerintah Kabupaten"}
    for name in ("Sekretariat", "Sekretariat Daerah"):
        with transaction():
            settings_store.put(CARER, letterhead, {"name": name})
    assert settings_store.get(letterhead) == {"name": "Sekretariat Daerah"}
    changes = audit.changes_since(("setting", letterhead))
    assert [change.after["value"]["name"] for change in changes] == ["Sekretariat Daerah", "Sekretariat"]
    assert changes[1].before["value"]["name"] == "Pemerintah Kabupaten"


def test_same_value_leaves_no_trace(letterhead):
    with transaction():
        settings_store.put(CARER, letterhead, {"name": "Pemerintah Kabupaten"})
    assert audit.verify().checked == 0


def test_unknown_setting_is_a_fault(letterhead):
    with pytest.raises(KeyError):
        settings_store.get("documents.letter")
    with pytest.raises(ValueError, match="twice"):
        settings_store.declare(letterhead, {"name": "Lain"})
    assert settings_store.declared() == (letterhead,)


# --- looks ---


def test_look_is_noted_while_reading(core):
    set_readonly(True)
    try:
        access_log.note(CARER, "household_viewed", "household", 3, reason="NIK 1701012345678901 salah")
    finally:
        set_readonly(False)
    (look,) = access_log.looks(subject=("household", 3))
    assert (look.actor_id, look.event, look.subject_ids) == (5, "household_viewed", (3,))
    assert look.reason == "NIK [nomor disembunyikan] salah"


def test_looks_answer_whose_data_an_account_reached(core):
    start = datetime(2027, 1, 4, tzinfo=UTC)
    for hour in range(4):
        with clock.frozen(start + timedelta(hours=hour)):
            access_log.note(CARER, "household_viewed", "household", hour)
    with clock.frozen(start + timedelta(hours=1, minutes=30)):
        access_log.note(CARER, "household_listed", "household", subject_ids=[7, 8], query={"nik": "1"}, count=2)
        access_log.note(SYSTEM, "household_viewed", "household", 9)
    looks = access_log.looks(actor_id=5, since=start + timedelta(hours=1), until=start + timedelta(hours=3))
    assert [look.subject_ids for look in looks] == [(2,), (7, 8), (1,)]


def test_look_inside_a_block_goes_with_it(core):
    with pytest.raises(KeyError), transaction():  # noqa: PT012 - the block is what is tested
        access_log.note(CARER, "nik_unmasked", "member", 1, reason="cek")
        raise KeyError
    assert access_log.looks() == []


# --- pages ---


def walk(by, size=5):
    """All pages forwards, then all pages backwards."""
    statement = select(Person.id, Person.name)
    forwards, backwards, cursor = [], [], None
    while True:
        page = paginate(statement, by=by, row=lambda row: row.id, cursor=cursor, size=size)
        forwards.append(page.rows)
        if page.next is None:
            break
        cursor = page.next
    while page.previous is not None:
        page = paginate(statement, by=by, row=lambda row: row.id, cursor=page.previous, size=size)
        backwards.append(page.rows)
    return forwards, backwards


@pytest.mark.parametrize(
    "by",
    [
        pytest.param((Key(Person.id),), id="id"),
        pytest.param((Key(Person.name, descending=True), Key(Person.id)), id="name down"),
        pytest.param((Key(Person.name), Key(Person.born_on, descending=True), Key(Person.id)), id="name and date"),
        pytest.param((Key(Person.born_on, descending=True), Key(Person.id, descending=True)), id="date down"),
    ],
)
def test_pages_show_each_row_once_in_order_and_back(people, by):
    forwards, backwards = walk(by)
    order = [key.column.desc() if key.descending else key.column for key in by]
    expected = tuple(db.session.scalars(select(Person.id).order_by(*order)))
    assert [len(rows) for rows in forwards] == [5, 5, 2]
    assert sum(forwards, ()) == expected
    assert backwards == [forwards[1], forwards[0]]


def test_first_page_has_no_previous_and_last_no_next(people):
    page = paginate(select(Person.id), by=[Key(Person.id)], row=lambda row: row.id, size=12)
    assert (len(page), page.next, page.previous) == (12, None, None)


@pytest.mark.parametrize("cursor", ["x", "%%%", "WzBd", "bnVsbA", "WzAsWyJ0IiwiMjAyNyJdXQ", "WzAsMSwyLDNd", "é", "A" * 5000])
def test_strange_cursor_shows_the_first_page(people, cursor):
    page = paginate(select(Person.id), by=[Key(Person.id)], row=lambda row: row.id, cursor=cursor, size=3)
    assert len(page) == 3
    assert page.previous is None


def test_cursor_behind_the_end_shows_the_first_page(people):
    last = paginate(select(Person.id), by=[Key(Person.id)], row=lambda row: row.id, size=11)
    with transaction() as session:
        session.execute(text("DELETE FROM person WHERE id > 11"))
    page = paginate(select(Person.id), by=[Key(Person.id)], row=lambda row: row.id, cursor=last.next, size=11)
    assert page.rows == last.rows


def test_count_stops_at_its_limit(people):
    assert count_up_to(select(Person.id), 12) == (12, False)
    assert count_up_to(select(Person.id), 11) == (11, True)


# --- types and key rotation ---


def test_times_come_back_as_aware_utc(people):
    wib = datetime(2027, 1, 4, 8, 14, 15, 123456, tzinfo=clock.WIB)
    with transaction() as session:
        session.get_one(Person, 1).seen_at = wib
    seen = db.session.scalar(select(Person.seen_at).where(Person.id == 1))
    assert seen == wib
    assert seen.tzinfo is UTC
    assert db.session.scalar(select(Person.id).where(Person.seen_at <= wib)) == 1


def raw_niks():
    db.session.rollback()
    return dict(db.session.execute(text("SELECT id, nik FROM person WHERE nik IS NOT NULL")).all())


def test_number_rests_encrypted_and_is_found_by_its_hash(people):
    assert not any("1701" in value for value in raw_niks().values())
    found = db.session.execute(select(Person.id, Person.nik).where(Person.nik_hash == keyed_hash("1701011201900003", "nik"))).one()
    assert found == (4, "1701011201900003")


def test_rotation_rewrites_all_and_lets_the_old_key_go(people):
    hash_before = db.session.scalar(select(Person.nik_hash).where(Person.id == 1))
    both = Keyring((("k2", b"2" * 32), ("k1", b"1" * 32)), b"H" * 32)
    with crypto.using(both):
        assert key_rotation.rotate(Base.metadata) == {"person.nik": 11}
        assert key_rotation.rotate(Base.metadata) == {"person.nik": 0}
    assert all(value.startswith("k2:") for value in raw_niks().values())
    with crypto.using(Keyring((("k2", b"2" * 32),), b"H" * 32)):
        db.session.rollback()
        assert db.session.scalar(select(Person.nik).where(Person.id == 1)) == "1701011201900000"
        hashed = db.session.scalar(select(Person.nik_hash).where(Person.id == 1))
        assert hashed == keyed_hash("1701011201900000", "nik") != hash_before
    with crypto.using(Keyring((("k1", b"1" * 32),), b"h" * 32)), pytest.raises(Undecipherable):
        db.session.scalar(select(Person.nik).where(Person.id == 1))


def test_value_cannot_be_moved_to_another_column(people):
    value = raw_niks()[1]
    with pytest.raises(Undecipherable):
        crypto.decrypt(value, "person.kk_number")
