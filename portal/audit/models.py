"""The audit log: rows that a database trigger keeps from being changed or deleted."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class AuditEvent(models.Model):
    """One thing that happened: who, when, to what, from which state to which, and why.

    ``subject_reference`` is what people call the thing (``BDA25-0042``); ``scope`` is the code of
    the call it belongs to, empty for the whole portal. No personal data in ``details``.
    """

    at = models.DateTimeField(db_default=Now(), editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    action = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=40)
    subject_reference = models.CharField(max_length=80)
    scope = models.CharField(max_length=20, blank=True)
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-at"], name="audit_newest_first"),
            models.Index(fields=["subject_kind", "subject_reference"], name="audit_by_subject"),
            models.Index(fields=["action"], name="audit_by_action"),
        ]
