"""When the portal could not be used: what an officer is shown who gives more time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Outage(models.Model):
    """A time in which health failed, or in which nobody watched: then the whole portal was down.

    ``seen_at`` is the last watch that found it failing; ``ended_at`` stays empty while it goes on.
    """

    parts = models.CharField(max_length=200)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(ended_at__isnull=True), name="one_outage_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
                name="outage_ends_after_it_began",
            ),
        ]


class Watch(models.Model):
    """The last watch over the portal's health; one row."""

    at = models.DateTimeField()
