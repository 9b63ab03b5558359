"""Requests that a person, or people of a bureau or employer, do not assess an application."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.applications.models import Application


class ExcludedKind(models.TextChoices):
    """Whom a request names."""

    PERSON = "person", _("A person")
    BODY = "body", _("Everybody of a bureau, company or institution")


class ExclusionRequest(models.Model):
    """Somebody whom the applicant does not want as assessor, and why.

    It is no part of what is submitted: assessors and panel never read it, officers and auditors do.
    """

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="exclusion_requests"
    )
    kind = models.CharField(max_length=10, choices=ExcludedKind.choices)
    name = models.CharField(max_length=200)
    reason = models.TextField()
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "kind", "name"],
                name="one_request_to_exclude_the_same_from_an_application",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(reason=""),
                name="request_to_exclude_has_a_name_and_a_reason",
            ),
        ]
