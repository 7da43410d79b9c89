"""The chain of events shows every tampering; nobody can change it by the way."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from intranet.core import audit, audit_guard, clock
from intranet.core.actor import SYSTEM, Actor
from intranet.core.audit import GENESIS, Anchor, Fault
from intranet.core.database import WRITE
from intranet.core.transaction import StrayWrite, transaction, unguarded
from intranet.extensions import db

CLERK = Actor(id=7, name="Ani Petugas", username="tu")


@pytest.fixture(name="chain")
def fixture_chain(core):
    for n in range(1, 7):
        with transaction():
            audit.record(CLERK, "visit_moved", ("visit", n), {"on": date(2027, 1, n)}, {"on": date(2027, 2, n)})
    return core


def tamper(*statements):
    """As somebody with the password of the database would."""
    db.session.rollback()
    with unguarded(), db.engine.connect().execution_options(**{WRITE: True}) as connection:
        audit_guard.disarm(connection)
        for statement in statements:
            connection.execute(text(statement))
        audit_guard.arm(connection)
        connection.commit()


def test_untouched_chain_is_whole(chain):
    report = audit.verify()
    assert report.ok
    assert report.checked == 6
    assert report.anchor == audit.anchor()


def test_empty_chain_is_whole(core):
    assert audit.verify().ok
    assert audit.anchor() == Anchor(0, GENESIS)


def test_changed_row_is_found(chain):
    tamper("UPDATE audit_event SET actor_name = 'Budi' WHERE id = 3")
    assert audit.verify().faults == (Fault(3, "changed"),)


def test_removed_row_is_found(chain):
    tamper("DELETE FROM audit_event WHERE id = 3")
    assert audit.verify().faults == (Fault(3, "removed"),)


def test_swapped_rows_are_found(chain):
    tamper(
        "UPDATE audit_event SET id = 99 WHERE id = 3",
        "UPDATE audit_event SET id = 3 WHERE id = 4",
        "UPDATE audit_event SET id = 4 WHERE id = 99",
    )
    assert {fault.event_id for fault in audit.verify().faults} >= {3, 4}


def test_cut_end_is_found(chain):
    tamper("DELETE FROM audit_event WHERE id > 4")
    assert audit.verify().faults == (Fault(5, "cut"),)


def test_cut_end_with_forged_head_is_found_by_a_printed_anchor(chain):
    printed = Anchor.parse(audit.anchor().text)
    tamper(
        "DELETE FROM audit_event WHERE id > 4",
        "UPDATE audit_head SET count = 4, hash = (SELECT hash FROM audit_event WHERE id = 4)",
    )
    assert audit.verify().ok
    assert audit.verify(printed).faults == (Fault(6, "cut"),)


def test_events_cannot_be_changed_or_deleted(chain):
    for statement in ("UPDATE audit_event SET event = 'x'", "DELETE FROM audit_event"):
        with pytest.raises(IntegrityError, match="append-only"), transaction() as session:
            session.execute(text(statement))
    assert audit.verify().ok


def test_event_of_a_rolled_back_block_is_gone(chain):
    with pytest.raises(KeyError), transaction():  # noqa: PT012 - the block is what is tested
        audit.record(CLERK, "visit_moved", ("visit", 1))
        raise KeyError
    assert audit.verify().checked == 6


def test_event_outside_a_block_is_refused(core):
    with pytest.raises(StrayWrite):
        audit.record(SYSTEM, "visit_moved")


def test_values_are_plain_and_numbers_of_persons_hidden(core):
    with transaction():
        audit.record(
            CLERK,
            "member_corrected",
            ("member", 5),
            {"nik": "1701012345678901", "born_on": date(1990, 1, 2)},
            {"note": "NIK lama 1701 0123 4567 8901", "amount": Decimal("1.50"), "password": "rahasia-sekali"},
        )
    (change,) = audit.changes_since(("member", 5))
    assert change.before == {"nik": "(disembunyikan)", "born_on": "1990-01-02"}
    assert change.after == {
        "note": "NIK lama [nomor disembunyikan]",
        "amount": "1.50",
        "password": "(disembunyikan)",
    }
    assert audit.verify().ok


def test_changes_since_a_moment(core):
    start = clock.now()
    with clock.frozen(start), transaction():
        audit.record(CLERK, "first", ("visit", 1))
    with clock.frozen(start + timedelta(minutes=5)), transaction():
        audit.record(CLERK, "second", ("visit", 1))
        audit.record(CLERK, "other", ("visit", 2))
    changes = audit.changes_since(("visit", 1), since=start + timedelta(minutes=1))
    assert [change.event for change in changes] == ["second"]
    assert [change.event for change in audit.changes_since(("visit", 1))] == ["second", "first"]


def test_history_filters_and_goes_on(chain):
    assert [change.id for change in audit.history(limit=2)] == [6, 5]
    assert [change.id for change in audit.history(limit=2, before_id=5)] == [4, 3]
    assert [change.id for change in audit.history(subject=("visit", 2))] == [2]
    assert audit.history(actor_id=8) == []
    assert len(audit.history(actor_id=7, event="visit_moved")) == 6
