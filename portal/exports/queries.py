"""Reads of exports."""

from __future__ import annotations

from django.db.models import QuerySet

from portal.accounts.actors import Actor
from portal.exports.models import Export


def visible_to(actor: Actor) -> QuerySet[Export]:
    """A person's own exports; nobody sees another's."""
    if not actor.is_known:
        return Export.objects.none()
    return Export.objects.filter(requested_by=actor.person).select_related("document", "job")
