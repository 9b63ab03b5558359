"""What beat asks of bidding."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from portal.jobs.execution import Run, clocked, job
from reviews.bidding import reminders


@clocked("reviews.bidding.promise_reminders")
def promise_reminders(now: datetime) -> None:
    """Promise the reminders for which it is time."""
    reminders.promise_all(now=now)


@job("reviews.bidding.remind")
def remind(run: Run) -> None:
    """Remind one assessor, in the transaction that ends the job."""
    with run.finish():
        reminders.remind(**run.arguments, now=timezone.now())
