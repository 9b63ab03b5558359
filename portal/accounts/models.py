"""People and the roles they hold."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The staff roles of the scheme. An applicant holds none: they are members."""

    OFFICER = "officer", _("Programme officer")
    ASSESSOR = "assessor", _("Assessor")
    PANEL_MEMBER = "panel_member", _("Panel member")
    CHAIR = "chair", _("Panel chair")
    APPROVER = "approver", _("Approver")
    FINANCE = "finance", _("Finance")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class UserManager(BaseUserManager["User"]):
    """Makes users, whose log-in is their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A new user; without a password only a reset or a passkey lets them in."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person with an account. Accounts are closed (``is_active``), never deleted."""

    email = models.EmailField(_("E-mail address"), max_length=254)
    name = models.CharField(_("Full name"), max_length=150, blank=True)
    name_zh = models.CharField(_("Name in Chinese"), max_length=80, blank=True)
    language = models.CharField(_("Language of messages"), max_length=10, default="en")
    phone = models.CharField(_("Telephone"), max_length=20, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_email_address")
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name, for templates that ask any user model for it."""
        return self.name

    @property
    def language_name(self) -> str:
        """The language of messages, named in itself."""
        return dict(settings.LANGUAGES).get(self.language, self.language)

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "account"

    @property
    def audit_reference(self) -> str:
        """The account's number: the log holds no names."""
        return f"account-{self.pk}"

    @property
    def audit_scope(self) -> str:
        """Accounts belong to no call."""
        return ""


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Sets of role grants."""

    def active(self, now: datetime) -> RoleGrantQuerySet:
        """Those in force at ``now``: begun, not past their end, not ended early."""
        return self.filter(starts_at__lte=now, ends_at__gt=now, ended_at__isnull=True)

    def lapsed(self, now: datetime) -> RoleGrantQuerySet:
        """Those that ran out by ``now`` without this being written down yet."""
        return self.filter(ends_at__lte=now, ended_at__isnull=True, lapse_recorded=False)


class RoleGrant(models.Model):
    """A role given for one call (``scope``, its code) or for all (empty), until an end."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    scope = models.CharField(max_length=20, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    end_reason = models.TextField(blank=True)
    lapse_recorded = models.BooleanField(default=False)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="role_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(role__in=[value for value, _label in Role.choices]),
                name="role_is_one_of_the_scheme",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "scope"],
                condition=Q(ended_at__isnull=True, lapse_recorded=False),
                name="one_running_grant_of_a_role_per_person_and_call",
            ),
        ]

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "role"

    @property
    def audit_reference(self) -> str:
        """The person's account number and the role."""
        return f"account-{self.user_id}:{self.role}"

    @property
    def audit_scope(self) -> str:
        """The call's code."""
        return self.scope
