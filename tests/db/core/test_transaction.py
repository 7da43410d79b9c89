"""One block commits or nothing does; nobody writes beside it."""

import sqlite3

import pytest
from sqlalchemy import func, insert, select, text, update

from intranet.core import clock, jobs
from intranet.core.errors import DuplicateValue, InvalidTransition
from intranet.core.jobs import Job
from intranet.core.settings_store import Setting
from intranet.core.transaction import (
    StrayWrite,
    TransactionMisuse,
    after_commit,
    bookkeeping,
    set_readonly,
    transaction,
    try_bookkeeping,
)
from intranet.extensions import db


def setting(key="a", value=1):
    return Setting(key=key, value=value, updated_at=clock.now())


def stored():
    db.session.rollback()
    return db.session.scalars(select(Setting.key).order_by(Setting.key)).all()


def test_block_commits(core):
    with transaction() as session:
        session.add(setting())
    assert stored() == ["a"]


def test_block_rolls_back_on_any_error(core):
    with pytest.raises(InvalidTransition), transaction() as session:  # noqa: PT012 - the block is what is tested
        session.add(setting())
        session.flush()
        raise InvalidTransition
    assert stored() == []


def test_block_works_again_after_an_error(core):
    with pytest.raises(KeyError), transaction():
        raise KeyError
    with transaction() as session:
        session.add(setting())
    assert stored() == ["a"]


def test_unique_rule_is_named(core):
    with transaction():
        jobs.enqueue("a", {}, key="once")
    with pytest.raises(DuplicateValue) as caught, transaction() as session:
        session.add(Job(kind="a", payload={}, key="once", not_before=clock.now(), created_at=clock.now()))
    assert caught.value.constraint == "uq_job_key"


def test_primary_key_is_named(core):
    with transaction() as session:
        session.add(setting())
    with pytest.raises(DuplicateValue) as caught, transaction() as session:
        session.execute(insert(Setting).values(key="a", value=1, updated_at=clock.now()))
    assert caught.value.constraint == "pk_setting"


def test_check_rule_is_named(core):
    with transaction():
        job_id = jobs.enqueue("a", {})
    with pytest.raises(DuplicateValue) as caught, transaction() as session:
        session.execute(text("UPDATE job SET status = 'lost' WHERE id = :id"), {"id": job_id})
    assert caught.value.constraint == "ck_job_status"


def test_missing_value_is_named(core):
    with pytest.raises(DuplicateValue) as caught, transaction() as session:
        session.execute(text("INSERT INTO counter (name, value) VALUES ('a', NULL)"))
    assert caught.value.constraint == "nn_counter_value"


def test_block_does_not_nest(core):
    with transaction(), pytest.raises(TransactionMisuse), transaction():
        pass


def test_block_is_refused_while_reading(core):
    set_readonly(True)
    try:
        with pytest.raises(TransactionMisuse), transaction():
            pass
        with bookkeeping() as session:
            session.add(setting("touched"))
    finally:
        set_readonly(False)
    assert stored() == ["touched"]


def test_bookkeeping_is_refused_inside_a_block(core):
    with transaction(), pytest.raises(TransactionMisuse), bookkeeping():
        pass


def test_bookkeeping_stands_when_the_request_fails(core):
    with pytest.raises(ZeroDivisionError):
        _fail_after_bookkeeping()
    assert stored() == ["counted"]


def _fail_after_bookkeeping():
    with bookkeeping() as session:
        session.add(setting("counted"))
    with transaction() as session:
        session.add(setting("lost"))
        session.flush()
        raise ZeroDivisionError


def test_change_before_the_block_is_refused(core):
    db.session.add(setting())
    with pytest.raises(StrayWrite), transaction():
        pass
    assert stored() == []


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda: db.session.flush() if db.session.add(setting()) is None else None, id="flush"),
        pytest.param(lambda: db.session.execute(insert(Setting).values(key="x", value=1)), id="insert"),
        pytest.param(lambda: db.session.execute(update(Setting).values(value=2)), id="update"),
        pytest.param(lambda: db.session.execute(text("delete from setting")), id="text"),
        pytest.param(lambda: db.session.execute(text("WITH x AS (SELECT 1) DELETE FROM setting")), id="with"),
        pytest.param(lambda: db.session().commit(), id="commit"),
    ],
)
def test_stray_write_is_refused(core, write):
    with transaction() as session:
        session.add(setting("kept"))
    with pytest.raises(StrayWrite):
        write()
    assert stored() == ["kept"]


def test_second_connection_cannot_write_inside_a_block(core):
    with transaction(), db.engine.connect() as other, pytest.raises(StrayWrite):
        other.execute(text("DELETE FROM setting"))


def test_forgotten_change_is_told_at_the_end(core_app):
    with pytest.raises(StrayWrite, match="Setting"), core_app.app_context():
        db.session.add(setting())
    with core_app.app_context():
        assert stored() == []


def test_after_commit_runs_once_committed_and_unlocked(core):
    seen = []

    def follow_up():
        seen.append(stored())
        with transaction() as session:
            session.add(setting("followed"))

    with transaction() as session:
        session.add(setting())
        after_commit(follow_up)
        assert seen == []
    assert seen == [["a"]]
    assert stored() == ["a", "followed"]


def test_after_commit_never_runs_after_a_roll_back(core):
    seen = []
    with pytest.raises(KeyError), transaction():  # noqa: PT012 - the block is what is tested
        after_commit(lambda: seen.append(1))
        raise KeyError
    assert seen == []


def test_error_in_after_commit_undoes_nothing(core):
    seen = []
    with transaction() as session:
        session.add(setting())
        after_commit(lambda: 1 / 0)
        after_commit(lambda: seen.append(1))
    assert stored() == ["a"]
    assert seen == [1]


def test_after_commit_outside_a_block_is_refused(core):
    with pytest.raises(StrayWrite):
        after_commit(lambda: None)


def test_block_sees_what_others_committed_after_the_page_was_read(core):
    assert stored() == []
    with bookkeeping() as session:
        session.add(setting("other"))
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(Setting)) == 1


def test_savepoint_may_be_used_inside_a_block(core):
    with transaction() as session:
        session.add(setting("a"))
        session.flush()
        with pytest.raises(ZeroDivisionError), session.begin_nested():  # noqa: PT012 - the block is what is tested
            session.add(setting("b"))
            session.flush()
            raise ZeroDivisionError
    assert stored() == ["a"]


def test_missing_space_does_not_stop_reading(sqlite_app):
    with sqlite_app.app_context():
        path = db.engine.url.database
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        try:
            assert try_bookkeeping(lambda session: session.add(setting())) is False
            assert stored() == []
        finally:
            holder.rollback()
            holder.close()
        assert try_bookkeeping(lambda session: session.add(setting())) is True
        assert stored() == ["a"]
