"""One deadline for all visits of a month."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from intranet.participation.deadlines import respond_by


def test_january_is_answered_by_the_first_friday_of_december() -> None:
    assert respond_by(date(2027, 1, 12), date(2026, 11, 23)) == date(2026, 12, 4)


def test_all_visits_of_a_month_share_the_deadline() -> None:
    days = {respond_by(date(2027, 3, day), date(2026, 11, 23)) for day in range(1, 32)}
    assert days == {date(2027, 1, 29)}


def test_late_release_gives_a_week() -> None:
    assert respond_by(date(2026, 12, 21), date(2026, 11, 23)) == date(2026, 11, 30)


def test_last_moment_release_ends_the_day_before_the_visit() -> None:
    assert respond_by(date(2026, 11, 26), date(2026, 11, 23)) == date(2026, 11, 25)


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 400), st.integers(0, 90))
def test_deadline_lies_between_today_and_the_visit(today: date, ahead: int, lead: int) -> None:
    starts_on = today + timedelta(days=ahead)
    deadline = respond_by(starts_on, today, lead)
    assert today <= deadline <= max(today, starts_on)
