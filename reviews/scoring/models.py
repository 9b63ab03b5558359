"""Score sheets and their marks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from grants.programmes.models import Criterion
from reviews.assignment.models import Assignment


class Review(models.Model):
    """One assessor's score sheet; a draft until ``submitted_at``, unchanged after it."""

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="review")
    comment = models.TextField(blank=True)
    saved_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True)

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "review"

    @property
    def audit_reference(self) -> str:
        """The assignment's reference."""
        return self.assignment.audit_reference

    @property
    def audit_scope(self) -> str:
        """The call's code."""
        return self.assignment.audit_scope


class Mark(models.Model):
    """The mark for one criterion, with its comment; ``mark`` is null while nothing was chosen."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="marks")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    mark = models.PositiveSmallIntegerField(null=True)
    comment = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["review", "criterion"], name="one_mark_per_criterion_and_review"
            ),
            models.CheckConstraint(
                condition=Q(mark__isnull=True) | Q(mark__lte=10), name="mark_is_at_most_10"
            ),
        ]
