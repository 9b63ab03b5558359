"""Recommendations of a call and the decisions made on them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grants.applications.models import Application
from grants.decisions import lifecycle
from grants.programmes.models import Call
from portal.core.money import HARD_CAP

STATE_LABELS = {
    lifecycle.DRAFT: _("Being prepared"),
    lifecycle.PUT_FORWARD: _("Waiting for approval"),
    lifecycle.RETURNED: _("Returned with remarks"),
    lifecycle.APPROVED: _("Approved"),
    lifecycle.RELEASED: _("Letters released"),
}


def no_feedback() -> list[dict[str, Any]]:
    """What ``by_criterion`` holds before anything was written."""
    return []


class RecommendationList(models.Model):
    """The list of one call: who put it forward and who, another person, approved it."""

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="recommendations")
    state = models.CharField(
        max_length=20, choices=list(STATE_LABELS.items()), default=lifecycle.DRAFT
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    prepared_at = models.DateTimeField()
    put_forward_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    put_forward_at = models.DateTimeField(null=True)
    returned_reason = models.TextField(blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("put_forward_by")),
                name="nobody_approves_what_they_put_forward",
            )
        ]

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "recommendation list"

    @property
    def audit_reference(self) -> str:
        """The call's code."""
        return self.call.code

    @property
    def audit_scope(self) -> str:
        """The call's code."""
        return self.call.code


class Outcome(models.TextChoices):
    """What the panel recommends for one application."""

    RECOMMENDED = "recommended", _("Recommended")
    RESERVE = "reserve", _("Reserve")
    NOT_RECOMMENDED = "not_recommended", _("Not recommended")


class Recommendation(models.Model):
    """One application on the list; ``score`` (0–100), ``rank``, ``marks`` as the panel saw them.

    ``amount`` is the grant in HKD if recommended; ``reason`` is due where the outcome departs from
    the ranking; ``feedback`` and ``by_criterion`` (see ``feedback``) go into
    the letter.
    """

    list = models.ForeignKey(
        RecommendationList, on_delete=models.PROTECT, related_name="recommendations"
    )
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="recommendation"
    )
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    amount = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    conditions = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    feedback = models.TextField(blank=True)
    by_criterion = models.JSONField(default=no_feedback, blank=True)
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    rank = models.PositiveIntegerField(null=True)
    marks = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gte=0, amount__lte=HARD_CAP),
                name="recommended_amount_is_at_most_500000",
            ),
            models.CheckConstraint(
                condition=Q(outcome="recommended", amount__gt=0)
                | (~Q(outcome="recommended") & Q(amount=0)),
                name="only_the_recommended_have_an_amount",
            ),
        ]


class Decision(models.Model):
    """The formal outcome of one application, sealed until the letters are released."""

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="decision"
    )
    is_award = models.BooleanField()
    amount = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    conditions = models.TextField(blank=True)
    feedback = models.TextField(blank=True)
    by_criterion = models.JSONField(default=no_feedback, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gte=0, amount__lte=HARD_CAP),
                name="awarded_amount_is_at_most_500000",
            ),
            models.CheckConstraint(
                condition=Q(is_award=True, amount__gt=0) | Q(is_award=False, amount=0),
                name="only_awards_have_an_amount",
            ),
        ]
