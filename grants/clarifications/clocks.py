"""The clock of clarifications: whose turn it is, and how long each side has had it.

Everything is counted in working days of Hong Kong, so both sides see the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from portal.ui.formats import in_hong_kong

Count = Callable[[date, date], int]
APPLICANT, OFFICE = "applicant", "office"


@dataclass(frozen=True)
class Span:
    """The time from a question to its end; ``ended_at`` is None while it is open."""

    asked_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Clock:
    """Working days: of the open question, and in sum with either side since the submission."""

    turn: str
    open_days: int
    applicant_days: int
    office_days: int


def clock(spans: Iterable[Span], *, submitted_at: datetime, until: datetime, count: Count) -> Clock:
    """The clock at ``until``; what is not with the applicant is with the office."""
    known = list(spans)
    days = [_days(span.asked_at, span.ended_at or until, count) for span in known]
    open_ones = [number for span, number in zip(known, days, strict=True) if span.ended_at is None]
    total = _days(submitted_at, until, count)
    with_applicant = sum(days)
    return Clock(
        turn=APPLICANT if open_ones else OFFICE,
        open_days=sum(open_ones),
        applicant_days=with_applicant,
        office_days=max(0, total - with_applicant),
    )


def _days(first: datetime, last: datetime, count: Count) -> int:
    return count(in_hong_kong(first).date(), in_hong_kong(last).date())
