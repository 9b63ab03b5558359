"""Reads of screening: the queue and the checklist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Count, Min, Q, QuerySet

from grants.applications import lifecycle
from grants.applications import queries as applications
from grants.applications.models import Application
from grants.programmes.models import Call
from grants.screening.models import Check, Finding, Rule, Screening
from portal.accounts.actors import Actor
from portal.accounts.models import Role

SCREENERS = (Role.OFFICER, Role.AUDITOR)
"""Who sees the screening of a call: officers decide it, auditors read it."""

TO_SCREEN = (lifecycle.SUBMITTED, lifecycle.REOPENED, lifecycle.CLARIFICATION)
"""States before the outcome; what is reopened will come back in one version or another."""


def screenable(actor: Actor) -> QuerySet[Application]:
    """Submitted applications whose screening ``actor`` may see."""
    return applications.read_by(actor, *SCREENERS)


def queue(actor: Actor, call: Call) -> QuerySet[Application]:
    """Applications to ``call``, the longest waiting first, each with ``answer_due_at``."""
    unanswered = Q(clarifications__answered_at__isnull=True, clarifications__closed_at__isnull=True)
    due = Min("clarifications__due_at", filter=unanswered)
    found = screenable(actor).filter(call=call).annotate(answer_due_at=due)
    return found.order_by("submitted_at", "pk")


def found_by(found: QuerySet[Application], words: str) -> QuerySet[Application]:
    """Those whose reference, title or organisation holds ``words``."""
    names = Q(organisation__name__icontains=words) | Q(organisation__name_zh__icontains=words)
    titles = Q(title__icontains=words) | Q(title_zh__icontains=words)
    return found.filter(names | titles | Q(reference__icontains=words))


def counts(calls: Iterable[Call]) -> dict[int, dict[str, int]]:
    """For each call's key, how many submitted applications are in each state; one query."""
    keys = [call.pk for call in calls]
    rows = (
        Application.objects.filter(call__in=keys, submitted_at__isnull=False)
        .values_list("call", "state")
        .annotate(number=Count("pk"))
        .order_by()
    )
    found: dict[int, dict[str, int]] = {key: {} for key in keys}
    for key, state, number in rows:
        found[key][state] = number
    return found


def unscreened(call: Call) -> int:
    """How many applications still wait for the outcome of their screening."""
    return Application.objects.filter(call=call, state__in=TO_SCREEN).count()


def unassessed(call: Call) -> int:
    """How many eligible applications do not have all their marks yet."""
    waiting = (lifecycle.ELIGIBLE, lifecycle.ASSESSMENT)
    return Application.objects.filter(call=call, state__in=waiting).count()


def checks_of(application: Application) -> dict[str, Check]:
    """The findings on the version that stands, by rule; those on an earlier one count no more."""
    found = application.checks.select_related("checked_by")
    if application.submitted_at is not None:
        found = found.filter(checked_at__gte=application.submitted_at)
    return {check.rule: check for check in found}


def screening_of(application: Application) -> Screening | None:
    """The outcome, once it is decided."""
    found = Screening.objects.filter(application=application)
    return found.select_related("decided_by").first()


def related(actor: Actor, application: Application) -> tuple[list[Application], list[Application]]:
    """Other submitted applications of the same organisation, and of its registration number.

    The second list names another organisation in the portal under the same number.
    """
    others = screenable(actor).exclude(pk=application.pk).order_by("-submitted_at", "-pk")
    same = others.filter(organisation=application.organisation_id)
    number = application.organisation.registration_number
    twin = others.filter(organisation__registration_number=number)
    return list(same), list(twin.exclude(organisation=application.organisation_id))


def unmet_reasons(checks: Mapping[str, Check]) -> str:
    """The reasons of the rules that are not met, one a line, in the order of the checklist."""
    reasons = [
        checks[rule].reason
        for rule in Rule.values
        if rule in checks and checks[rule].finding == Finding.NOT_MET
    ]
    return "\n".join(reasons)
