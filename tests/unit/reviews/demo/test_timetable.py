from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from grants.programmes.scheme import default_dates
from reviews.demo.rounds import DAYS_SINCE_OPENING, Size
from reviews.demo.timetable import ROUND_ONE, opened

NOW = datetime(2026, 11, 22, 0, 30, tzinfo=UTC)


def test_round_one_has_the_dates_that_were_announced() -> None:
    assert ROUND_ONE.opens_at.isoformat() == "2025-06-18T09:00:00+08:00"
    assert ROUND_ONE.closes_at.date() == date(2025, 8, 1)
    assert ROUND_ONE.results_on == date(2025, 9, 1)
    assert (ROUND_ONE.start_by, ROUND_ONE.complete_by) == (date(2025, 9, 15), date(2025, 11, 16))
    assert ROUND_ONE.report_by == date(2025, 12, 16)


def test_a_round_is_spaced_like_those_of_the_scheme() -> None:
    times = opened(14, now=NOW)
    scheme = default_dates(times.opens_at - timedelta(days=14))

    assert times.details() == scheme


def test_submissions_come_in_order_and_in_time() -> None:
    times = opened(60, now=NOW)

    moments = [times.submission(index, 200, until=NOW) for index in range(200)]

    assert moments == sorted(moments)
    assert times.opens_at < moments[0]
    assert moments[-1] < times.closes_at
    middle = times.opens_at + (times.closes_at - times.opens_at) / 2
    assert sum(moment > middle for moment in moments) > 110


def test_submissions_of_an_open_call_lie_behind_now() -> None:
    times = opened(20, now=NOW)

    assert times.submission(49, 50, until=NOW) < NOW < times.closes_at


@pytest.mark.parametrize(
    ("stage", "days", "hours"),
    [("screening", 6, 0), ("assessment", 20, 0), ("panel", 25, 0), ("released", 30, 16)],
)
@pytest.mark.parametrize("hour", range(0, 24, 5))
def test_a_stage_ends_before_now_whatever_the_hour(
    stage: str, days: int, hours: int, hour: int
) -> None:
    now = NOW.replace(hour=hour)
    times = opened(DAYS_SINCE_OPENING[stage], now=now)

    assert times.after_closing(days, hours) < now


def test_the_open_stage_leaves_the_call_open() -> None:
    times = opened(DAYS_SINCE_OPENING["open"], now=NOW)

    assert times.opens_at < NOW < times.closes_at


def test_a_full_round_is_as_big_as_round_one() -> None:
    assert Size.of(200) == Size(applications=200, assessors=30, awards=9)
    assert Size.of(2) == Size(applications=2, assessors=9, awards=2)
