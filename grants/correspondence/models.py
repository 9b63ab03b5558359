"""What was written, by which side, and how far each person has read.

Lines are append-only: a trigger refuses to change or delete one.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.applications.models import Application
from portal.documents.models import Document


class Side(models.TextChoices):
    """Who wrote. To applicants the office is the office, whoever sat at the desk."""

    APPLICANT = "applicant", _("Applicant")
    OFFICE = "office", _("Programme office")


class Line(models.Model):
    """One message of the thread of an application."""

    id = models.BigAutoField(primary_key=True)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="correspondence"
    )
    side = models.CharField(max_length=10, choices=Side.choices)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    text = models.TextField()
    key = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "key"], name="one_message_per_idempotency_key"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="message_says_something"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["application", "id"], name="messages_of_an_application")
        ]

    @property
    def is_from_office(self) -> bool:
        """Whether the programme office wrote it."""
        return self.side == Side.OFFICE


class Enclosure(models.Model):
    """A file that came with a message."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="enclosures")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")


class ReadMark(models.Model):
    """The last message a person has seen in the thread of an application."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    last = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "reader"], name="one_read_mark_per_person_and_application"
            )
        ]
