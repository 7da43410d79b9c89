"""Several numbers by one statement."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, event, func, select

from intranet.core import tally
from intranet.core.tally import Tally
from intranet.extensions import db
from intranet.places.models import Kecamatan

ALL = select(func.count()).select_from(Kecamatan)
NAMED = ALL.where(Kecamatan.name == bindparam("name"))


def test_each_in_its_place_by_one_statement(world, session):
    name = session.scalar(select(Kecamatan.name).order_by(Kecamatan.id).limit(1))
    total = session.scalar(ALL)
    seen: list[str] = []

    def note(*told: object) -> None:
        seen.append(str(told[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert tally.read([Tally(NAMED, {"name": "tidak ada"}), Tally(ALL, {})]) == (0, total)
        assert tally.read([Tally(NAMED, {"name": name})]) == (1,)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(seen) == 2


def test_none_costs_none():
    assert tally.read([]) == ()


def test_one_name_for_two_values_is_refused(session):
    with pytest.raises(ValueError, match="share"):
        tally.read([Tally(NAMED, {"name": "a"}), Tally(NAMED, {"name": "b"})])
