"""A plan of 2027, drafted or published, as the pages show it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from intranet.core import clock
from intranet.core.actor import SYSTEM
from intranet.core.transaction import transaction
from intranet.extensions import db
from intranet.places.models import BlockedPeriod, Desa, Holiday
from intranet.places.states import BlockedKind, DesaKind, HolidayKind
from intranet.planning import actions, queries
from intranet.planning.actions import RuleChoice

YEAR = 2027
IN_NOVEMBER = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
RULES = RuleChoice(date(2027, 1, 1), date(2027, 12, 31), (1, 2, 3), visits_per_week=2, days_per_visit=2)


@pytest.fixture(autouse=True)
def _november():
    with clock.frozen(IN_NOVEMBER):
        yield


@pytest.fixture
def closed_days(save, world):
    save(
        Holiday(on=date(2027, 1, 5), name="Isra Mikraj", kind=HolidayKind.PUBLIC),
        BlockedPeriod(kind=BlockedKind.RAMADAN, name="Ramadan", starts_on=date(2027, 2, 8), ends_on=date(2027, 3, 9)),
    )


@pytest.fixture
def drafted(app, world, closed_days):
    """Three desa with dates: Nanti Agung 6 January, Lubuk Resam 12 January, Batu Lambang 14 January."""
    with app.app_context():
        with transaction():
            actions.create_plan(SYSTEM, year=YEAR, choice=RULES)
        with transaction():
            actions.draft(SYSTEM, year=YEAR)


@pytest.fixture
def submitted(app, drafted):
    with app.app_context():
        submit_plan()


@pytest.fixture
def published(app, submitted):
    """Release 1."""
    with app.app_context():
        approve_plan()


def submit_plan() -> None:
    version = plan_version()
    with transaction():
        actions.submit(SYSTEM, year=YEAR, version=version)


def approve_plan() -> int:
    version = plan_version()
    with transaction():
        return actions.approve(SYSTEM, year=YEAR, version=version).number


def plan_version() -> int:
    db.session.rollback()
    return queries.get_plan(SYSTEM, YEAR).version


def line_of(desa: str) -> queries.Line:
    db.session.rollback()
    return next(line for line in queries.get_working_copy(SYSTEM, YEAR).lines if line.desa == desa)


def more_desa(world, save, count: int) -> None:
    save(
        *(
            Desa(
                kecamatan_id=world.kecamatan["manna"],
                code=f"17.01.03.3{number:03}",
                name=f"Desa {number:03}",
                kind=DesaKind.DESA,
                lat=-4.4 - number / 1000,
                lon=102.9,
                area_km2=1,
                straight_km=number / 100,
            )
            for number in range(count)
        )
    )
