"""Days that differ from the general calendar."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class DayException(models.Model):
    """One day on which the office works although it usually would not, or the other way round."""

    day = models.DateField()
    is_working = models.BooleanField()
    reason = models.CharField(max_length=200)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day"], name="one_exception_per_day"),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="day_exception_has_a_reason"
            ),
        ]

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "calendar day"

    @property
    def audit_reference(self) -> str:
        """The day."""
        return self.day.isoformat()

    @property
    def audit_scope(self) -> str:
        """Days belong to no call."""
        return ""
