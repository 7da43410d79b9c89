"""Two scheduled visits in January 2027, seen from Monday 23 November 2026."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

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


@dataclass(frozen=True)
class Invited:
    """Ids of a visit and of the participations in it, by OPD."""

    visit: int
    parts: dict[str, int]


Invite = Callable[..., Invited]


@pytest.fixture
def invite(world: World, save: Callable[..., None]) -> Invite:
    """Schedule a visit of two days (or of ``days``) and ask these OPDs for an answer until 4 December."""

    def schedule(desa: str, starts_on: date, *opds: str, days: int = 2) -> Invited:
        visit = Visit(
            year=starts_on.year,
            desa_id=world.desa[desa],
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days - 1),
            venue="Balai desa",
            status=VisitStatus.SCHEDULED,
        )
        save(visit)
        parts = {opd: Participation(visit_id=visit.id, opd_id=world.opds[opd], respond_by=date(2026, 12, 4)) for opd in opds}
        save(*parts.values())
        return Invited(visit.id, {opd: part.id for opd, part in parts.items()})

    return schedule


@pytest.fixture
def january(invite: Invite, frozen_clock: datetime) -> January:
    """``first`` on 12-13 January, ``second`` on 13-14 January: they share a day."""
    del frozen_clock
    first, second = invite("far", date(2027, 1, 12), "a", "b"), invite("near", date(2027, 1, 13), "a", "b")
    named = (("first", first), ("second", second))
    return January(first.visit, second.visit, {(name, opd): part for name, found in named for opd, part in found.parts.items()})
