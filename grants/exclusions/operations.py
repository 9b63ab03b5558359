"""Asking that somebody is excluded, and taking it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from grants.applications import queries as applications
from grants.exclusions import rules
from grants.exclusions.models import ExclusionRequest
from portal.accounts.actors import Actor
from portal.audit.operations import record


@transaction.atomic
def ask(
    *, application_id: int, kind: str, name: str, reason: str, actor: Actor, now: datetime
) -> ExclusionRequest:
    """Keep a request; the log says that there is one, and neither the name nor the reason."""
    application = applications.for_update(application_id)
    earlier = list(application.exclusion_requests.filter(kind=kind).values_list("name", flat=True))
    rules.check_ask(actor, application, name=name, reason=reason, earlier=earlier, now=now)
    request = ExclusionRequest.objects.create(
        application=application,
        kind=kind,
        name=name,
        reason=reason,
        requested_by=actor.person,
        requested_at=now,
    )
    record("exclusion.ask", actor=actor, subject=application, kind=kind)
    return request


@transaction.atomic
def take_back(*, request_id: int, actor: Actor, now: datetime) -> None:
    """Remove a request that nobody has acted on yet: the application is not submitted."""
    found = ExclusionRequest.objects.get(pk=request_id)
    application = applications.for_update(found.application_id)
    rules.check_change(actor, application, now=now)
    found.delete()
    record("exclusion.take_back", actor=actor, subject=application, kind=found.kind)
