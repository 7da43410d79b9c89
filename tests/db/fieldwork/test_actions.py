"""What is written down is kept whole, told in the audit trail, and never written over unseen."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from intranet.accounts.roles import ROLE_PERMISSIONS
from intranet.core import audit, counters
from intranet.core.actor import Actor, Grant
from intranet.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from intranet.core.transaction import transaction, unguarded
from intranet.extensions import db
from intranet.fieldwork import actions, queries
from intranet.fieldwork.models import Attendance, ServiceResult
from intranet.fieldwork.states import AgeGroup, Presence, RemarkKind, Sex
from intranet.visits.models import Visit
from intranet.visits.states import VisitStatus
from tests.visit_day import make_visit_day

HOURS = {"evening_from": "17.00", "evening_until": "21.30", "service_from": "08.00", "service_until": "13.00"}


@pytest.fixture
def day(session, world, save, frozen_clock):
    del session, frozen_clock
    return make_visit_day(save, world)


def actor_of(world, who: str) -> Actor:
    found = world.people[who]
    grant = Grant(found.role.value, ROLE_PERMISSIONS[found.role], opd_id=found.opd_id)
    return Actor(id=found.id, name=found.name, username=found.username, grants=(grant,))


def record(actor, day, world, *, seen=None, served=31, finished=28, opd="a", presence=Presence.PRESENT):
    db.session.rollback()
    opd_id = world.opds[opd]
    mark = queries.fingerprint(day.id, opd_id) if seen is None else seen
    with transaction():
        actions.record_opd(
            actor,
            visit_id=day.id,
            opd_id=opd_id,
            seen=mark,
            attendance={world.employees["a1"]: (presence, "")},
            counts={world.services["ktp"]: (served, finished, "")},
        )


def events(day, world) -> list[str]:
    db.session.rollback()
    return [change.event for change in audit.changes_since(("visit_opd", day.id * 100_000 + world.opds["a"]))]


def test_the_trail_names_people_and_services_before_and_after(day, world):
    operator = actor_of(world, "op_a")
    record(operator, day, world)
    record(operator, day, world, served=33, presence=Presence.ABSENT)
    newest = audit.changes_since(("visit_opd", day.id * 100_000 + world.opds["a"]))[0]
    assert newest.before["hadir"] == newest.after["tidak_hadir"] == ["Mely Oktarina"]
    assert newest.before["layanan"] == ["Perekaman KTP-el: 31 dilayani, 28 selesai"]
    assert newest.after["layanan"] == ["Perekaman KTP-el: 33 dilayani, 28 selesai"]


def test_the_same_again_writes_nothing(day, world):
    operator = actor_of(world, "op_a")
    record(operator, day, world)
    mark = counters.read(f"visit:{day.id}")
    record(operator, day, world, seen="something old")
    assert events(day, world) == ["results_recorded"]
    assert counters.read(f"visit:{day.id}") == mark


def test_an_unseen_change_is_never_written_over(day, world):
    seen = queries.fingerprint(day.id, world.opds["a"])
    record(actor_of(world, "clerk"), day, world)
    with pytest.raises(Conflict):
        record(actor_of(world, "op_a"), day, world, seen=seen, served=40)
    assert db.session.query(ServiceResult).one().served == 31


def test_the_mark_of_one_agency_does_not_change_with_another(day, world):
    theirs = queries.fingerprint(day.id, world.opds["b"])
    record(actor_of(world, "op_a"), day, world)
    assert queries.fingerprint(day.id, world.opds["b"]) == theirs


def test_people_who_were_not_sent_are_refused(day, world):
    with pytest.raises(InvalidInput, match="sudah berubah"):
        record(actor_of(world, "clerk"), day, world, opd="b")


def test_more_finished_than_served_is_refused_whoever_asks(day, world):
    with pytest.raises(InvalidInput) as refused:
        record(actor_of(world, "clerk"), day, world, served=2, finished=3)
    assert refused.value.field == f"finished_{world.services['ktp']}"
    assert db.session.query(Attendance).count() == 0


def test_the_database_keeps_the_sum_itself(day, world):
    record(actor_of(world, "op_a"), day, world)
    with unguarded(), pytest.raises(IntegrityError):
        db.session.execute(update(ServiceResult).values(finished=30))
    db.session.rollback()


@pytest.mark.parametrize("who", ["op_b", "head_a", "planner", "sekda", "regent", "admin"])
def test_others_write_nothing(day, world, who):
    with pytest.raises((Forbidden, NotFound)):
        record(actor_of(world, who), day, world)


@pytest.mark.parametrize("status", [VisitStatus.CLOSED, VisitStatus.CANCELLED, VisitStatus.POSTPONED])
def test_nothing_is_written_outside_the_open_states(day, world, status):
    with unguarded():
        db.session.get_one(Visit, day.id).status = status
        db.session.commit()
    clerk = actor_of(world, "clerk")
    with pytest.raises(Forbidden):
        record(clerk, day, world)
    with pytest.raises(Forbidden), transaction():
        actions.record_visit(clerk, visit_id=day.id, version=0, evening_residents=1, hours=HOURS, conclusion="", walk_ins={})
    with pytest.raises(Forbidden), transaction():
        actions.add_remark(clerk, visit_id=day.id, kind=RemarkKind.PROBLEM, text="Listrik padam", opd_id=None)


def test_the_tally_is_one_row_a_cell_however_often_it_is_saved(day, world):
    clerk = actor_of(world, "clerk")
    tally = {(sex, age): 2 for sex in Sex for age in AgeGroup}
    for version, residents in enumerate((90, 91, 92)):
        with transaction():
            actions.record_visit(
                clerk, visit_id=day.id, version=version, evening_residents=residents, hours=HOURS, conclusion="", walk_ins=tally
            )
    assert sum(row.count for row in queries.list_walk_ins(day.id)) == 12
    assert queries.get_record(day.id).version == 3


def test_a_version_without_a_record_is_a_conflict(day, world):
    with pytest.raises(Conflict), transaction():
        actions.record_visit(
            actor_of(world, "clerk"),
            visit_id=day.id,
            version=4,
            evening_residents=1,
            hours=HOURS,
            conclusion="",
            walk_ins={},
        )
