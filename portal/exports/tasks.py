"""Making exports, and removing them in time."""

from __future__ import annotations

import tempfile

from celery import shared_task
from django.utils import timezone

from portal.accounts.actors import Actor
from portal.accounts.queries import roles_of
from portal.exports import operations
from portal.exports.models import Export
from portal.jobs.execution import Run, job


@job("portal.exports.make")
def make(run: Run) -> None:
    """Make one export as the person who asked for it."""
    export = Export.objects.select_related("requested_by").get(pk=run.arguments["export_id"])
    person = export.requested_by
    actor = Actor(user=person, roles=roles_of(person, now=timezone.now()))
    with tempfile.TemporaryFile() as target:
        rows = operations.write(export=export, actor=actor, target=target, progress=run.progress)
        target.seek(0)
        with run.finish():
            operations.attach(export=export, source=target, rows=rows, actor=actor)


@shared_task(name="portal.exports.remove_expired")
def remove_expired() -> None:
    """Delete files whose time is over."""
    operations.remove_expired(now=timezone.now())
