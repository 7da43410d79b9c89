"""A year in the middle of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from intranet.core import clock
from tests.story import NOW, Story, make_story


@pytest.fixture
def story(app, save, world) -> Iterator[Story]:
    """Monday 18 January 2027: released, answered, held, papers in every state."""
    with clock.frozen(NOW):
        yield make_story(app, save, world)
