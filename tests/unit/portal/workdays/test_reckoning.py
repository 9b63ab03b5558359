"""Counting working days against dates everybody can look up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.workdays.reckoning import Calendar

PLAIN = Calendar()


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2026, 2, 16), True),  # Monday before the Lunar New Year
        (date(2026, 2, 17), False),  # its first three days
        (date(2026, 2, 19), False),
        (date(2026, 2, 20), True),
        (date(2026, 4, 3), False),  # Good Friday, general but not statutory
        (date(2026, 4, 7), False),  # the day after Easter Monday stands in for Ching Ming
        (date(2026, 7, 1), False),
        (date(2026, 7, 4), False),  # a Saturday
        (date(2026, 12, 25), False),
    ],
)
def test_general_holidays_and_weekends_are_no_working_days(day: date, is_working: bool) -> None:
    assert PLAIN.is_working(day) is is_working


def test_a_due_day_jumps_over_the_lunar_new_year() -> None:
    assert PLAIN.after(date(2026, 2, 13), 1) == date(2026, 2, 16)
    assert PLAIN.after(date(2026, 2, 13), 3) == date(2026, 2, 23)
    assert PLAIN.before(date(2026, 2, 23), 2) == date(2026, 2, 16)
    assert PLAIN.between(date(2026, 2, 13), date(2026, 2, 23)) == 3


def test_an_exception_turns_a_day_either_way() -> None:
    typhoon, saturday = date(2026, 9, 9), date(2026, 9, 12)
    calendar = Calendar({typhoon: False, saturday: True})

    assert (calendar.is_working(typhoon), calendar.is_working(saturday)) == (False, True)
    assert calendar.after(date(2026, 9, 8), 1) == date(2026, 9, 10)
    assert calendar.between(date(2026, 9, 8), date(2026, 9, 13)) == 3


def test_a_calendar_without_working_days_ends_its_search() -> None:
    never = Calendar({date(2026, 1, 1) + timedelta(days=number): False for number in range(1500)})

    assert never.after(date(2026, 1, 1), 1) > date(2028, 1, 1)


@given(
    st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    st.integers(min_value=1, max_value=40),
)
def test_the_count_and_the_step_agree(day: date, number: int) -> None:
    due = PLAIN.after(day, number)

    assert PLAIN.is_working(due)
    assert PLAIN.between(day, due) == number
    assert PLAIN.between(due, day) == 0
