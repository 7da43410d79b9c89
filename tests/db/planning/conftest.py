"""A plan of 2027 for the three desa of the world, and who acts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from intranet.accounts.roles import ROLE_PERMISSIONS
from intranet.core import clock
from intranet.core.actor import Actor, Grant
from intranet.core.transaction import transaction
from intranet.planning import actions
from intranet.planning.actions import RuleChoice

YEAR = 2027
IN_NOVEMBER = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
RULES = RuleChoice(date(2027, 1, 1), date(2027, 12, 31), (1, 2, 3), visits_per_week=2, days_per_visit=2)


def person(world, who: str) -> Actor:
    found = world.people[who]
    grant = Grant(found.role.value, ROLE_PERMISSIONS[found.role], opd_id=found.opd_id)
    return Actor(id=found.id, name=found.name, username=found.username, grants=(grant,))


@pytest.fixture(autouse=True)
def _november():
    with clock.frozen(IN_NOVEMBER):
        yield


@pytest.fixture
def planner(world) -> Actor:
    return person(world, "planner")


@pytest.fixture
def sekda(world) -> Actor:
    return person(world, "sekda")


@pytest.fixture
def drafted(session, planner):
    """A drafted plan for 2027."""
    with transaction():
        actions.create_plan(planner, year=YEAR, choice=RULES)
    with transaction():
        return actions.draft(planner, year=YEAR)
