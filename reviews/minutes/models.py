"""Versions of minutes, and their papers."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.documents.models import Document
from reviews.meetings.models import Meeting


class Minutes(models.Model):
    """One version: ``content`` as it was when it was made, ``sha256`` of its canonical JSON.

    A signed version is the meeting's last, and the database refuses any change of it.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "number"], name="minutes_number_is_unique_in_its_meeting"
            ),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(signed_at__isnull=False),
                name="one_signed_version_of_minutes_per_meeting",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by__isnull=True)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="minutes_are_signed_by_somebody",
            ),
        ]

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "minutes"

    @property
    def audit_reference(self) -> str:
        """The meeting and the version."""
        return f"{self.meeting.audit_reference}:minutes-{self.number}"

    @property
    def audit_scope(self) -> str:
        """The call's code."""
        return self.meeting.call.code


class Paper(models.Model):
    """The signed minutes as PDF in one language."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="papers")
    language = models.CharField(max_length=10)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["minutes", "language"], name="one_paper_per_language_of_minutes"
            )
        ]
