"""Setting stopped work going again, written down."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.jobs import operations as jobs
from portal.jobs.models import Job
from portal.oversight import rules


@transaction.atomic
def retry_job(*, job_id: UUID, actor: Actor, now: datetime) -> Job:
    """Give a stopped job three new starts; its effect still happens once at most."""
    job = Job.objects.select_for_update().get(pk=job_id)
    rules.check_retry_job(actor, job, now=now)
    before, error = job.state, job.error
    job = jobs.retry(job_id=job_id)
    states = (before, job.state)
    record("job.retry", actor=actor, subject=job, states=states, job=job.name, error=error[:500])
    return job
