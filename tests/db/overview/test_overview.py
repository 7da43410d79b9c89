"""Readiness has one rule in two places; the audit chain is checked and remembered."""

from __future__ import annotations

from datetime import date

import pytest

from intranet.core.actor import SYSTEM
from intranet.core.transaction import transaction
from intranet.overview import actions, preferences, readiness
from intranet.overview.preferences import Preferences
from intranet.overview.queries import cards, house
from intranet.participation import watch
from intranet.participation.models import Participation
from intranet.participation.states import Duty, ParticipationStatus
from intranet.visits.models import Visit
from intranet.visits.states import VisitStatus

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("duty", list(Duty))
@pytest.mark.parametrize("status", list(ParticipationStatus))
@pytest.mark.parametrize("respond_by", [date(2026, 11, 22), TODAY, date(2026, 12, 4)])
def test_both_rules_agree(world, save, session, frozen_clock, duty, status, respond_by):
    trip = Visit(
        year=2027,
        desa_id=world.desa["far"],
        starts_on=date(2027, 1, 12),
        ends_on=date(2027, 1, 13),
        venue="Balai desa",
        status=VisitStatus.SCHEDULED,
    )
    save(trip)
    save(
        Participation(
            visit_id=trip.id,
            opd_id=world.opds["a"],
            duty=duty,
            status=status,
            respond_by=respond_by,
            decline_reason="Tidak ada petugas" if status is ParticipationStatus.DECLINED else "",
        )
    )
    (card,) = cards.list_cards(SYSTEM)

    assert card.light is watch.readiness([trip.id])[trip.id]


def test_reasons_in_words():
    def reason(name: str, status: ParticipationStatus = ParticipationStatus.INVITED) -> readiness.Reason:
        return readiness.Reason(1, name, True, status, TODAY)

    assert readiness.words([]) == ""
    assert readiness.words([reason("Dinkes")]) == "Dinkes belum menjawab"
    assert readiness.words([reason(name) for name in "ABCD"]) == "A, B, dan 2 OPD lain belum menjawab"
    declined = reason("Dinsos", ParticipationStatus.DECLINED)
    assert readiness.words([reason("Dinkes"), declined]) == "Dinkes belum menjawab; Dinsos tidak hadir"


def test_the_chain_is_checked_and_remembered(session, frozen_clock):
    assert house.last_chain_check().at is None

    assert actions.check_chain(SYSTEM)

    found = house.last_chain_check()
    assert found.at == frozen_clock
    assert (found.ok, found.faults) == (True, 0)


def test_equal_preferences_leave_no_trace(world, session):
    from intranet.core.actor import Actor, Grant
    from intranet.core.permissions import Permission

    now = preferences.load()
    admin = Actor(1, "Rosmala", "admin", (Grant("admin", frozenset({Permission.SETTINGS_EDIT})),))
    with transaction():
        assert not actions.change_preferences(admin, seen="", wanted=Preferences(**{f: getattr(now, f) for f in now.__slots__}))
