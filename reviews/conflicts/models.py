"""Interests declared by assessors, conflicts suggested by evidence, and the rulings."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.applications.models import Application
from reviews.pool.models import Assessor


class InterestDeclaration(models.Model):
    """What an assessor declared for one application before any of its content was shown."""

    assessor = models.ForeignKey(Assessor, on_delete=models.PROTECT, related_name="declarations")
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="interest_declarations"
    )
    has_interest = models.BooleanField()
    statement = models.TextField(blank=True)
    declared_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessor", "application"], name="one_declaration_per_application"
            ),
            models.CheckConstraint(
                condition=Q(has_interest=False) | ~Q(statement=""),
                name="declared_interest_is_described",
            ),
        ]

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "declaration"

    @property
    def audit_reference(self) -> str:
        """The application and the assessor's account number."""
        return f"{self.application.reference}:account-{self.assessor.user_id}"

    @property
    def audit_scope(self) -> str:
        """The call's code."""
        return self.application.call.code


class Ruling(models.TextChoices):
    """Whether a conflict stands. Suggested ones bar the pair until somebody rules."""

    SUGGESTED = "suggested", _("Suggested by evidence")
    CONFIRMED = "confirmed", _("Confirmed")
    DISMISSED = "dismissed", _("Dismissed")


class ConflictSource(models.TextChoices):
    """Where the suspicion comes from."""

    DECLARED = "declared", _("Declared by the assessor")
    SAME_ORGANISATION = "same_organisation", _("Member of the applying organisation")
    SAME_EMPLOYER = "same_employer", _("Employer is the applicant or its sponsor")
    SAME_DOMAIN = "same_domain", _("Same e-mail domain as the applicant")
    SAME_TELEPHONE = "same_telephone", _("Same telephone as the applicant")
    OFFICER = "officer", _("Recorded by an officer")


EXPLANATIONS = {
    ConflictSource.SAME_ORGANISATION: _("Is or was a member of %(found)s, which applies."),
    ConflictSource.SAME_EMPLOYER: _("Works for %(found)s, which applies or sponsors."),
    ConflictSource.SAME_DOMAIN: _(
        "Has an e-mail address at %(found)s, like a member of the applying organisation."
    ),
    ConflictSource.SAME_TELEPHONE: _(
        "Has the telephone number %(found)s, like the applying organisation or a member of it."
    ),
}


class ConflictQuerySet(models.QuerySet["Conflict"]):
    """Sets of conflicts."""

    def barring(self) -> ConflictQuerySet:
        """Those that keep assessor and application apart: every one that was not dismissed."""
        return self.exclude(ruling=Ruling.DISMISSED)


class Conflict(models.Model):
    """A conflict between an assessor and an application; unless dismissed it bars the pair.

    ``evidence`` is what a person wrote, or for a conflict found by the portal what the two have in
    common: the organisation's name, the e-mail domain, the telephone.
    """

    assessor = models.ForeignKey(Assessor, on_delete=models.PROTECT, related_name="conflicts")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="conflicts")
    source = models.CharField(max_length=20, choices=ConflictSource.choices)
    evidence = models.TextField()
    ruling = models.CharField(max_length=10, choices=Ruling.choices, default=Ruling.SUGGESTED)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ruled_at = models.DateTimeField(null=True)
    ruling_reason = models.TextField(blank=True)
    found_at = models.DateTimeField()

    objects = ConflictQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessor", "application", "source"],
                name="one_conflict_per_pair_and_source",
            ),
            models.CheckConstraint(
                condition=~Q(ruling="dismissed") | ~Q(ruling_reason=""),
                name="dismissed_conflict_has_a_reason",
            ),
        ]

    @property
    def explanation(self) -> str:
        """The evidence as a sentence; what a person wrote stays as they wrote it."""
        sentence = EXPLANATIONS.get(ConflictSource(self.source))
        return str(sentence) % {"found": self.evidence} if sentence else self.evidence

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "conflict"

    @property
    def audit_reference(self) -> str:
        """The application and the assessor's account number."""
        return f"{self.application.reference}:account-{self.assessor.user_id}"

    @property
    def audit_scope(self) -> str:
        """The call's code."""
        return self.application.call.code
