"""Counting working days: Monday to Friday without Hong Kong's general holidays.

The holidays are those of the package ``holidays``, which follows the General Holidays Ordinance
(Cap. 149); what the Gazette changes later, or a day lost to a typhoon, is an exception.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

import holidays
from holidays.constants import OPTIONAL, PUBLIC

SATURDAY = 5
ONE_DAY = timedelta(days=1)
LONGEST_LOOK = 3 * 366
"""Days a count looks ahead at most: exceptions could otherwise leave no working day at all."""


@cache
def general_holidays(year: int, language: str = "en_HK") -> dict[date, str]:
    """The general holidays of ``year`` with their names.

    The package keeps the days that are general but not statutory holidays, Good Friday among
    them, in a category of their own.
    """
    known = holidays.country_holidays(
        "HK", years=[year], language=language, categories=(PUBLIC, OPTIONAL)
    )
    return dict(known.items())


@dataclass(frozen=True)
class Calendar:
    """Working days; ``exceptions`` say of single days whether the office works on them."""

    exceptions: Mapping[date, bool] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        """Whether the office works on ``day``."""
        if day in self.exceptions:
            return self.exceptions[day]
        return day.weekday() < SATURDAY and day not in general_holidays(day.year)

    def after(self, day: date, number: int) -> date:
        """The ``number``-th working day after ``day``, which does not count itself."""
        return self._step(day, number, ONE_DAY)

    def before(self, day: date, number: int) -> date:
        """The ``number``-th working day before ``day``, which does not count itself."""
        return self._step(day, number, -ONE_DAY)

    def between(self, first: date, last: date) -> int:
        """Working days after ``first`` up to and with ``last``; none where ``last`` is earlier."""
        days = max(0, (last - first).days)
        return sum(self.is_working(first + timedelta(days=one)) for one in range(1, days + 1))

    def _step(self, day: date, number: int, step: timedelta) -> date:
        found, looked = 0, 0
        while found < number and looked < LONGEST_LOOK:
            day += step
            looked += 1
            found += self.is_working(day)
        return day
