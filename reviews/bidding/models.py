"""The time in which a call takes bids, and what each assessor would like or rather not assess."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grants.applications.models import Application
from grants.programmes.models import Call
from reviews.pool.models import Assessor


class Wish(models.TextChoices):
    """What a bid says. ``could`` is what everybody says who says nothing: it is never stored."""

    WOULD_LIKE = "would_like", _("Would like to")
    COULD = "could", _("Could")
    RATHER_NOT = "rather_not", _("Would rather not")


class BiddingRound(models.Model):
    """The one time in which assessors of a call bid: from its opening until ``closes_at``.

    The closing moment itself is too late. A call without a round takes no bids. ``told_at`` is when
    the assessors were last told of the closing.
    """

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="bidding_round")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    told_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(opened_at__lt=F("closes_at")), name="bidding_closes_after_it_opens"
            )
        ]

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "bidding"

    @property
    def audit_reference(self) -> str:
        """The call's code."""
        return self.call.code

    @property
    def audit_scope(self) -> str:
        """The call's code."""
        return self.call.code


class Bid(models.Model):
    """An assessor's wish about one application; ``placed_at`` is when it last changed.

    It stays when it counts for nothing any more: after a withdrawal, a conflict, a departure.
    """

    assessor = models.ForeignKey(Assessor, on_delete=models.PROTECT, related_name="bids")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="bids")
    wish = models.CharField(max_length=10, choices=Wish.choices)
    placed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessor", "application"], name="one_bid_of_an_assessor_on_an_application"
            ),
            models.CheckConstraint(
                condition=Q(wish__in=["would_like", "rather_not"]), name="bid_says_something"
            ),
        ]

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "bid"

    @property
    def audit_reference(self) -> str:
        """The application and the assessor's account number."""
        return f"{self.application.reference}:account-{self.assessor.user_id}"

    @property
    def audit_scope(self) -> str:
        """The call's code."""
        return self.application.call.code
