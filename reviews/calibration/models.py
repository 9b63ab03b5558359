"""Calibrated rankings, each with everything needed to work it out again."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.programmes.models import Call
from portal.jobs.models import Job
from reviews.calibration import lifecycle

STATE_LABELS = {
    lifecycle.REQUESTED: _("Being worked out"),
    lifecycle.RANKED: _("Worked out"),
}


class Ranking(models.Model):
    """One ranking of a call: the frozen bundle, the version of the method, and what came out.

    ``bundle`` is the JSON of ``statistics.Bundle``; ``sha256`` is that of the canonical JSON of
    ``result``. The same bundle and version give the same bytes again (`manage.py verify_ranking`).
    ``digest`` is that of the marks alone, to tell whether a sheet came or went since.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="rankings")
    state = models.CharField(
        max_length=10, choices=list(STATE_LABELS.items()), default=lifecycle.REQUESTED
    )
    seed = models.PositiveBigIntegerField()
    bundle = models.JSONField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    version = models.CharField(max_length=40, blank=True)
    result = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField()
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["call"],
                condition=Q(state=lifecycle.REQUESTED),
                name="one_open_ranking_per_call",
            ),
            models.CheckConstraint(
                condition=Q(state=lifecycle.REQUESTED)
                | Q(result__isnull=False, bundle__isnull=False, sha256__regex=r"^[0-9a-f]{64}$"),
                name="ranking_worked_out_has_its_result",
            ),
        ]

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "ranking"

    @property
    def audit_reference(self) -> str:
        """The call and the ranking's number."""
        return f"{self.call.code}:ranking-{self.pk}"

    @property
    def audit_scope(self) -> str:
        """The call's code."""
        return self.call.code
