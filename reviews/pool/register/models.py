"""What assessors file in the register of interests, one version after another."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reviews.pool.models import Assessor


class InterestKind(models.TextChoices):
    """What the scheme wants to know of each assessor."""

    EMPLOYER = "employer", _("Employer")
    DIRECTORSHIP = "directorship", _("Directorship")
    SHAREHOLDING = "shareholding", _("Shareholding")
    DIGITAL_ASSETS = "digital_assets", _("Holding of digital assets")
    PAST_EMPLOYMENT = "past_employment", _("Past employment")


class RegisterFiling(models.Model):
    """The register of one assessor for a calendar year of Hong Kong.

    A version is never changed: who files again in the same year makes the next one, and the newest
    counts. A trigger of the database refuses anything else (docs/adr/0024).
    """

    assessor = models.ForeignKey(Assessor, on_delete=models.PROTECT, related_name="filings")
    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    filed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessor", "year", "version"],
                name="version_of_a_register_is_filed_once",
            )
        ]

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "register"

    @property
    def audit_reference(self) -> str:
        """The person's account number, the year and the version: the log holds no interests."""
        return f"account-{self.assessor.user_id}:{self.year}:{self.version}"

    @property
    def audit_scope(self) -> str:
        """A register belongs to no call."""
        return ""


class RegisteredInterest(models.Model):
    """One line of a filing: a body or an asset, and what the assessor has to do with it.

    ``body`` is the employer, the company or the asset; ``detail`` the position or the share.
    """

    filing = models.ForeignKey(RegisterFiling, on_delete=models.PROTECT, related_name="interests")
    kind = models.CharField(max_length=20, choices=InterestKind.choices)
    body = models.CharField(max_length=200)
    detail = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=300, blank=True)
    from_year = models.PositiveSmallIntegerField(null=True)
    to_year = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(body=""), name="registered_interest_names_a_body"),
            models.CheckConstraint(
                condition=~Q(kind=InterestKind.PAST_EMPLOYMENT) | Q(to_year__isnull=False),
                name="past_employment_says_when_it_ended",
            ),
            models.CheckConstraint(
                condition=Q(from_year__isnull=True)
                | Q(to_year__isnull=True)
                | Q(from_year__lte=F("to_year")),
                name="interest_ends_after_it_begins",
            ),
        ]

    @property
    def years(self) -> str:
        """``2019–2023``, ``to 2023`` as ``–2023``, or nothing."""
        if self.from_year is None and self.to_year is None:
            return ""
        begin, end = self.from_year or "", self.to_year or ""
        return str(begin) if begin == end else f"{begin}–{end}"
