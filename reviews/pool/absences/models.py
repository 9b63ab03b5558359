"""A time in which an assessor cannot review."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from reviews.pool.models import Assessor


class Absence(models.Model):
    """Both days are part of it; why is the assessor's to say or not."""

    assessor = models.ForeignKey(Assessor, on_delete=models.PROTECT, related_name="absences")
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")), name="absence_ends_after_it_starts"
            )
        ]

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "absence"

    @property
    def audit_reference(self) -> str:
        """The person's account number and the row's number: the log keeps no reason."""
        return f"account-{self.assessor.user_id}:absence-{self.pk}"

    @property
    def audit_scope(self) -> str:
        """It belongs to no call."""
        return ""
