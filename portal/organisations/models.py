"""Applicant organisations and membership."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from portal.documents.models import Document


class OrganisationType(models.TextChoices):
    """What kind of body applies; a dimension of the funding report."""

    COMPANY = "company", _("Company")
    RESEARCH = "research", _("Research institution")


class MemberRole(models.TextChoices):
    """What a member may do with the organisation's applications."""

    OWNER = "owner", _("Owner")
    EDITOR = "editor", _("Editor")
    VIEWER = "viewer", _("Viewer")


class Standing(models.TextChoices):
    """How an organisation stands to its registration number.

    ``waiting``: another one was registered under the number before; an officer looks at both.
    """

    ACTIVE = "active", _("Registered")
    WAITING = "waiting", _("Number registered by somebody else too")
    CLOSED = "closed", _("Brought together with another registration")


class HandoverOutcome(models.TextChoices):
    """How an offer of ownership ended."""

    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


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
    standing = models.CharField(
        max_length=10, choices=Standing.choices, default=Standing.ACTIVE, db_default=Standing.ACTIVE
    )
    joined_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="joined_from"
    )
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
            ),
            models.UniqueConstraint(
                fields=["registration_number"],
                condition=Q(standing=Standing.ACTIVE),
                name="one_active_organisation_per_number",
            ),
            models.CheckConstraint(
                condition=Q(standing=Standing.CLOSED, joined_into__isnull=False)
                | (~Q(standing=Standing.CLOSED) & Q(joined_into__isnull=True)),
                name="closed_organisation_names_its_successor",
            ),
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
    certifies = models.BooleanField(_("Certifier"), default=False, db_default=False)
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

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "membership"

    @property
    def audit_reference(self) -> str:
        """The organisation and the person's account number: the log holds no names."""
        return f"{self.organisation.registration_number}:account-{self.user_id}"

    @property
    def audit_scope(self) -> str:
        """Organisations belong to no call."""
        return ""


class Invitation(models.Model):
    """A place in an organisation offered to an e-mail address, until ``expires_at``.

    The link in the message holds a secret of which only the SHA-256 is kept; sending it again makes
    a new secret, so one link works at a time. It is open until it is accepted, revoked or expired.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="invitations"
    )
    email = models.EmailField(_("E-mail address"), max_length=254)
    role = models.CharField(max_length=10, choices=MemberRole.choices)
    language = models.CharField(max_length=10, default="en")
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
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="one_open_invitation_per_organisation_and_address",
            ),
            models.CheckConstraint(
                condition=~Q(role=MemberRole.OWNER), name="nobody_is_invited_as_owner"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                name="invitation_is_not_both_accepted_and_revoked",
            ),
        ]

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "invitation"

    @property
    def audit_reference(self) -> str:
        """The organisation and the invitation's number: the log holds no addresses."""
        return f"{self.organisation.registration_number}:invitation-{self.pk}"

    @property
    def audit_scope(self) -> str:
        """Organisations belong to no call."""
        return ""


class Handover(models.Model):
    """Ownership offered by an owner to a member, who accepts or declines it until ``expires_at``.

    ``giver_becomes`` is the role that the giver has afterwards; as owner they share the ownership.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="handovers"
    )
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    giver_becomes = models.CharField(max_length=10, choices=MemberRole.choices)
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True, choices=HandoverOutcome.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(settled_at__isnull=True),
                name="one_open_handover_per_organisation",
            ),
            models.CheckConstraint(
                condition=~Q(giver=models.F("receiver")), name="nobody_hands_over_to_themselves"
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, outcome="")
                | (Q(settled_at__isnull=False) & ~Q(outcome="")),
                name="settled_handover_has_an_outcome",
            ),
        ]

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "handover"

    @property
    def audit_reference(self) -> str:
        """The organisation and the offer's number."""
        return f"{self.organisation.registration_number}:handover-{self.pk}"

    @property
    def audit_scope(self) -> str:
        """Organisations belong to no call."""
        return ""


class CaseOutcome(models.TextChoices):
    """How an officer, or the people themselves, settled a case of one number registered twice."""

    JOINED = "joined", _("Brought together")
    APART = "apart", _("Kept apart")
    LAPSED = "lapsed", _("Settled by a change of the number")


class NumberCase(models.Model):
    """Two registrations under one number: an officer brings them together or keeps them apart.

    ``first`` held the number already, ``second`` came later and may say why both are one
    (``statement``, ``certificate``). Neither side learns from the case who the other is.
    """

    first = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="number_cases")
    opened_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    statement = models.TextField(blank=True)
    certificate = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    outcome = models.CharField(max_length=10, blank=True, choices=CaseOutcome.choices)
    reason = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["second"],
                condition=Q(settled_at__isnull=True),
                name="one_open_case_per_later_registration",
            ),
            models.CheckConstraint(
                condition=~Q(first=models.F("second")), name="number_case_has_two_registrations"
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, outcome="")
                | (Q(settled_at__isnull=False) & ~Q(outcome="")),
                name="settled_number_case_has_an_outcome",
            ),
        ]

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "number_case"

    @property
    def audit_reference(self) -> str:
        """The number that both registered, and the case's own."""
        return f"{self.second.registration_number}:case-{self.pk}"

    @property
    def audit_scope(self) -> str:
        """Organisations belong to no call."""
        return ""
