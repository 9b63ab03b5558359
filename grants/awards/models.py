"""Awards with their instalments, and the letters of a decision."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.decisions.models import Decision
from portal.core.money import HARD_CAP
from portal.documents.models import Document


class Award(models.Model):
    """The grant that a released decision makes, in HKD."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="award")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__lte=HARD_CAP), name="award_is_at_most_500000"
            )
        ]


class Instalment(models.Model):
    """One payment of an award: ``share`` in per cent, the last ``amount`` is the remainder."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="instalments")
    number = models.PositiveSmallIntegerField()
    share = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    is_last = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["award", "number"], name="instalment_number_is_unique_in_its_award"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="instalment_is_positive"),
        ]


class LetterKind(models.TextChoices):
    """What a letter tells."""

    AWARD = "award", _("Award letter")
    REFUSAL = "refusal", _("Letter on the outcome")


class Letter(models.Model):
    """The promise of one letter: numbered when released, then rendered once, then sent once."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="letter")
    kind = models.CharField(max_length=10, choices=LetterKind.choices)
    number = models.CharField(max_length=30, unique=True)
    issued_on = models.DateField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    rendered_at = models.DateTimeField(null=True)

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "letter"

    @property
    def audit_reference(self) -> str:
        """The letter's number."""
        return self.number

    @property
    def audit_scope(self) -> str:
        """The call's code."""
        return self.decision.application.call.code
