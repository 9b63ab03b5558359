"""Reads of the requests to exclude somebody."""

from __future__ import annotations

from django.db.models import QuerySet

from grants.applications.models import Application
from grants.applications.queries import handed_in
from grants.applications.veils import veiled
from grants.exclusions.models import ExclusionRequest
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role

READERS = (Role.OFFICER, Role.AUDITOR)


def of_application(application: Application) -> QuerySet[ExclusionRequest]:
    """The requests of an application the caller has found, oldest first."""
    return application.exclusion_requests.select_related("requested_by").order_by("pk")


def read_by(actor: Actor, call: Call) -> QuerySet[ExclusionRequest]:
    """The requests of the submitted applications of ``call``, for its officers and auditors.

    Not those of an application that they have an interest in (AZ-06).
    """
    if not actor.has_any(*READERS, scope=call.code):
        return ExclusionRequest.objects.none()
    read = Application.objects.filter(handed_in() & ~veiled(actor), call=call)
    found = ExclusionRequest.objects.filter(application__in=read.values("pk"))
    return found.select_related("application__organisation").order_by(
        "application__reference", "pk"
    )
