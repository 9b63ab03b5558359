"""Promising work, handing it over, and trying again (docs/adr/0004)."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from portal.jobs.door import forget, ring
from portal.jobs.models import Job, JobState
from portal.jobs.queries import due_for_sending


def enqueue(name: str, *, key: str, requested_by: Any = None, **arguments: Any) -> Job:
    """Promise the work ``name`` in the open transaction; after commit it is handed to Celery.

    ``key`` is unique for ever: promising the same key again returns the first promise and starts
    nothing. With the broker down the promise stays and the relay hands it over later.
    ``arguments`` must be JSON.
    """
    if not connection.in_atomic_block:
        raise ValueError("a job is promised in the transaction of its deed")
    job, created = Job.objects.get_or_create(
        key=key, defaults={"name": name, "arguments": arguments, "requested_by": requested_by}
    )
    if created:
        transaction.on_commit(partial(hand_over, job_id=job.pk))
    return job


def hand_over(*, job_id: UUID) -> bool:
    """Publish one job to Celery; False if the broker is out of reach, which harms nothing."""
    job = Job.objects.get(pk=job_id)
    if not ring(job.name, job.pk):
        return False
    Job.objects.filter(pk=job_id, state=JobState.WAITING).update(
        state=JobState.SENT, sent_at=timezone.now()
    )
    return True


def relay(*, now: datetime) -> int:
    """Hand over again whatever is not done and should be; returns how many. Beat calls it."""
    forget()
    sent = 0
    for job in due_for_sending(now):
        unchanged = Job.objects.filter(pk=job.pk, state=job.state, starts=job.starts)
        unchanged.update(state=JobState.WAITING)
        if not hand_over(job_id=job.pk):
            break
        sent += 1
    return sent


@transaction.atomic
def retry(*, job_id: UUID) -> Job:
    """Give a dead job three new starts. The caller checks the actor and writes the audit event."""
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.state == JobState.DEAD:
        job.state, job.starts, job.not_before, job.finished_at = JobState.WAITING, 0, None, None
        job.save(update_fields=["state", "starts", "not_before", "finished_at"])
        transaction.on_commit(partial(hand_over, job_id=job.pk))
    return job
