"""Personal copies: asked for by one person, made by a job, downloadable until they expire."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.documents.models import Document
from portal.jobs.models import Job


def no_reach() -> list[Any]:
    """What ``reach`` holds before the file is made."""
    return []


class PersonalCopy(models.Model):
    """One request of a person for a file of everything the portal holds of theirs.

    ``reach`` names the organisations whose applications are in the file; who has left one of them
    may not fetch it any more. ``closed_at`` is when the file expired, was replaced by a newer
    request, or ended with the account: then nothing of it is stored but this row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField()
    language = models.CharField(max_length=10, default="en")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    document = models.ForeignKey(Document, on_delete=models.SET_NULL, null=True, related_name="+")
    files = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    reach = models.JSONField(default=no_reach)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["requested_by"],
                condition=Q(closed_at__isnull=True),
                name="one_open_personal_copy_per_person",
            ),
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, expires_at__isnull=True)
                | Q(expires_at__gt=models.F("made_at")),
                name="personal_copy_expires_after_it_was_made",
            ),
        ]

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "personal copy"

    @property
    def audit_reference(self) -> str:
        """The person's account number: the log holds no names."""
        return f"account-{self.requested_by_id}"

    @property
    def audit_scope(self) -> str:
        """A person's own belongs to no call."""
        return ""
