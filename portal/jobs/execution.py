"""Running a promised job: claimed, counted, done once, and stopped after three starts.

Every job of the portal is declared with :func:`job` in its area's ``tasks.py``. Its effect stands
inside ``with run.finish():``, one transaction that also marks the row done, so a second delivery
finds it done and does nothing (requirement TK-07).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from portal.jobs.models import MOST_STARTS, Job, JobState
from portal.jobs.queries import running_alone

log = logging.getLogger(__name__)

REGISTRY: dict[str, Callable[[Run], None]] = {}
"""Every job by name; tests compare it with the names given to ``enqueue``."""

BACK_OFF = (timedelta(seconds=2), timedelta(seconds=20))


class AlreadyDone(Exception):
    """Another delivery of the same job finished first."""


class Run:
    """One start of a job, given to the job's function."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.is_finished = False

    @property
    def arguments(self) -> dict[str, Any]:
        """What the job was promised with."""
        arguments: dict[str, Any] = self.job.arguments
        return arguments

    def progress(self, percent: float, note: str = "") -> None:
        """Tell the page that watches: ``percent`` of 100 done."""
        bounded = max(0, min(100, int(percent)))
        Job.objects.filter(pk=self.job.pk).update(progress=bounded, progress_note=note[:200])

    @contextmanager
    def finish(self, result: dict[str, Any] | None = None) -> Iterator[None]:
        """One transaction: the effect inside, and the row marked done with it."""
        with transaction.atomic():
            row = Job.objects.select_for_update().get(pk=self.job.pk)
            if row.state == JobState.DONE:
                raise AlreadyDone
            yield
            row.state, row.finished_at, row.progress = JobState.DONE, timezone.now(), 100
            row.result = result or {}
            row.error = ""
            row.save(update_fields=["state", "finished_at", "progress", "result", "error"])
        self.is_finished = True


def job(name: str) -> Callable[[Callable[[Run], None]], Any]:
    """Declare the function that does job ``name``; Celery gets a task of the same name."""

    def declare(work: Callable[[Run], None]) -> Any:
        REGISTRY[name] = work

        @shared_task(name=name)
        def task(job_id: str) -> None:
            execute(UUID(job_id))

        return task

    return declare


def clocked(name: str) -> Callable[[Callable[[datetime], None]], Any]:
    """Declare what beat starts at each turn of ``name`` in its schedule, given the moment.

    It is not promised, so it must look for itself at what is due: a turn may be missed or doubled.
    """

    def declare(work: Callable[[datetime], None]) -> Any:
        @shared_task(name=name)
        def task() -> None:
            work(timezone.now())

        return task

    return declare


def execute(job_id: UUID) -> None:
    """Run one job if nobody else does, it is not done, and it has starts left."""
    with running_alone(job_id) as alone:
        run = _claim(job_id) if alone else None
        if run is None:
            return
        try:
            REGISTRY[run.job.name](run)
            if not run.is_finished:
                with run.finish():
                    pass
        except AlreadyDone:
            log.info("job %s was done already", job_id)
        except Exception as error:
            log.exception("job %s (%s) failed", job_id, run.job.name)
            _give_back(run.job, error)


@transaction.atomic
def _claim(job_id: UUID) -> Run | None:
    row = Job.objects.select_for_update().filter(pk=job_id).first()
    if row is None or row.is_finished:
        return None
    if row.starts >= MOST_STARTS:
        _bury(row, row.error or "The process was killed each time.")
        return None
    row.state, row.starts, row.started_at = JobState.RUNNING, row.starts + 1, timezone.now()
    row.save(update_fields=["state", "starts", "started_at"])
    return Run(row)


def _give_back(row: Job, error: Exception) -> None:
    text = f"{type(error).__name__}: {error}"[:2000]
    if row.starts >= MOST_STARTS:
        _bury(row, text)
        return
    row.state, row.error = JobState.WAITING, text
    row.not_before = timezone.now() + BACK_OFF[row.starts - 1]
    row.save(update_fields=["state", "error", "not_before"])


def _bury(row: Job, error: str) -> None:
    log.critical("job %s (%s) stopped after %s starts: %s", row.pk, row.name, row.starts, error)
    row.state, row.error, row.finished_at = JobState.DEAD, error, timezone.now()
    row.save(update_fields=["state", "error", "finished_at"])
