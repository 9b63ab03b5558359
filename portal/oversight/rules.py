"""Who may set stopped work going again."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied
from portal.jobs.models import Job, JobState


def check_retry_job(actor: Actor, job: Job, *, now: datetime) -> None:
    """Administrators retry what stopped; whatever else is waiting runs by itself."""
    del now
    if not actor.has(Role.ADMINISTRATOR, ""):
        raise Denied(_("Only an administrator can do this."))
    if job.state != JobState.DEAD:
        raise Denied(_("This job is done or on its way: there is nothing to retry."))
