"""The draw of a call: commitment, seed, who fixed it and who told it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from grants.programmes.models import Call


class Draw(models.Model):
    """One for a call. ``seed`` is secret until ``told_at``; no page shows it before."""

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="draw")
    commitment = models.CharField(max_length=64)
    seed = models.CharField(max_length=64)
    fixed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    fixed_at = models.DateTimeField()
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(commitment__regex=r"^[0-9a-f]{64}$", seed__regex=r"^[0-9a-f]{64}$"),
                name="draw_seed_and_commitment_are_64_digits",
            ),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True, told_by__isnull=True)
                | Q(told_at__isnull=False, told_by__isnull=False),
                name="draw_is_told_by_somebody",
            ),
        ]

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "draw"

    @property
    def audit_reference(self) -> str:
        """The call's code."""
        return self.call.code

    @property
    def audit_scope(self) -> str:
        """The call's code."""
        return self.call.code
