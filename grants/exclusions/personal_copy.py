"""What a personal copy says of requests to exclude somebody: those of the person's applications."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from grants.applications import queries as applications
from grants.exclusions.models import ExclusionRequest
from portal.accounts.actors import Actor
from portal.copies.registry import Entry, Fact


def collect(actor: Actor) -> Iterator[Entry]:
    """Every request of one's organisations; one query."""
    seen = applications.own(actor).values("pk")
    found = ExclusionRequest.objects.filter(application__in=seen).select_related("application")
    for one in found.order_by("requested_at", "pk"):
        yield Entry(
            one.application.reference,
            facts=[
                Fact("kind", _("Whom do you mean?"), one.kind, one.get_kind_display()),
                Fact("name", _("Name"), one.name),
                Fact("reason", _("Reason"), one.reason),
                Fact("requested_at", _("Asked on"), one.requested_at),
            ],
        )
