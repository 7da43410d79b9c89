"""Who may do what with a visit, by role and by state."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date

import pytest

from intranet.accounts.roles import ROLE_PERMISSIONS
from intranet.accounts.states import Role
from intranet.core.actor import SYSTEM, Actor, Grant
from intranet.visits import policy
from intranet.visits.states import MAIN_LINE, TRANSITIONS, VisitStatus

TODAY = date(2027, 1, 5)


@dataclass
class Visit:
    status: VisitStatus
    starts_on: date = TODAY


def person(role: Role, **scope: int) -> Actor:
    return Actor(1, "Seseorang", "seseorang", (Grant(role.value, ROLE_PERMISSIONS[role], **scope),))


@pytest.mark.parametrize("status", list(VisitStatus))
def test_buttons_follow_the_table_of_transitions(status: VisitStatus) -> None:
    planner, visit = person(Role.PLANNER), Visit(status)
    assert policy.can_postpone(planner, visit) == (status is VisitStatus.SCHEDULED)
    assert policy.can_cancel(planner, visit) == (status in {VisitStatus.SCHEDULED, VisitStatus.POSTPONED})
    assert policy.can_mark_held(planner, visit, TODAY) == (status is VisitStatus.SCHEDULED)
    assert policy.can_close(planner, visit) == (status is VisitStatus.REPORTED)


def test_not_held_before_its_first_day() -> None:
    assert not policy.can_mark_held(person(Role.PLANNER), Visit(VisitStatus.SCHEDULED, date(2027, 1, 6)), TODAY)


@pytest.mark.parametrize("role", list(Role))
def test_who_manages_and_who_publishes(role: Role) -> None:
    actor = person(role)
    assert policy.can_manage(actor) == (role is Role.PLANNER)
    assert policy.can_publish(actor) == (role is Role.SEKDA)
    assert policy.can_see(actor)


def test_an_operator_of_one_opd_does_not_say_that_a_visit_was_held() -> None:
    assert not policy.may_mark_held(person(Role.OPERATOR, opd_id=3))
    assert policy.may_mark_held(person(Role.CLERK))


def test_the_system_may_do_all() -> None:
    assert policy.can_see(SYSTEM)
    assert policy.can_publish(SYSTEM)
    assert policy.can_manage(SYSTEM)
    assert policy.may_mark_reported(SYSTEM)


def test_the_main_line_is_a_way_through_the_table() -> None:
    assert all(after in TRANSITIONS[before] for before, after in itertools.pairwise(MAIN_LINE))
    assert set(TRANSITIONS) == set(VisitStatus)
