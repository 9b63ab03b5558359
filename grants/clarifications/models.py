"""Clarifications: what is asked on which parts, until when, and what was answered.

The snapshot is never touched: an answer stands beside what was submitted.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from grants.applications.models import Application
from portal.documents.models import Document


class Clarification(models.Model):
    """A question of an officer on named parts of one snapshot, with a due date, and its end.

    ``answer`` is a remark of the applicant on the whole; what they say to each part stands in
    ``parts``. It ends by an answer, or closed by an officer with a reason.
    """

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="clarifications"
    )
    snapshot_number = models.PositiveSmallIntegerField(default=1)
    question = models.TextField()
    wants_files = models.BooleanField(default=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    close_reason = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(answered_at__isnull=True, closed_at__isnull=True),
                name="one_open_clarification_per_application",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(closed_at__isnull=True),
                name="clarification_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(close_reason=""),
                name="closed_clarification_has_a_reason",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether the answer is still awaited."""
        return self.answered_at is None and self.closed_at is None

    @property
    def is_late(self) -> bool:
        """Whether the answer came after it was due."""
        return self.answered_at is not None and self.answered_at > self.due_at


class ClarifiedPart(models.Model):
    """One named part: its code (see ``parts``) and what the applicant says it should read."""

    clarification = models.ForeignKey(Clarification, on_delete=models.PROTECT, related_name="parts")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=120)
    answer = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["clarification", "code"], name="a_part_is_named_once_in_a_clarification"
            )
        ]


class ClarificationFile(models.Model):
    """A file that came with an answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clarification = models.ForeignKey(Clarification, on_delete=models.PROTECT, related_name="files")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")


class DueChange(models.Model):
    """One extension of a due date, with its reason, told to both sides."""

    clarification = models.ForeignKey(
        Clarification, on_delete=models.PROTECT, related_name="due_changes"
    )
    due_before = models.DateTimeField()
    due_after = models.DateTimeField()
    reason = models.TextField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(due_after__gt=models.F("due_before")), name="due_date_moves_later"
            )
        ]
