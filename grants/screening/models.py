"""The officer's checklist and its outcome."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.applications.models import Application


class Rule(models.TextChoices):
    """The eligibility rules of the scheme an officer checks, each with a reason when not met."""

    REGISTERED = "registered", _("The applicant is registered in Hong Kong")
    OPERATING = "operating", _("The applicant really operates in Hong Kong")
    SPONSOR = "sponsor", _("The sponsorship agreement is signed by an eligible institution")
    COSTS = "costs", _("The costs are of kinds the scheme funds")
    PILOT = "pilot", _("The project is a pilot, not basic research")
    DATES = "dates", _("The project fits between the dates of the call")
    COMPLETE = "complete", _("The application is complete and legible")


class Finding(models.TextChoices):
    """What the officer found for one rule."""

    MET = "met", _("Met")
    NOT_MET = "not_met", _("Not met")


class Check(models.Model):
    """One rule checked on one application."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="checks")
    rule = models.CharField(max_length=20, choices=Rule.choices)
    finding = models.CharField(max_length=10, choices=Finding.choices)
    reason = models.TextField(blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "rule"], name="one_check_per_rule"),
            models.CheckConstraint(
                condition=Q(finding="met") | ~Q(reason=""), name="unmet_rule_has_a_reason"
            ),
        ]


class Screening(models.Model):
    """The outcome of screening one application; the reason goes into the letter."""

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="screening"
    )
    is_eligible = models.BooleanField()
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_eligible=True) | ~Q(reason=""), name="ineligible_has_a_reason"
            )
        ]
