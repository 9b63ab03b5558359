"""Score sheets, their marks, and every version that was handed in."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from grants.applications.models import Snapshot
from grants.programmes.models import Criterion
from reviews.assignment.models import Assignment


class Review(models.Model):
    """One assessor's score sheet; a draft until ``submitted_at``, when it was first handed in.

    From then on it says what its newest version says, and changes only with a new one.
    """

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


class ReviewVersion(models.Model):
    """A sheet as it was handed in, word for word; never changed (trigger).

    ``content`` is ``{"comment": …, "marks": [{"criterion": code, "mark": …, "comment": …}]}``, the
    marks in the order of the criteria. Every version but the first says why it was made.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    reason = models.TextField(blank=True)
    submitted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["review", "number"], name="one_version_per_number_and_review"
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="a_correction_says_why"
            ),
        ]


class CorrectionLeave(models.Model):
    """An officer's leave to correct one sheet after the panel was opened; used once."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="leaves")
    reason = models.TextField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["review"],
                condition=Q(used_at__isnull=True),
                name="one_open_leave_per_review",
            )
        ]
