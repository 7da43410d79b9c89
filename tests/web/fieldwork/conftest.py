"""The visit day, seen by browsers."""

from __future__ import annotations

import pytest

from tests.visit_day import VisitDay, make_visit_day


@pytest.fixture
def day(world, save, frozen_clock) -> VisitDay:
    """A visit that begins today: scheduled, its results open."""
    del frozen_clock
    return make_visit_day(save, world)
