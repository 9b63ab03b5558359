"""Exports: tables made by a job, downloadable until they expire."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.documents.models import Document
from portal.jobs.models import Job


class ExportFormat(models.TextChoices):
    """File formats an export comes in."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"

    @classmethod
    def buttons(cls, words: str) -> list[tuple[str, str]]:
        """Each format with what its button says; ``words`` hold its name as ``%(name)s``."""
        return [(one.value, words % {"name": one.label}) for one in cls]


class Export(models.Model):
    """One request for a table by one person; only they can fetch it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    parameters = models.JSONField(default=dict)
    format = models.CharField(max_length=5, choices=ExportFormat.choices)
    language = models.CharField(max_length=10, default="en")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    rows = models.PositiveIntegerField(null=True)
    document = models.ForeignKey(Document, on_delete=models.SET_NULL, null=True, related_name="+")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("requested_at")),
                name="export_expires_after_it_was_requested",
            )
        ]

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "export"

    @property
    def audit_reference(self) -> str:
        """What was exported."""
        return f"{self.kind}:{self.pk}"

    @property
    def audit_scope(self) -> str:
        """The call's code if the export is of one call."""
        return str(self.parameters.get("call", ""))
