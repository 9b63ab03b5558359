"""Applicant organisations and membership."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OrganisationType(models.TextChoices):
    """What kind of body applies; a dimension of the funding report."""

    COMPANY = "company", _("Company")
    RESEARCH = "research", _("Research institution")


class MemberRole(models.TextChoices):
    """What a member may do with the organisation's applications."""

    OWNER = "owner", _("Owner")
    EDITOR = "editor", _("Editor")
    VIEWER = "viewer", _("Viewer")


class Organisation(models.Model):
    """A company or research institution; it applies under its registration number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    registration_number = models.CharField(_("Business registration number"), max_length=8)
    name = models.CharField(_("Name in English"), max_length=200)
    name_zh = models.CharField(_("Name in Chinese"), max_length=100, blank=True)
    type = models.CharField(
        _("Kind of organisation"), max_length=20, choices=OrganisationType.choices
    )
    incorporated_on = models.DateField(_("Date of incorporation"), null=True, blank=True)
    address_region = models.CharField(_("Region"), max_length=60, blank=True)
    address_district = models.CharField(_("District"), max_length=60, blank=True)
    address_street = models.CharField(_("Street and number"), max_length=200, blank=True)
    address_building = models.CharField(_("Building"), max_length=120, blank=True)
    address_unit = models.CharField(_("Floor and unit"), max_length=60, blank=True)
    address_zh = models.CharField(_("Address in Chinese"), max_length=200, blank=True)
    phone = models.CharField(_("Telephone"), max_length=20, blank=True)
    website = models.URLField(_("Website"), blank=True)
    employees = models.PositiveIntegerField(_("Number of employees in Hong Kong"), null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="organisations"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(registration_number__regex=r"^([0-9]{8}|[A-Z][0-9]{7})$"),
                name="registration_number_has_eight_characters",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "organisation"

    @property
    def audit_reference(self) -> str:
        """The registration number."""
        return self.registration_number

    @property
    def audit_scope(self) -> str:
        """Organisations belong to no call."""
        return ""


class Membership(models.Model):
    """A person in an organisation."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=10, choices=MemberRole.choices)
    joined_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=Q(ended_at__isnull=True),
                name="one_running_membership_per_person_and_organisation",
            )
        ]
