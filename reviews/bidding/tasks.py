"""What beat and the filing of a register ask of bidding."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from portal.jobs.execution import Run, clocked, job
from reviews.bidding import operations, reminders


@clocked("reviews.bidding.promise_reminders")
def promise_reminders(now: datetime) -> None:
    """Promise the reminders for which it is time."""
    reminders.promise_all(now=now)


@job("reviews.bidding.remind")
def remind(run: Run) -> None:
    """Remind one assessor, in the transaction that ends the job."""
    with run.finish():
        reminders.remind(**run.arguments, now=timezone.now())


@job("reviews.bidding.look_again")
def look_again(run: Run) -> None:
    """Look for conflicts after a register was filed, in the transaction that ends the job."""
    with run.finish():
        operations.look_again(**run.arguments, now=timezone.now())
