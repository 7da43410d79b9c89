"""What the schedule looks like before a template draws it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from intranet.participation.states import ParticipationStatus
from intranet.places.states import HolidayKind
from intranet.planning import panels
from intranet.planning.queries import DayOff, Entry, Place, Published, Schedule
from intranet.visits.states import VisitStatus

TODAY = date(2027, 1, 20)


def entry(number: int, starts_on: date, status: VisitStatus = VisitStatus.SCHEDULED) -> Entry:
    return Entry(
        visit_id=100 + number,
        desa_id=number,
        desa=f"Desa {number}",
        kecamatan_id=1,
        kecamatan="Kedurang",
        starts_on=starts_on,
        ends_on=starts_on.replace(day=starts_on.day + 1),
        venue="Balai desa",
        status=status,
        reason="",
    )


def schedule(*entries: Entry, days_off: tuple[DayOff, ...] = ()) -> Schedule:
    places = tuple(
        Place(number, f"Desa {number}", 1, "Kedurang", -4.4 - number / 50, 103 + number / 60, visited=number < 6)
        for number in range(1, 7)
    )
    release = Published(1, "Sukarni Idrus", datetime(2026, 11, 23, tzinfo=UTC), "")
    return Schedule(2027, release, entries, places, days_off, (2027,))


def url(number: int) -> str:
    return f"/{number}"


def test_the_strip_names_months_that_a_period_closes() -> None:
    ramadan = DayOff(date(2027, 2, 8), date(2027, 3, 9), "Ramadan (perkiraan)", "blocked")
    local = DayOff(date(2027, 5, 1), date(2027, 5, 30), "Panen", "blocked", kecamatan_id=1)
    blocked = panels.blocked_months(2027, [ramadan, local])
    assert blocked == {2: "ramadan"}
    months = panels.strip({1: 3}, blocked, 1, url)
    assert [(month.label, month.count, month.note, month.current) for month in months[:2]] == [
        ("Jan", 3, "", True),
        ("Feb", 0, "ramadan", False),
    ]


def test_a_month_shows_working_days_holidays_and_visits() -> None:
    holiday = DayOff(date(2027, 1, 5), date(2027, 1, 5), "Isra Mikraj (perkiraan)", HolidayKind.PUBLIC.value)
    found = schedule(entry(1, date(2027, 1, 6)), days_off=(holiday,))
    weeks, names = panels.weeks(found, 1, {}, date(2027, 1, 1), url)
    assert names == panels.WORK_DAYS
    assert all(len(week) == 5 for week in weeks)
    days = {day.date: day for week in weeks for day in week}
    assert days[date(2027, 1, 5)].note == "Isra Mikraj"
    event = days[date(2027, 1, 6)].events[0]
    assert (event.title, event.detail, event.word, event.url) == ("Desa 1", "Kedurang", "terjadwal", "/101")


def test_the_weekend_is_shown_only_when_something_is_on_it() -> None:
    weeks, names = panels.weeks(schedule(entry(1, date(2027, 1, 9))), 1, {}, date(2027, 1, 1), url)
    assert names == panels.ALL_DAYS
    assert len(weeks[0]) == 7


@pytest.mark.parametrize(
    ("status", "ready", "mark"),
    [
        (VisitStatus.SCHEDULED, {}, ("info", "clock", "terjadwal")),
        (VisitStatus.SCHEDULED, {101: ParticipationStatus.CONFIRMED}, ("ok", "check", "hadir")),
        (VisitStatus.HELD, {101: ParticipationStatus.CONFIRMED}, ("mine", "check", "terlaksana")),
    ],
)
def test_a_mark_tells_readiness_while_it_is_known(status: VisitStatus, ready: dict, mark: tuple) -> None:
    assert panels.mark_of(entry(1, date(2027, 1, 25), status), ready, TODAY) == mark


def test_what_passed_and_was_not_marked_is_told() -> None:
    assert panels.mark_of(entry(1, date(2027, 1, 5)), {}, TODAY)[0] == "bad"


def test_tags_count_each_kind_the_good_ones_first() -> None:
    marks = [("wait", "clock", "menunggu"), ("ok", "check", "siap"), ("wait", "clock", "menunggu")]
    assert panels.tones(marks) == [("ok", "check", "1 siap"), ("wait", "clock", "2 menunggu")]


def test_the_map_counts_every_desa_once_and_no_kelurahan() -> None:
    found = schedule(
        entry(1, date(2027, 1, 25)),
        entry(2, date(2027, 1, 5)),
        entry(3, date(2027, 1, 12), VisitStatus.CLOSED),
        entry(4, date(2027, 3, 2), VisitStatus.POSTPONED),
    )
    land = panels.region(found, {})
    states = panels.state_map(found, land, TODAY, url)
    assert len(states.points) == 5
    assert {key.label: key.count for key in states.key} == {
        "Terlaksana": 1,
        "Terjadwal": 1,
        "Terlewat": 1,
        "Ditunda": 1,
        "Belum bertanggal": 1,
    }
    month = panels.month_map(found, 1, land, url)
    assert [key.count for key in month.key] == [3, 0, 2]
    assert month.label == "Peta 5 desa: 3 dikunjungi pada Januari 2027"


def test_a_cancelled_visit_gives_way_to_the_new_one() -> None:
    found = schedule(entry(1, date(2027, 1, 5), VisitStatus.CANCELLED), entry(1, date(2027, 6, 8)))
    assert found.dated == 1
    assert panels.shares(found)[0].text == "1 dari 5"


def test_names_hide_no_dot() -> None:
    found = schedule(entry(1, date(2027, 1, 25)))
    land = panels.region(found, {})
    for name in panels.month_map(found, 1, land, url).names:
        half = len(name["text"]) * panels.LETTER
        assert not any(abs(mark.x - name["x"]) < half and abs(mark.y - name["y"]) < 2 for mark in land.desa)
