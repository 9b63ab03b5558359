"""Making personal copies, and removing them in time."""

from __future__ import annotations

import tempfile
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from portal.copies import operations, queries
from portal.jobs.execution import Run, job
from portal.organisations.queries import actor_for


@job("portal.copies.make")
def make(run: Run) -> None:
    """Make one copy as the person who asked for it, if it is still wanted."""
    copy = queries.to_make(UUID(run.arguments["copy_id"]))
    if copy is None:
        return
    actor = actor_for(copy.requested_by, now=timezone.now())
    with tempfile.TemporaryFile() as target:
        written = operations.write(copy=copy, actor=actor, target=target, progress=run.progress)
        target.seek(0)
        with run.finish():
            operations.attach(
                copy=copy, source=target, written=written, actor=actor, now=timezone.now()
            )


@shared_task(name="portal.copies.remove_expired")
def remove_expired() -> None:
    """Delete files whose time is over."""
    operations.remove_expired(now=timezone.now())
