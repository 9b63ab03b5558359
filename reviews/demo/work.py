"""Who does the promised jobs of a played round: workers beside it, or the player itself.

``make demo`` runs real Celery workers. The first start of ``make run`` has none yet, and tests
need none: there the jobs are run here, one after the other.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from portal.celery import app
from portal.jobs.execution import execute
from portal.jobs.models import Job, JobState
from reviews.assignment.models import AssignmentRun
from reviews.assignment.operations import propose

PATIENCE_SECONDS = 90
LOOK_EVERY_SECONDS = 0.25


class Stuck(Exception):
    """A promised job was not done; the text says which and why."""


class Work(Protocol):
    """Gets promised jobs done."""

    def propose(self, run: AssignmentRun, *, now: datetime) -> None:
        """Return when ``run``, requested at ``now`` by the round's clock, is worked out."""

    def finish(self, keys: Sequence[str]) -> None:
        """Return when the jobs promised under ``keys`` are done."""

    def settle(self) -> None:
        """Return when every job promised so far is done."""


class OwnHands:
    """Runs the jobs in this process, in the order they were promised."""

    def __init__(self) -> None:
        """Learn every job, as a worker does when it starts."""
        app.loader.import_default_modules()

    def propose(self, run: AssignmentRun, *, now: datetime) -> None:
        """Work the run out by the round's clock: its assessors may not serve any more today.

        The job then finds nothing left to do.
        """
        propose(run_id=run.pk, progress=_quiet, now=now)
        _do(_job_of(run))

    def finish(self, keys: Sequence[str]) -> None:
        """Run these, whatever else waits."""
        named = Job.objects.filter(key__in=keys).exclude(state=JobState.DONE)
        for job_id in list(named.order_by("created_at", "pk").values_list("pk", flat=True)):
            _do(job_id)

    def settle(self) -> None:
        """Run all that waits."""
        waiting = Job.objects.exclude(state__in=(JobState.DONE, JobState.DEAD))
        while ids := list(waiting.order_by("created_at", "pk").values_list("pk", flat=True)):
            for job_id in ids:
                _do(job_id)


class Workers:
    """Waits for the workers; what was promised before ``since`` is none of its business."""

    def __init__(self, since: datetime) -> None:
        self._since = since

    def propose(self, run: AssignmentRun, *, now: datetime) -> None:
        """Wait for the run's job."""
        del now
        self._wait(Job.objects.filter(pk=_job_of(run)))

    def finish(self, keys: Sequence[str]) -> None:
        """Wait for these."""
        self._wait(Job.objects.filter(key__in=keys))

    def settle(self) -> None:
        """Wait for all jobs."""
        self._wait(Job.objects.filter(created_at__gte=self._since))

    @staticmethod
    def _wait(jobs: QuerySet[Job]) -> None:
        """Patience ends when nothing at all has been done for a while.

        What is left is no measure of that: each letter that is made promises an e-mail.
        """
        last, changed = -1, time.monotonic()
        while left := jobs.exclude(state=JobState.DONE).count():
            _require_alive(jobs.filter(state=JobState.DEAD).first())
            done = jobs.filter(state=JobState.DONE).count()
            if done != last:
                last, changed = done, time.monotonic()
            if time.monotonic() - changed > PATIENCE_SECONDS:
                raise Stuck(f"{left} jobs wait and no worker takes them. Start it by make demo.")
            time.sleep(LOOK_EVERY_SECONDS)


def workers() -> Workers:
    """Workers for what is promised from now on."""
    return Workers(timezone.now())


def _job_of(run: AssignmentRun) -> UUID:
    if run.job is None:
        raise ValueError("a run that was requested has its job")
    return run.job.pk


def _do(job_id: UUID) -> None:
    execute(job_id)
    job = Job.objects.get(pk=job_id)
    if job.state != JobState.DONE:
        raise Stuck(f"The job {job.name} failed: {job.error}")


def _require_alive(dead: Job | None) -> None:
    if dead is not None:
        raise Stuck(f"The job {dead.name} stopped after three starts: {dead.error}")


def _quiet(_percent: float, _stage: str) -> None:
    """Nobody watches."""
