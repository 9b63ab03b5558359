"""The outbox of work: a row is the promise, Celery only the door bell."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

MOST_STARTS = 3


class JobState(models.TextChoices):
    """Where a job stands. An administrator can retry a dead one; done is the end."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Handed over")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    DEAD = "dead", _("Stopped after three starts")


class Job(models.Model):
    """One piece of work, named by the dotted operation it calls; ``key`` makes it unique."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100)
    arguments = models.JSONField(default=dict)
    key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    starts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    progress = models.PositiveSmallIntegerField(default=0)
    progress_note = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(starts__lte=MOST_STARTS), name="job_starts_at_most_three_times"
            ),
            models.CheckConstraint(
                condition=Q(progress__lte=100), name="job_progress_is_at_most_100_per_cent"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=["waiting", "sent", "running"]),
                name="jobs_not_done",
            )
        ]

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state in (JobState.DONE, JobState.DEAD)

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "job"

    @property
    def audit_reference(self) -> str:
        """The job's identifier."""
        return str(self.pk)

    @property
    def audit_scope(self) -> str:
        """Jobs belong to no call."""
        return ""
