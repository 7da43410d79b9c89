"""Writes to places: who may, what is refused, what is remembered."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from intranet.core import audit
from intranet.core.actor import SYSTEM, Actor, Grant
from intranet.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from intranet.core.permissions import Permission
from intranet.core.transaction import transaction
from intranet.places import actions, queries
from intranet.places.actions import DesaFacts, PeriodFacts
from intranet.places.models import Boundary
from intranet.places.states import BlockedKind, WetSeasonAccess

FACTS = DesaFacts(-4.47, 102.91, 12.5, 35, WetSeasonAccess.HARD, None, "")
PERIOD = PeriodFacts(BlockedKind.RAMADAN, "Ramadan", date(2027, 2, 8), date(2027, 3, 9), None, None, "")


def edit(desa_id, facts, version=1, actor=SYSTEM):
    with transaction():
        actions.edit_desa(actor, desa_id=desa_id, version=version, facts=facts)


def local(**scope):
    return Actor(9, "Orang", "orang", (Grant("planner", frozenset({Permission.PLACES_EDIT}), **scope),))


def test_an_edit_is_stored_and_told(session, world):
    desa = world.desa["far"]
    edit(desa, FACTS)
    found = queries.get_desa(SYSTEM, desa)
    assert (found.road_km, found.travel_minutes, found.office_lat, found.version) == (12.5, 35, -4.47, 2)
    (event,) = audit.changes_since(("desa", desa))
    assert event.before["jarak_jalan_km"] is None
    assert event.after["jarak_jalan_km"] == 12.5


def test_the_same_again_changes_nothing(session, world):
    desa = world.desa["far"]
    edit(desa, FACTS)
    edit(desa, FACTS, version=2)
    assert len(audit.changes_since(("desa", desa))) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"office_lon": None}, "office_lon"),
        ({"office_lat": None}, "office_lat"),
        ({"office_lat": 102.91, "office_lon": -4.47}, "office_lat"),
        ({"office_lat": 0.0}, "office_lat"),
        ({"road_km": -1.0}, "road_km"),
        ({"road_km": 1e30}, "road_km"),
        ({"travel_minutes": 0}, "travel_minutes"),
        ({"travel_minutes": 1441}, "travel_minutes"),
        ({"last_visited_on": date(2150, 1, 1)}, "last_visited_on"),
        ({"last_visited_on": date(1990, 1, 1)}, "last_visited_on"),
    ],
)
def test_nonsense_is_refused_beside_its_field(session, world, wrong, field):
    with pytest.raises(InvalidInput) as caught:
        edit(world.desa["far"], replace(FACTS, **wrong))
    assert caught.value.field == field


def test_a_stale_form_is_told(session, world):
    edit(world.desa["far"], FACTS)
    with pytest.raises(Conflict):
        edit(world.desa["far"], replace(FACTS, road_km=13.0), version=1)


def test_reach_is_kept(session, world):
    edit(world.desa["far"], FACTS, actor=local(kecamatan_id=world.kecamatan["kedurang"]))
    with pytest.raises(Forbidden):
        edit(world.desa["near"], FACTS, actor=local(kecamatan_id=world.kecamatan["kedurang"]))
    with pytest.raises(Forbidden):
        edit(world.desa["near"], FACTS, actor=Actor(9, "Orang", "orang"))
    with pytest.raises(Forbidden), transaction():
        actions.add_period(local(kecamatan_id=world.kecamatan["kedurang"]), facts=PERIOD)
    with pytest.raises(NotFound):
        edit(10**6, FACTS)


def test_a_visit_moves_the_last_one_forward_only(session, world):
    for day in (date(2026, 5, 4), date(2025, 1, 2)):
        with transaction():
            actions.note_visit(SYSTEM, desa_id=world.desa["far"], on=day)
    assert queries.get_desa(SYSTEM, world.desa["far"]).last_visited_on == date(2026, 5, 4)


def add(facts):
    with transaction():
        return actions.add_period(SYSTEM, facts=facts)


def test_periods_know_where_they_hold(session, world):
    add(PERIOD)
    add(replace(PERIOD, name="Panen", kind=BlockedKind.OTHER, desa_id=world.desa["far"]))
    add(replace(PERIOD, name="Pilkades", kind=BlockedKind.ELECTION, kecamatan_id=world.kecamatan["manna"]))
    rows = queries.blocked_periods(date(2027, 3, 9), date(2027, 12, 31))
    assert [row.where for row in rows] == ["Seluruh kabupaten", "Lubuk Resam, Kecamatan Kedurang", "Kecamatan Manna"]
    assert queries.blocked_periods(date(2027, 3, 10), date(2027, 12, 31)) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends_on": date(2027, 2, 7)}, "ends_on"),
        ({"ends_on": date(2029, 2, 7)}, "ends_on"),
        ({"starts_on": date(1999, 2, 7)}, "starts_on"),
        ({"desa_id": 10**6}, "scope"),
        ({"kecamatan_id": 10**6}, "scope"),
    ],
)
def test_a_period_in_disorder_is_refused(session, world, wrong, field):
    with pytest.raises(InvalidInput) as caught:
        add(replace(PERIOD, **wrong))
    assert caught.value.field == field


def test_the_same_period_twice_is_refused(session, world):
    add(PERIOD)
    with pytest.raises(InvalidInput):
        add(PERIOD)


def test_deleting_twice_is_harmless(session, world):
    key = add(PERIOD)
    for expected in (True, False):
        with transaction():
            assert actions.delete_period(SYSTEM, period_id=key) is expected


def outline(code="17.01.05.2001"):
    ring = [[103.0, -4.5], [103.1, -4.5], [103.1, -4.4], [103.0, -4.4], [103.0, -4.5]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    return json.dumps({"type": "FeatureCollection", "features": [{"properties": {"kode": code}, "geometry": shape}]}).encode()


def load(content):
    with transaction():
        return actions.load_boundaries(SYSTEM, content=content, source="Peta desa")


def test_boundaries_are_replaced_as_a_whole(session, world):
    assert not queries.region_map().outlined
    count = load(outline())
    assert count.stored == 1
    assert count.missing == ("Batu Lambang", "Nanti Agung")
    assert queries.region_map().outlined
    load(outline("17.01.03.2001"))
    assert session.scalars(select(Boundary.desa_id)).all() == [world.desa["near"]]


def test_a_bad_boundary_file_leaves_the_old_ones(session, world):
    load(outline())
    with pytest.raises(InvalidInput):
        load(outline("17.01.05.2999"))
    assert session.scalar(select(func.count()).select_from(Boundary)) == 1


def test_boundaries_need_the_region_first(session):
    with pytest.raises(InvalidInput, match="region import"):
        load(outline())
