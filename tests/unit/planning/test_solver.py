"""The draft of a year: order, dates, reasons, and what to do when the year is too short."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from intranet.places.states import WetSeasonAccess
from intranet.planning.solver import (
    Blocked,
    DayBook,
    Fixed,
    Rules,
    Speeds,
    Village,
    draft,
    mends,
    nearest_free,
    problem_with,
    rank,
)
from intranet.planning.states import RankBasis

SPEEDS = Speeds(road_kmh=30, straight_kmh=20, origin="Manna")
TUE_TO_THU = frozenset({1, 2, 3})


def village(id_: int, minutes: int | None = None, **more: object) -> Village:
    return Village(**{"id": id_, "name": f"Desa {id_:03}", "kecamatan_id": 1, "straight_km": 5.0, "travel_minutes": minutes} | more)


def rules(**more: object) -> Rules:
    return Rules(
        **{
            "starts_on": date(2027, 1, 1),
            "ends_on": date(2027, 12, 31),
            "weekdays": TUE_TO_THU,
            "visits_per_week": 2,
            "days_per_visit": 2,
        }
        | more
    )


def dates(found) -> list[date | None]:
    return [line.starts_on for line in found.lines]


class TestRanking:
    def test_minutes_count_before_road_before_straight_line(self) -> None:
        ranked = rank(
            [
                village(1, 60, road_km=100, straight_km=90),
                village(2, road_km=40, straight_km=1),
                village(3, straight_km=25),
            ],
            SPEEDS,
        )
        assert [(entry.village.id, entry.measure.basis) for entry in ranked] == [
            (2, RankBasis.ROAD_KM),  # 80 minutes at 30 km/h
            (3, RankBasis.STRAIGHT_KM),  # 75 minutes at 20 km/h
            (1, RankBasis.TRAVEL_MINUTES),
        ]
        assert [entry.rank for entry in ranked] == [1, 2, 3]

    def test_the_measure_is_told(self) -> None:
        ranked = rank([village(1, 95), village(2, road_km=41.25), village(3, straight_km=23.3)], SPEEDS)
        words = {entry.village.id: entry.measure.words("Manna") for entry in ranked}
        assert words == {
            1: "95 menit dari Manna",
            2: "41,2 km jalan dari Manna, sekitar 82 menit",
            3: "23,3 km garis lurus dari Manna, sekitar 70 menit",
        }

    def test_equals_stand_by_name(self) -> None:
        ranked = rank([village(2, 50, name="Beta"), village(1, 50, name="Alfa")], SPEEDS)
        assert [entry.village.name for entry in ranked] == ["Alfa", "Beta"]


class TestPlacing:
    def test_farthest_first_and_no_overlap(self) -> None:
        found = draft(rank([village(1, 10), village(2, 90), village(3, 50)], SPEEDS), rules(), DayBook(), speeds=SPEEDS)
        assert [line.desa_id for line in found.lines] == [2, 3, 1]
        # Tuesday 5 and Thursday 7 January: the days of two visits do not meet while two a week fit anyway
        assert dates(found) == [date(2027, 1, 5), date(2027, 1, 7), date(2027, 1, 12)]

    def test_three_a_week_hand_over_in_the_evening(self) -> None:
        found = draft(rank([village(n, 100 - n) for n in range(1, 5)], SPEEDS), rules(visits_per_week=3), DayBook(), speeds=SPEEDS)
        assert dates(found) == [date(2027, 1, 5), date(2027, 1, 6), date(2027, 1, 7), date(2027, 1, 12)]

    def test_the_reason_names_rank_measure_and_holiday(self) -> None:
        book = DayBook({date(2027, 1, 5): "libur Isra Mikraj"})
        found = draft(rank([village(1, 95)], SPEEDS), rules(), book, speeds=SPEEDS)
        assert found.lines[0].starts_on == date(2027, 1, 6)
        assert found.lines[0].reason == ("Terjauh ke-1: 95 menit dari Manna. Rabu pertama yang kosong setelah libur Isra Mikraj.")

    def test_a_holiday_on_the_second_day_closes_the_start_too(self) -> None:
        book = DayBook({date(2027, 1, 6): "libur"})
        found = draft(rank([village(1, 95)], SPEEDS), rules(), book, speeds=SPEEDS)
        assert dates(found) == [date(2027, 1, 7)]

    def test_a_visit_does_not_reach_into_the_weekend(self) -> None:
        friday = draft(rank([village(1, 95)], SPEEDS), rules(weekdays=frozenset({4})), DayBook(), speeds=SPEEDS)
        assert friday.fits == 0
        both = draft(rank([village(1, 95)], SPEEDS), rules(weekdays=frozenset({4, 5})), DayBook(), speeds=SPEEDS)
        assert dates(both) == [date(2027, 1, 1)]

    def test_a_period_of_one_kecamatan_moves_only_its_desa(self) -> None:
        book = DayBook(blocked=(Blocked(date(2027, 1, 1), date(2027, 1, 31), "panen kopi", kecamatan_id=7),))
        ranked = rank([village(1, 95, kecamatan_id=7), village(2, 50)], SPEEDS)
        found = {line.desa_id: line for line in draft(ranked, rules(), book, speeds=SPEEDS).lines}
        assert found[2].starts_on == date(2027, 1, 5)
        assert found[1].starts_on == date(2027, 2, 2)
        assert "setelah panen kopi" in found[1].reason

    def test_pinned_and_held_visits_stay_and_take_their_days(self) -> None:
        fixed = [Fixed(2, date(2027, 1, 5), 2)]
        found = draft(rank([village(1, 95), village(2, 50)], SPEEDS), rules(), DayBook(), speeds=SPEEDS, fixed=fixed)
        assert [(line.desa_id, line.starts_on) for line in found.lines] == [(1, date(2027, 1, 7))]

    def test_a_road_cut_off_by_rain_waits_for_the_dry_months(self) -> None:
        ranked = rank([village(1, 95, wet_season=WetSeasonAccess.CUT_OFF), village(2, 50)], SPEEDS)
        found = draft(ranked, rules(), DayBook(), speeds=SPEEDS)
        assert dates(found) == [date(2027, 3, 2), date(2027, 1, 5)]
        assert "Di luar musim hujan" in found.lines[0].reason

    def test_without_a_dry_day_it_comes_in_the_rain_and_says_so(self) -> None:
        ranked = rank([village(1, 95, wet_season=WetSeasonAccess.CUT_OFF)], SPEEDS)
        found = draft(ranked, rules(ends_on=date(2027, 1, 31)), DayBook(), speeds=SPEEDS)
        assert found.fits == 1
        assert "tidak ada tanggal lain" in found.lines[0].reason

    def test_not_before(self) -> None:
        found = draft(rank([village(1, 95)], SPEEDS), rules(), DayBook(), speeds=SPEEDS, not_before=date(2027, 6, 1))
        assert dates(found) == [date(2027, 6, 1)]

    def test_too_many_are_left_without_a_date_and_say_why(self) -> None:
        ranked = rank([village(n, 100 - n) for n in range(5)], SPEEDS)
        found = draft(ranked, rules(ends_on=date(2027, 1, 8)), DayBook(), speeds=SPEEDS)
        assert (found.fits, found.missing) == (2, 3)
        assert "Belum kebagian tanggal" in found.lines[-1].reason


class TestAdvice:
    def test_nothing_to_mend_when_all_fit(self) -> None:
        assert mends(rank([village(1, 95)], SPEEDS), rules(), DayBook(), speeds=SPEEDS) == []

    def test_each_change_was_really_tried(self) -> None:
        ranked = rank([village(n, 300 - n) for n in range(120)], SPEEDS)
        short = rules()
        assert draft(ranked, short, DayBook(), speeds=SPEEDS).fits == 104
        found = mends(ranked, short, DayBook(), speeds=SPEEDS)
        assert found[0].words == "3 kunjungan seminggu"
        assert found[0].enough
        for mend in found:
            assert draft(ranked, mend.rules, DayBook(), speeds=SPEEDS).fits == mend.fits

    def test_several_changes_at_once_when_one_is_not_enough(self) -> None:
        ranked = rank([village(n, 300 - n) for n in range(30)], SPEEDS)
        found = mends(ranked, rules(ends_on=date(2027, 2, 7), weekdays=frozenset({1}), visits_per_week=1), DayBook(), speeds=SPEEDS)
        assert found[0].enough
        assert found[0].words

    def test_the_most_that_a_year_can_hold_when_nothing_is_enough(self) -> None:
        ranked = rank([village(n, 900 - n) for n in range(400)], SPEEDS)
        found = mends(ranked, rules(), DayBook(), speeds=SPEEDS)
        assert not any(mend.enough for mend in found)
        assert found[0].fits == max(mend.fits for mend in found)


class TestByHand:
    @pytest.mark.parametrize(
        ("start", "problem"),
        [
            (date(2026, 12, 31), "di luar masa kunjungan"),
            (date(2027, 12, 31), "di luar masa kunjungan"),  # the second day is outside
            (date(2027, 1, 8), "kena hari Sabtu"),
            (date(2027, 3, 9), "kena libur Nyepi"),
            (date(2027, 3, 8), "kena libur Nyepi"),
            (date(2027, 5, 4), "bersamaan dengan kunjungan lain"),
            (date(2027, 5, 5), "bersamaan dengan kunjungan lain"),
            (date(2027, 5, 6), None),
            (date(2027, 5, 10), None),  # a Monday: by hand any working day may be chosen
        ],
    )
    def test_what_stands_against_a_date(self, start: date, problem: str | None) -> None:
        book = DayBook({date(2027, 3, 9): "libur Nyepi"})
        others = [Fixed(9, date(2027, 5, 4), 2)]
        found = problem_with(start, 2, village(1), rules(), book, others)
        assert (found.words if found else None) == problem

    def test_the_nearest_free_dates_keep_all_rules(self) -> None:
        book = DayBook({date(2027, 3, 9): "libur Nyepi"})
        others = [Fixed(9, date(2027, 3, 4), 2)]
        found = nearest_free(date(2027, 3, 9), 2, village(1), rules(), book, others)
        assert found == [date(2027, 3, 2), date(2027, 3, 10), date(2027, 3, 11), date(2027, 3, 16)]
        assert all(problem_with(day, 2, village(1), rules(), book, others) is None for day in found)

    def test_none_when_the_window_is_over(self) -> None:
        over = date(2028, 1, 1)
        assert nearest_free(date(2027, 3, 9), 2, village(1), rules(), DayBook(), [], not_before=over) == []


def test_a_plain_week_of_two_day_visits_holds_two() -> None:
    assert not rules(visits_per_week=2).hands_over
    assert rules(visits_per_week=3).hands_over
    assert not rules(visits_per_week=5, days_per_visit=1, weekdays=frozenset(range(5))).hands_over
    assert date(2027, 1, 5) + timedelta(1) == date(2027, 1, 6)
