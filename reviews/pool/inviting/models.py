"""A place in the assessment of a call, offered to an e-mail address."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from grants.programmes.models import Call, Term
from reviews.pool.models import Discipline
from reviews.pool.words import LONGEST_WORD


class InvitedAs(models.TextChoices):
    """What the invited person will do."""

    TECHNICAL = "technical", _("Technical assessor")
    FINANCE_REGULATORY = "finance_regulatory", _("Finance and regulatory assessor")
    PANEL = "panel", _("Panel member")


DISCIPLINES = {
    InvitedAs.TECHNICAL: [Discipline.TECHNICAL.value],
    InvitedAs.FINANCE_REGULATORY: [Discipline.FINANCE.value, Discipline.REGULATORY.value],
}
"""The disciplines with which a new profile begins; a panel member gets no profile."""


class PoolInvitation(models.Model):
    """Until ``expires_at`` whoever reads the mail of ``email`` may accept it.

    The link holds a secret of which only the SHA-256 is kept; sending it again makes a new secret,
    so one link works at a time. It is open until it is accepted, withdrawn or expired.
    ``name`` to ``most_load`` are what an officer wrote of the person beforehand: a new profile and
    the place in the pool begin with them, and what is empty or None begins as usual.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="pool_invitations")
    email = models.EmailField(max_length=254)
    invited_as = models.CharField(max_length=20, choices=InvitedAs.choices)
    language = models.CharField(max_length=10, default="en")
    name = models.CharField(max_length=150, blank=True)
    disciplines = ArrayField(
        models.CharField(max_length=12, choices=Discipline.choices), default=list, blank=True
    )
    employer = models.CharField(max_length=150, blank=True)
    languages = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    expertise = models.ManyToManyField(Term, related_name="+", blank=True)
    words = ArrayField(models.CharField(max_length=LONGEST_WORD), default=list, blank=True)
    least_load = models.PositiveSmallIntegerField(null=True)
    most_load = models.PositiveSmallIntegerField(null=True)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField()
    times_sent = models.PositiveSmallIntegerField(default=1)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "call",
                Lower("email"),
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_invitation_per_call_and_address",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="pool_invitation_is_not_both_accepted_and_withdrawn",
            ),
        ]

    @property
    def begins_with(self) -> list[str]:
        """The disciplines of the profile that accepting makes; none for a panel member."""
        return self.disciplines or DISCIPLINES.get(InvitedAs(self.invited_as), [])

    def is_open(self, now: datetime) -> bool:
        """Whether it can be accepted at ``now``."""
        return self.accepted_at is None and self.withdrawn_at is None and now < self.expires_at

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "pool invitation"

    @property
    def audit_reference(self) -> str:
        """The call and the invitation's number: the log holds no addresses."""
        return f"{self.call.code}:invitation-{self.pk}"

    @property
    def audit_scope(self) -> str:
        """The call's code."""
        return self.call.code
