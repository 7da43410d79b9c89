"""What holds for every draft, whatever the villages, the rules and the days off."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from intranet.places.states import WetSeasonAccess
from intranet.planning.solver import Blocked, DayBook, Fixed, Rules, Speeds, Village, draft, rank

YEAR = 2027
SPEEDS = Speeds()
days_of_year = st.dates(date(YEAR, 1, 1), date(YEAR, 12, 31))


@st.composite
def villages(draw: st.DrawFn) -> list[Village]:
    count = draw(st.integers(0, 40))
    return [
        Village(
            id=id_,
            name=f"Desa {id_}",
            kecamatan_id=draw(st.integers(1, 3)),
            straight_km=draw(st.floats(0, 60)),
            road_km=draw(st.none() | st.floats(0, 100)),
            travel_minutes=draw(st.none() | st.integers(1, 300)),
            wet_season=draw(st.sampled_from(WetSeasonAccess)),
        )
        for id_ in range(1, count + 1)
    ]


@st.composite
def rule_sets(draw: st.DrawFn) -> Rules:
    first, last = sorted((draw(days_of_year), draw(days_of_year)))
    return Rules(
        starts_on=first,
        ends_on=last,
        weekdays=frozenset(draw(st.sets(st.integers(0, 6), min_size=1))),
        visits_per_week=draw(st.integers(1, 5)),
        days_per_visit=draw(st.integers(1, 3)),
    )


@st.composite
def day_books(draw: st.DrawFn) -> DayBook:
    holidays = dict.fromkeys(draw(st.sets(days_of_year, max_size=30)), "libur")
    periods = []
    for _ in range(draw(st.integers(0, 3))):
        first = draw(days_of_year)
        scope = draw(st.sampled_from(("all", "kecamatan", "desa")))
        periods.append(
            Blocked(
                first,
                first + timedelta(draw(st.integers(0, 40))),
                "masa tertutup",
                kecamatan_id=1 if scope == "kecamatan" else None,
                desa_id=2 if scope == "desa" else None,
            )
        )
    return DayBook(holidays, tuple(periods))


def visit_days(start: date, days: int) -> list[date]:
    return [start + timedelta(n) for n in range(days)]


@settings(max_examples=150, deadline=None)
@given(villages(), rule_sets(), day_books(), st.data())
def test_every_draft_keeps_the_rules(known: list[Village], rules: Rules, book: DayBook, data: st.DataObject) -> None:
    pinned = data.draw(st.lists(st.integers(1, 40), max_size=3, unique=True)) if known else []
    fixed = [Fixed(desa_id, data.draw(days_of_year), rules.days_per_visit) for desa_id in pinned]
    ranked = rank(known, SPEEDS)
    found = draft(ranked, rules, book, speeds=SPEEDS, fixed=fixed)
    by_id = {village.id: village for village in known}

    # each desa once, and the pinned ones not at all: they keep their days
    assert sorted(line.desa_id for line in found.lines) == sorted(set(by_id) - set(pinned))
    placed = [line for line in found.lines if line.starts_on]
    assert found.fits == len(placed)
    assert found.fits + found.missing == len(found.lines)

    for line in placed:
        village = by_id[line.desa_id]
        assert line.starts_on.weekday() in rules.weekdays
        for day in visit_days(line.starts_on, line.days):
            assert rules.starts_on <= day <= rules.ends_on
            assert day not in book.holidays
            assert day.weekday() < 5 or day.weekday() in rules.weekdays
            assert not any(period.covers(day, village.id, village.kecamatan_id) for period in book.blocked)

    _no_two_meet(placed, fixed, rules)

    starts_per_week = Counter(
        start - timedelta(start.weekday()) for start in [line.starts_on for line in placed] + [visit.starts_on for visit in fixed]
    )
    own_weeks = {line.starts_on - timedelta(line.starts_on.weekday()) for line in placed}
    assert all(starts_per_week[week] <= rules.visits_per_week for week in own_weeks)


def _no_two_meet(placed, fixed, rules: Rules) -> None:
    spans = [(line.starts_on, line.starts_on + timedelta(line.days - 1)) for line in placed]
    others = [(visit.starts_on, visit.starts_on + timedelta(visit.days - 1)) for visit in fixed]
    for index, (start, end) in enumerate(spans):
        for other_start, other_end in spans[index + 1 :] + others:
            apart = end < other_start or other_end < start
            hand_over = rules.hands_over and (start < end == other_start < other_end or other_start < other_end == start < end)
            assert apart or hand_over


@settings(max_examples=80, deadline=None)
@given(villages(), rule_sets(), day_books())
def test_the_order_of_dates_is_the_order_of_distance(known: list[Village], rules: Rules, book: DayBook) -> None:
    everywhere = DayBook(book.holidays, tuple(p for p in book.blocked if p.kecamatan_id is None and p.desa_id is None))
    dry = [village for village in known if village.wet_season is not WetSeasonAccess.CUT_OFF]
    found = draft(rank(dry, SPEEDS), rules, everywhere, speeds=SPEEDS)
    starts = [line.starts_on for line in found.lines]
    dated = [start for start in starts if start]
    assert dated == sorted(dated)
    assert starts[: len(dated)] == dated, "only the nearest are left without a date"


@settings(max_examples=30, deadline=None)
@given(villages(), rule_sets(), day_books(), st.randoms())
def test_the_same_data_give_the_same_draft(known: list[Village], rules: Rules, book: DayBook, random) -> None:
    shuffled = list(known)
    random.shuffle(shuffled)
    first = draft(rank(known, SPEEDS), rules, book, speeds=SPEEDS)
    assert draft(rank(shuffled, SPEEDS), rules, book, speeds=SPEEDS) == first
