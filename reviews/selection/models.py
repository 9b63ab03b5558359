"""What-ifs that a chair kept, each with the question and the answer; never changed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from grants.programmes.models import Call


class WhatIf(models.Model):
    """One selection as it was shown: ``terms`` and ``candidates`` are the question.

    ``chosen`` are references by place and ``changes`` the codes of ``comparison``; ``digest`` is
    the SHA-256 of the canonical question, to tell whether the scores are still those.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="what_ifs")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    terms = models.JSONField()
    candidates = models.JSONField()
    chosen = models.JSONField()
    changes = models.JSONField()
    spent = models.DecimalField(max_digits=12, decimal_places=2)
    digest = models.CharField(max_length=64)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    kept_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["call", "number"], name="what_if_number_is_unique_in_its_call"
            ),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="what_if_digest_is_sha256"
            ),
        ]

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "what-if"

    @property
    def audit_reference(self) -> str:
        """The call and the number."""
        return f"{self.call.code}:what-if-{self.number}"

    @property
    def audit_scope(self) -> str:
        """The call's code."""
        return self.call.code
