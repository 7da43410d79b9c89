"""Actors and a held visit whose report can be drafted."""

from __future__ import annotations

import pytest

from intranet.accounts.roles import ROLE_PERMISSIONS
from intranet.core.actor import Actor, Grant
from intranet.core.transaction import transaction
from intranet.documents import actions, compose
from intranet.visits.states import VisitStatus
from tests.visit_day import VisitDay, make_visit_day
from tests.world import World


def actor_of(world: World, *names: str) -> Actor:
    """The first person, with the roles of all who are named."""
    first = world.people[names[0]]
    people = [world.people[name] for name in names]
    grants = tuple(Grant(each.role.value, ROLE_PERMISSIONS[each.role], opd_id=each.opd_id) for each in people)
    return Actor(id=first.id, name=first.name, username=first.username, grants=grants)


def draft(actor: Actor, visit_id: int) -> int:
    """A draft with the usual words."""
    with transaction():
        return actions.draft_report(actor, visit_id=visit_id, wording=compose.default_wording(actor, visit_id))


@pytest.fixture
def day(session, world, save, frozen_clock) -> VisitDay:
    """The visit took place."""
    del session, frozen_clock
    return make_visit_day(save, world, VisitStatus.HELD)
