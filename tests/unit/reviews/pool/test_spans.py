"""Whether absences leave a day free."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.pool.absences.spans import Span, covers

START = date(2026, 6, 1)


def span(first: int, last: int) -> Span:
    return START + timedelta(days=first), START + timedelta(days=last)


@pytest.mark.parametrize(
    ("spans", "covered"),
    [
        ([], False),
        ([span(0, 20)], True),
        ([span(-5, 30)], True),
        ([span(0, 19)], False),
        ([span(1, 20)], False),
        ([span(11, 20), span(0, 10)], True),
        ([span(12, 20), span(0, 10)], False),
        ([span(0, 15), span(3, 5), span(10, 20)], True),
    ],
)
def test_every_day_must_lie_in_one_of_them(spans: list[Span], covered: bool) -> None:
    assert covers(spans, *span(0, 20)) is covered


@given(st.lists(st.tuples(st.integers(-3, 12), st.integers(0, 6)), max_size=6))
def test_it_says_what_counting_each_day_says(drawn: list[tuple[int, int]]) -> None:
    spans = [span(first, first + length) for first, length in drawn]
    days = [START + timedelta(days=one) for one in range(10)]

    counted = all(any(first <= day <= last for first, last in spans) for day in days)

    assert covers(spans, days[0], days[-1]) is counted
