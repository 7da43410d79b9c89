"""Publishing a schedule, and the life of a visit after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intranet.accounts.roles import ROLE_PERMISSIONS
from intranet.core import audit, clock, counters
from intranet.core.actor import SYSTEM, Actor, Grant
from intranet.core.errors import Conflict, Forbidden, InvalidInput, InvalidTransition, NotFound
from intranet.core.transaction import transaction
from intranet.extensions import db
from intranet.places.models import Desa
from intranet.visits import actions, hooks, queries
from intranet.visits.actions import Line
from intranet.visits.models import Visit
from intranet.visits.states import VisitStatus

YEAR = 2027
IN_NOVEMBER = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def person(world, who: str) -> Actor:
    found = world.people[who]
    grant = Grant(found.role.value, ROLE_PERMISSIONS[found.role], opd_id=found.opd_id)
    return Actor(id=found.id, name=found.name, username=found.username, grants=(grant,))


@pytest.fixture
def heard(monkeypatch):
    """What the rooms above were told."""
    events: list[object] = []
    monkeypatch.setattr(hooks, "_published", [lambda _, published: events.append(published)])
    monkeypatch.setattr(hooks, "_changed", [lambda _, changed: events.append(changed)])
    return events


@pytest.fixture(autouse=True)
def _november():
    with clock.frozen(IN_NOVEMBER):
        yield


def lines(world) -> list[Line]:
    return [
        Line(world.desa["far"], date(2027, 1, 5), date(2027, 1, 6), "Balai desa"),
        Line(world.desa["near"], date(2027, 1, 7), date(2027, 1, 8), "Balai desa"),
    ]


def publish(actor: Actor, wanted: list[Line]) -> actions.Result:
    with transaction():
        return actions.publish(actor, year=YEAR, lines=wanted, removed_reason="Dikeluarkan pada rilis 2.")


def visit_of(desa_id: int) -> Visit:
    db.session.expire_all()
    return db.session.query(Visit).filter_by(desa_id=desa_id).order_by(Visit.id.desc()).first()


class TestPublish:
    def test_a_first_release_schedules_every_line(self, session, world, heard) -> None:
        sekda = person(world, "sekda")
        seen = counters.read("schedule")
        result = publish(sekda, lines(world))
        assert len(result.published.created) == 2
        assert heard == [result.published]
        assert [visit.status for visit in queries.list_year(sekda, YEAR)] == [VisitStatus.SCHEDULED] * 2
        assert counters.read("schedule") > seen
        events = audit.changes_since(("visit", result.published.created[0]))
        assert [event.event for event in events] == ["visit_scheduled"]

    def test_the_same_lines_again_change_nothing(self, session, world, heard) -> None:
        first = publish(SYSTEM, lines(world))
        again = publish(SYSTEM, lines(world))
        assert again.published == hooks.Published(YEAR, (), (), ())
        assert again.visit_ids == first.visit_ids

    def test_moved_elsewhere_and_removed_are_told_apart(self, session, world, heard) -> None:
        wanted = [*lines(world), Line(world.desa["farther"], date(2027, 1, 12), date(2027, 1, 13), "Balai desa")]
        ids = publish(SYSTEM, wanted).visit_ids
        moved = replace(wanted[0], starts_on=date(2027, 1, 19), ends_on=date(2027, 1, 20))
        elsewhere = replace(wanted[1], venue="SDN setempat")
        published = publish(SYSTEM, [moved, elsewhere]).published
        assert published == hooks.Published(
            YEAR,
            created=(),
            moved=(ids[world.desa["far"]],),
            removed=(ids[world.desa["farther"]],),
            venue_changed=(ids[world.desa["near"]],),
        )
        assert visit_of(world.desa["far"]).starts_on == date(2027, 1, 19)
        gone = visit_of(world.desa["farther"])
        assert (gone.status, gone.status_reason) == (VisitStatus.CANCELLED, "Dikeluarkan pada rilis 2.")

    def test_a_removed_desa_can_come_back_as_a_new_visit(self, session, world, heard) -> None:
        publish(SYSTEM, lines(world))
        publish(SYSTEM, lines(world)[:1])
        published = publish(SYSTEM, lines(world)).published
        assert len(published.created) == 1
        assert visit_of(world.desa["near"]).status is VisitStatus.SCHEDULED

    def test_a_postponed_visit_comes_back_with_the_next_release(self, session, world, heard) -> None:
        visit_id = publish(SYSTEM, lines(world)).visit_ids[world.desa["far"]]
        with transaction():
            actions.postpone(SYSTEM, visit_id=visit_id, version=visit_of(world.desa["far"]).version, reason="Banjir")
        assert publish(SYSTEM, lines(world)).published.moved == (visit_id,)
        assert visit_of(world.desa["far"]).status is VisitStatus.SCHEDULED

    def test_a_held_visit_stays_and_cannot_be_moved(self, session, world, heard) -> None:
        visit_id = publish(SYSTEM, lines(world)).visit_ids[world.desa["far"]]
        with clock.frozen(datetime(2027, 1, 6, 2, 0, tzinfo=UTC)), transaction():
            actions.mark_held(SYSTEM, visit_id=visit_id)
        assert publish(SYSTEM, []).published.removed == (visit_of(world.desa["near"]).id,)
        assert visit_of(world.desa["far"]).status is VisitStatus.HELD
        later = replace(lines(world)[0], starts_on=date(2027, 2, 1), ends_on=date(2027, 2, 2))
        with pytest.raises(InvalidInput, match="sudah terlaksana"):
            publish(SYSTEM, [later])
        assert visit_of(world.desa["far"]).starts_on == date(2027, 1, 5)

    def test_one_desa_twice_is_refused(self, session, world, heard) -> None:
        with pytest.raises(InvalidInput, match="dua kali"):
            publish(SYSTEM, [lines(world)[0], replace(lines(world)[0], venue="Masjid")])

    def test_the_database_itself_refuses_two_visits_of_a_desa(self, session, world, save) -> None:
        publish(SYSTEM, lines(world))
        second = Visit(year=YEAR, desa_id=world.desa["far"], starts_on=date(2027, 5, 4), ends_on=date(2027, 5, 5), venue="Balai")
        with pytest.raises(IntegrityError):
            save(second)

    @pytest.mark.parametrize("who", ["admin", "planner", "clerk", "regent", "op_a", "head_a", "carer"])
    def test_only_who_approves_publishes(self, session, world, heard, who: str) -> None:
        with pytest.raises(Forbidden):
            publish(person(world, who), lines(world))
        assert heard == []

    def test_a_refusal_by_a_room_above_undoes_all(self, session, world, monkeypatch) -> None:
        def refuse(_, __):
            raise InvalidInput(None, "tidak bisa")

        monkeypatch.setattr(hooks, "_published", [refuse])
        with pytest.raises(InvalidInput):
            publish(SYSTEM, lines(world))
        assert queries.list_year(SYSTEM, YEAR) == ()


class TestLife:
    @pytest.fixture
    def visit(self, session: Session, world, heard) -> Visit:
        publish(SYSTEM, lines(world))
        heard.clear()
        return visit_of(world.desa["far"])

    def test_postpone_with_a_reason(self, world, visit, heard) -> None:
        planner = person(world, "planner")
        with transaction():
            actions.postpone(planner, visit_id=visit.id, version=visit.version, reason="  Jembatan putus\x00 ")
        row = queries.get_visit(planner, visit.id)
        assert (row.status, row.status_reason) == (VisitStatus.POSTPONED, "Jembatan putus")
        assert heard == [hooks.Changed(visit.id, VisitStatus.SCHEDULED, VisitStatus.POSTPONED, "Jembatan putus")]
        event = audit.changes_since(("visit", visit.id))[0]
        assert (event.event, event.before["status"], event.after["alasan"]) == (
            "visit_postponed",
            "Terjadwal",
            "Jembatan putus",
        )

    @pytest.mark.parametrize("reason", ["", "  ", "abc", "x" * 1001])
    def test_a_reason_is_needed(self, world, visit, reason: str) -> None:
        with pytest.raises(InvalidInput) as refusal, transaction():
            actions.cancel(person(world, "planner"), visit_id=visit.id, version=visit.version, reason=reason)
        assert refusal.value.field == "reason"
        assert visit_of(world.desa["far"]).status is VisitStatus.SCHEDULED

    def test_a_stale_form_is_told(self, world, visit) -> None:
        with pytest.raises(Conflict), transaction():
            actions.cancel(person(world, "planner"), visit_id=visit.id, version=visit.version - 1, reason="Salah desa")

    @pytest.mark.parametrize("step", [actions.postpone, actions.cancel])
    def test_a_second_press_is_harmless_only_with_the_same_words_by_the_same_person(self, world, visit, heard, step) -> None:
        planner, version = person(world, "planner"), visit.version
        for _ in range(2):
            with transaction():
                step(planner, visit_id=visit.id, version=version, reason="Jembatan putus")
        assert len(heard) == 1
        for actor, reason in ((planner, "Jembatan diperbaiki"), (SYSTEM, "Jembatan putus")):
            with pytest.raises(Conflict), transaction():
                step(actor, visit_id=visit.id, version=version, reason=reason)
        assert visit_of(world.desa["far"]).status_reason == "Jembatan putus"

    def test_cancelled_is_the_end(self, world, visit) -> None:
        with transaction():
            actions.cancel(SYSTEM, visit_id=visit.id, version=visit.version, reason="Musrenbang")
        with pytest.raises(InvalidTransition, match="Dibatalkan"), transaction():
            actions.postpone(SYSTEM, visit_id=visit.id, version=visit_of(world.desa["far"]).version, reason="Lagi pula")

    def test_held_only_from_the_first_day_on(self, world, visit) -> None:
        with pytest.raises(InvalidTransition, match="belum dimulai"), transaction():
            actions.mark_held(SYSTEM, visit_id=visit.id)
        with clock.frozen(datetime(2027, 1, 4, 16, 59, tzinfo=UTC)), pytest.raises(InvalidTransition), transaction():
            actions.mark_held(SYSTEM, visit_id=visit.id)
        # 17.00 UTC on the 4th is midnight of the 5th in WIB
        with clock.frozen(datetime(2027, 1, 4, 17, 0, tzinfo=UTC)), transaction():
            assert actions.mark_held(person(world, "clerk"), visit_id=visit.id)
        assert db.session.get(Desa, world.desa["far"]).last_visited_on == date(2027, 1, 5)

    def test_to_the_end_and_twice(self, world, visit) -> None:
        with clock.frozen(datetime(2027, 1, 6, 2, 0, tzinfo=UTC)):
            for step in (actions.mark_held, actions.mark_reported, actions.close):
                with transaction():
                    assert step(SYSTEM, visit_id=visit.id)
                with transaction():
                    assert not step(SYSTEM, visit_id=visit.id)
        assert visit_of(world.desa["far"]).status is VisitStatus.CLOSED

    def test_no_step_is_skipped(self, world, visit) -> None:
        with pytest.raises(InvalidTransition), transaction():
            actions.mark_reported(SYSTEM, visit_id=visit.id)
        with pytest.raises(InvalidTransition), transaction():
            actions.close(SYSTEM, visit_id=visit.id)

    @pytest.mark.parametrize("who", ["sekda", "regent", "op_a", "head_a", "carer", "admin"])
    def test_who_does_not_manage_may_not(self, world, visit, who: str) -> None:
        actor = person(world, who)
        for step in (actions.postpone, actions.cancel):
            with pytest.raises(Forbidden), transaction():
                step(actor, visit_id=visit.id, version=visit.version, reason="Tanpa wewenang")
        with pytest.raises(Forbidden), transaction():
            actions.mark_held(actor, visit_id=visit.id)

    def test_no_permission_at_all_means_not_found(self, world, visit) -> None:
        stranger = Actor(id=999, name="Siapa", username="siapa")
        with pytest.raises(NotFound):
            queries.get_visit(stranger, visit.id)
        with pytest.raises(NotFound), transaction():
            actions.mark_held(stranger, visit_id=visit.id)


class TestQueries:
    def test_between_next_and_overdue(self, session, world) -> None:
        publish(SYSTEM, lines(world))
        operator = person(world, "op_a")
        found = queries.list_between(operator, date(2027, 1, 6), date(2027, 1, 6))
        assert [(row.desa, row.kecamatan, len(row.days)) for row in found] == [("Lubuk Resam", "Kedurang", 2)]
        assert [row.desa for row in queries.next_visits(operator, 1)] == ["Lubuk Resam"]
        with clock.frozen(datetime(2027, 1, 7, 2, 0, tzinfo=UTC)):
            assert [row.desa for row in queries.next_visits(operator)] == ["Batu Lambang"]
            assert [row.desa for row in queries.list_overdue(operator)] == ["Lubuk Resam"]
        assert queries.count_by_status(operator, YEAR) == {VisitStatus.SCHEDULED: 2}
        assert queries.list_years(operator) == (2027,)
        by_id = queries.list_by_ids(operator, [row.id for row in found])
        assert set(by_id) == {found[0].id}

    def test_drafted_visits_are_seen_by_nobody(self, session, world, save) -> None:
        save(Visit(year=YEAR, desa_id=world.desa["far"], starts_on=date(2027, 5, 4), ends_on=date(2027, 5, 5), venue="-"))
        assert queries.list_year(person(world, "planner"), YEAR) == ()
