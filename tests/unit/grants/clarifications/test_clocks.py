"""The clock both sides see."""

from __future__ import annotations

from datetime import UTC, datetime

from grants.clarifications.clocks import Clock, Span, clock
from portal.workdays.reckoning import Calendar


def day(number: int) -> datetime:
    """Noon in Hong Kong of a day in March 2026: the 2nd is a Monday, no holidays."""
    return datetime(2026, 3, number, 4, tzinfo=UTC)


def at(until: datetime, *spans: Span) -> Clock:
    return clock(spans, submitted_at=day(2), until=until, count=Calendar().between)


def test_an_open_question_runs_on_the_applicants_side() -> None:
    assert at(day(10), Span(day(4), None)) == Clock("applicant", 4, 4, 2)


def test_an_answer_hands_the_clock_back() -> None:
    assert at(day(12), Span(day(4), day(6))) == Clock("office", 0, 2, 6)


def test_questions_add_up_and_weekends_do_not() -> None:
    spans = Span(day(3), day(4)), Span(day(6), None)

    assert at(day(9), *spans) == Clock("applicant", 1, 2, 3)
