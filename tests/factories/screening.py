"""Screened applications, reached through the operations that officers and applicants use."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from grants.applications.models import Application
from grants.screening import operations
from grants.screening.models import Finding, Rule
from tests.factories import applications, clarifications
from tests.factories.people import paul

UNMET = "The certificate names another company."


def findings(**unmet: str) -> dict[str, tuple[str, str]]:
    """Every rule met, but for those named with their reason: ``findings(sponsor="…")``."""
    return {
        rule: (Finding.NOT_MET.value, unmet[rule]) if rule in unmet else (Finding.MET.value, "")
        for rule in Rule.values
    }


def checked(application: Application, **unmet: str) -> Application:
    """``application`` with a complete checklist."""
    operations.record_checks(
        application_id=application.pk,
        findings=findings(**unmet),
        actor=paul(),
        now=timezone.now(),
    )
    return application


def eligible(application: Application) -> Application:
    """``application``, found eligible."""
    checked(application)
    operations.decide(
        application_id=application.pk, is_eligible=True, reason="", actor=paul(), now=timezone.now()
    )
    application.refresh_from_db()
    return application


def ineligible(application: Application, reason: str = UNMET) -> Application:
    """``application``, found not eligible for want of registration."""
    checked(application, registered=reason)
    operations.decide(
        application_id=application.pk,
        is_eligible=False,
        reason=reason,
        actor=paul(),
        now=timezone.now(),
    )
    application.refresh_from_db()
    return application


def at(state: str = "eligible", **options: Any) -> Application:
    """A new application in ``state``: submitted, clarification, eligible or ineligible."""
    application = applications.at("submitted", **options)
    if state == "clarification":
        clarifications.asked(application)
        application.refresh_from_db()
    elif state == "eligible":
        eligible(application)
    elif state == "ineligible":
        ineligible(application)
    return application
