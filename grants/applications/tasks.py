"""What beat asks of applications."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from grants.applications import reminders, reopening
from grants.applications.autosave import spells
from portal.jobs.execution import Run, clocked, job


@clocked("grants.applications.settle")
def settle(now: datetime) -> None:
    """After the closing time, let stand what was submitted of applications left reopened."""
    reopening.settle_all(now=now)


@clocked("grants.applications.promise_reminders")
def promise_reminders(now: datetime) -> None:
    """Promise the reminders for which it is time."""
    reminders.promise_all(now=now)


@clocked("grants.applications.forget_writing_spells")
def forget_writing_spells(now: datetime) -> None:
    """Forget who was writing where a day ago."""
    spells.forget(now=now)


@job("grants.applications.remind")
def remind(run: Run) -> None:
    """Remind the members of one application, in the transaction that ends the job."""
    with run.finish():
        reminders.remind(**run.arguments, now=timezone.now())
