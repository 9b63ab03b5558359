"""What-ifs: those a chair kept, never changed, and the last ones worked out in the background."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from grants.programmes.models import Call
from portal.jobs.models import Job
from reviews.selection import lifecycle


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


class WhatIfRun(models.Model):
    """A question too large for a page, frozen with its ``digest``, and its answer once it is known.

    ``chosen`` is None where no selection keeps the terms; ``clashing`` then names the quotas. Only
    the last few of a call are kept: the same question has the same answer again.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="what_if_runs")
    state = models.CharField(max_length=10, default=lifecycle.REQUESTED)
    digest = models.CharField(max_length=64)
    terms = models.JSONField()
    candidates = models.JSONField()
    chosen = models.JSONField(null=True)
    clashing = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    spent = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField()
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["call", "digest"], name="one_run_for_each_question_of_a_call"
            ),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="what_if_run_digest_is_sha256"
            ),
        ]

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "what-if run"

    @property
    def audit_reference(self) -> str:
        """The call and the run's number."""
        return f"{self.call.code}:what-if-run-{self.pk}"

    @property
    def audit_scope(self) -> str:
        """The call's code."""
        return self.call.code
