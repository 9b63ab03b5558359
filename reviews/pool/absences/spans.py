"""Whether absences leave a day free: pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

Span = tuple[date, date]
"""First and last day, both included."""

SCORING_TIME = timedelta(days=21)
"""How long assessors usually have from the offer to the due day of their score sheets."""


def covers(spans: Iterable[Span], first: date, last: date) -> bool:
    """Whether every day from ``first`` to ``last`` lies in one of ``spans``, in any order."""
    day = first
    for start, end in sorted(spans):
        if start > day:
            break
        day = max(day, end + timedelta(days=1))
        if day > last:
            return True
    return False
