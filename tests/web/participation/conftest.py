"""Two scheduled visits in January 2027, seen from Monday 23 November 2026."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import pytest

from intranet.participation.models import Participation
from intranet.visits.models import Visit
from intranet.visits.states import VisitStatus
from tests.world import World


@dataclass(frozen=True)
class January:
    """Ids of the visits and of the participations in them (by visit and OPD)."""

    first: int
    second: int
    participation: dict[tuple[str, str], int]


@pytest.fixture
def january(world: World, save: Callable[..., None], frozen_clock: datetime) -> January:
    """``first`` on 12-13 January, ``second`` on 13-14 January: they share a day."""
    del frozen_clock
    visits = {
        "first": Visit(
            year=2027,
            desa_id=world.desa["far"],
            starts_on=date(2027, 1, 12),
            ends_on=date(2027, 1, 13),
            venue="Balai desa",
            status=VisitStatus.SCHEDULED,
        ),
        "second": Visit(
            year=2027,
            desa_id=world.desa["near"],
            starts_on=date(2027, 1, 13),
            ends_on=date(2027, 1, 14),
            venue="Balai desa",
            status=VisitStatus.SCHEDULED,
        ),
    }
    save(*visits.values())
    parts = {
        (name, opd): Participation(visit_id=visit.id, opd_id=world.opds[opd], respond_by=date(2026, 12, 4))
        for name, visit in visits.items()
        for opd in ("a", "b")
    }
    save(*parts.values())
    return January(visits["first"].id, visits["second"].id, {key: part.id for key, part in parts.items()})
