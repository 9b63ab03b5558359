"""Which jobs need a push."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Min, Q, QuerySet

from portal.jobs.models import Job, JobState

SENT_IS_LOST_AFTER = timedelta(seconds=60)
"""A job handed over this long ago and not begun is handed over again: the message may be lost."""

WAITING_IS_LATE_AFTER = timedelta(seconds=1)


def lock_number(job_id: UUID) -> int:
    """The advisory lock of a job: 63 bits of its identifier."""
    return job_id.int & (2**63 - 1)


@contextmanager
def running_alone(job_id: UUID) -> Iterator[bool]:
    """Hold the job's advisory lock; yields False if another process runs the job.

    The lock belongs to the database connection, so it is gone the moment its process is killed:
    that is how the relay tells a dead worker from a slow one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock_number(job_id)])
        (held,) = cursor.fetchone()
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [lock_number(job_id)])


def is_abandoned(job_id: UUID) -> bool:
    """Whether no living process holds the job's lock."""
    with running_alone(job_id) as free:
        return free


def due_for_sending(now: datetime) -> list[Job]:
    """Jobs to hand to Celery: waiting ones whose time has come, lost ones, and orphans."""
    ready = Q(not_before__isnull=True) | Q(not_before__lte=now)
    waiting = ready & Q(state=JobState.WAITING, created_at__lte=now - WAITING_IS_LATE_AFTER)
    lost = Q(state=JobState.SENT, sent_at__lte=now - SENT_IS_LOST_AFTER)
    found = list(Job.objects.filter(waiting | lost).order_by("created_at")[:500])
    running = Job.objects.filter(state=JobState.RUNNING).order_by("created_at")
    return found + [job for job in running if is_abandoned(job.pk)]


def dead() -> QuerySet[Job]:
    """The dead-letter list, newest first."""
    return Job.objects.filter(state=JobState.DEAD).order_by("-finished_at")


def oldest_due(now: datetime) -> datetime | None:
    """Since when the oldest job that should be done by now has been waiting."""
    unfinished = Job.objects.filter(state__in=[JobState.WAITING, JobState.SENT, JobState.RUNNING])
    due = unfinished.filter(Q(not_before__isnull=True) | Q(not_before__lte=now))
    found: datetime | None = due.aggregate(oldest=Min("created_at"))["oldest"]
    return found
