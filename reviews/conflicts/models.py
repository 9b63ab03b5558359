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
    """Whether a conflict stands. Suggested and referred ones bar the pair until somebody rules."""

    SUGGESTED = "suggested", _("Suggested by evidence")
    REFERRED = "referred", _("Referred to the chair")
    CONFIRMED = "confirmed", _("Confirmed")
    DISMISSED = "dismissed", _("Dismissed")


class ConflictSource(models.TextChoices):
    """Where the suspicion comes from."""

    DECLARED = "declared", _("Declared by the assessor")
    SAME_ORGANISATION = "same_organisation", _("Member of the applying organisation")
    SAME_EMPLOYER = "same_employer", _("Employer is the applicant")
    SPONSOR = "sponsor", _("Employed by the sponsor")
    SAME_DOMAIN = "same_domain", _("Same e-mail domain as the applicant")
    SAME_TELEPHONE = "same_telephone", _("Same telephone as the applicant")
    SAME_ADDRESS = "same_address", _("Same address as the applicant")
    SAME_PERSON = "same_person", _("Name of a person of the application")
    DIRECTORSHIP = "directorship", _("Directorship")
    SHAREHOLDING = "shareholding", _("Shareholding")
    DIGITAL_ASSETS = "digital_assets", _("Holding of digital assets")
    FORMER_EMPLOYER = "former_employer", _("Past employment")
    SUPPLIER = "supplier", _("Supplier in the cost lines")
    REQUESTED = "requested", _("The applicant asks to exclude")
    OFFICER = "officer", _("Recorded by an officer")


EXPLANATIONS = {
    ConflictSource.SAME_ORGANISATION: _("Is or was a member of %(found)s, which applies."),
    ConflictSource.SAME_EMPLOYER: _("Works for %(found)s, which applies."),
    ConflictSource.SAME_DOMAIN: _(
        "Has an e-mail address at %(found)s, like a member of the applying organisation."
    ),
    ConflictSource.SAME_TELEPHONE: _(
        "Has the telephone number %(found)s, like the applying organisation or a member of it."
    ),
    ConflictSource.SPONSOR: _("Works for the sponsor, or has its mail: %(found)s."),
    ConflictSource.SAME_ADDRESS: _(
        "Registered the address %(found)s, which is that of the applying organisation."
    ),
    ConflictSource.SAME_PERSON: _(
        "Is called %(found)s, like a person of the team, of the organisation or of the sponsor."
    ),
    ConflictSource.DIRECTORSHIP: _("Is a director of %(found)s, which applies or sponsors."),
    ConflictSource.SHAREHOLDING: _("Holds shares of %(found)s, which applies or sponsors."),
    ConflictSource.DIGITAL_ASSETS: _("Holds %(found)s, which the title of the project names."),
    ConflictSource.FORMER_EMPLOYER: _("Worked for %(found)s, which applies or sponsors."),
    ConflictSource.SUPPLIER: _(
        "Works for, directs or owns part of %(found)s, which the cost lines name as supplier."
    ),
    ConflictSource.REQUESTED: _("The applicant asked that %(found)s should not assess."),
}


class ConflictQuerySet(models.QuerySet["Conflict"]):
    """Sets of conflicts."""

    def barring(self) -> ConflictQuerySet:
        """Those that keep assessor and application apart: every one that was not dismissed."""
        return self.exclude(ruling=Ruling.DISMISSED)


class Conflict(models.Model):
    """A conflict between an assessor and an application; unless dismissed it bars the pair.

    ``evidence`` is what a person wrote, or for a conflict found by the portal what the two have in
    common: the organisation's name, the e-mail domain, the telephone. A doubtful one is referred
    to the panel's chair; what the chair ruled (``ruled_by_chair``) no officer changes.
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
    ruled_by_chair = models.BooleanField(default=False, db_default=False)
    referred_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    referred_at = models.DateTimeField(null=True)
    referral_reason = models.TextField(blank=True)
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
            models.CheckConstraint(
                condition=~Q(ruling="referred")
                | (Q(referred_at__isnull=False) & ~Q(referral_reason="")),
                name="referred_conflict_has_a_reason",
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
