"""When what happens in a round: its dates, and the instants at which people act in it.

The played people have clocks of their own: what they do in a round of last year is done at the
instants of last year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portal.ui.formats import HONG_KONG, in_hong_kong
from reviews.demo.invention import Plan

OPEN_FOR = timedelta(days=44)
RUSH = 2.2
"""Above 1: the nearer the closing time, the more applications come in."""


@dataclass(frozen=True)
class Timetable:
    """The dates of a call; ``opens_at`` is inclusive, ``closes_at`` exclusive."""

    opens_at: datetime
    closes_at: datetime
    results_on: date
    start_by: date
    complete_by: date
    report_by: date

    def details(self) -> dict[str, Any]:
        """The dates as a call takes them."""
        return dict(vars(self))

    def plan(self) -> Plan:
        """The dates that applications must fit."""
        closes_on = in_hong_kong(self.closes_at).date()
        return Plan(closes_on=closes_on, start_by=self.start_by, complete_by=self.complete_by)

    def before_opening(self, days: int) -> datetime:
        """So many days before the opening, to the hour of it."""
        return self.opens_at - timedelta(days=days)

    def after_closing(self, days: int, hours: int = 0) -> datetime:
        """So many days and hours after the closing time."""
        return self.closes_at + timedelta(days=days, hours=hours)

    def submission(self, index: int, number: int, *, until: datetime) -> datetime:
        """When application ``index`` of ``number`` comes in; all do before ``until``.

        The first comes a day after the opening at the earliest, most come near the end.
        """
        first = self.opens_at + timedelta(days=1)
        last = min(until, self.closes_at) - timedelta(minutes=2)
        late = 1 - float((1 - (index + 1) / (number + 1)) ** RUSH)
        return first + (last - first) * late


ROUND_ONE = Timetable(
    opens_at=datetime(2025, 6, 18, 9, tzinfo=HONG_KONG),
    closes_at=datetime(2025, 8, 1, 18, tzinfo=HONG_KONG),
    results_on=date(2025, 9, 1),
    start_by=date(2025, 9, 15),
    complete_by=date(2025, 11, 16),
    report_by=date(2025, 12, 16),
)
"""Round one as it was announced."""


def opened(days: int, *, now: datetime) -> Timetable:
    """A round that opened so many days before ``now``, spaced like round one."""
    opens_at = in_hong_kong(now - timedelta(days=days))
    opens_at = opens_at.replace(hour=9, minute=0, second=0, microsecond=0)
    closes_at = (opens_at + OPEN_FOR).replace(hour=18)
    closing_day = closes_at.date()
    return Timetable(
        opens_at=opens_at,
        closes_at=closes_at,
        results_on=closing_day + timedelta(days=31),
        start_by=closing_day + timedelta(days=45),
        complete_by=closing_day + timedelta(days=107),
        report_by=closing_day + timedelta(days=137),
    )
