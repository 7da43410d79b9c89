"""The region file and the days off of the decree."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from intranet.core.actor import SYSTEM
from intranet.core.errors import InvalidInput
from intranet.core.transaction import transaction
from intranet.places import actions, queries
from intranet.places.models import Desa, Holiday, Kecamatan
from intranet.places.states import DesaKind, HolidayKind


def region():
    with transaction():
        return actions.import_region(SYSTEM)


def decree(year):
    with transaction():
        return actions.load_decree(SYSTEM, year=year)


def test_the_whole_regency_comes_in(session):
    assert region().added == 169
    assert session.scalar(select(func.count()).select_from(Kecamatan)) == 11
    kinds = dict(session.execute(select(Desa.kind, func.count()).group_by(Desa.kind)).all())
    assert kinds == {DesaKind.DESA: 142, DesaKind.KELURAHAN: 16}
    area = session.scalar(select(func.sum(Desa.area_km2)))
    assert abs(area - 1219) < 1


def test_ten_names_stand_twice_and_are_told_apart(session):
    region()
    names = [name for _, name in queries.desa_choices()]
    assert len(set(names)) == 158
    assert "Padang Lebar, Pino" in names


def test_importing_again_keeps_what_people_entered(session):
    region()
    with transaction():
        desa = session.scalar(select(Desa).where(Desa.code == "17.01.01.2001"))
        desa.road_km, desa.note, desa.name = 41.5, "Jembatan gantung", "Batu Ampar Lama"
    count = region()
    assert (count.added, count.changed, count.same) == (0, 1, 168)
    desa = session.scalar(select(Desa).where(Desa.code == "17.01.01.2001"))
    assert (desa.name, desa.road_km, desa.note) == ("Batu Ampar", 41.5, "Jembatan gantung")
    assert region().changed == 0


def test_the_decree_of_2027(session):
    assert decree(2027).added == 26
    rows = queries.list_holidays(2027)
    assert not [row for row in rows if "perkiraan" in row.name]
    feast = next(row for row in rows if row.on == date(2027, 3, 10))
    assert feast.name == "Hari Raya Idul Fitri"
    assert feast.estimated
    assert not next(row for row in rows if row.on == date(2027, 1, 1)).estimated
    off = queries.days_off(date(2027, 3, 1), date(2027, 3, 31))
    assert date(2027, 3, 9) in off
    assert date(2027, 3, 11) in off
    assert date(2027, 3, 2) not in off


def test_loading_again_adds_only_what_is_missing(session):
    decree(2027)
    row = queries.list_holidays(2027)[0]
    with transaction():
        actions.edit_holiday(
            SYSTEM,
            holiday_id=row.id,
            version=row.version,
            facts=actions.HolidayFacts(row.on, "Tahun baru, diubah", row.kind, "Keputusan Bupati"),
        )
    with transaction():
        actions.delete_holiday(SYSTEM, holiday_id=queries.list_holidays(2027)[1].id)
    assert decree(2027).added == 1
    assert queries.list_holidays(2027)[0].name == "Tahun baru, diubah"
    assert session.scalar(select(func.count()).select_from(Holiday).where(Holiday.kind == HolidayKind.JOINT_LEAVE)) == 8


@pytest.mark.parametrize("year", [1, 1999, 10**9])
def test_a_year_that_nobody_knows(session, year):
    with pytest.raises(InvalidInput):
        decree(year)
