"""Reads of personal copies."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from portal.accounts.actors import Actor
from portal.copies.models import PersonalCopy


def visible_to(actor: Actor) -> QuerySet[PersonalCopy]:
    """A person's own copies; nobody sees another's."""
    if not actor.is_known:
        return PersonalCopy.objects.none()
    own = PersonalCopy.objects.filter(requested_by=actor.person)
    return own.select_related("document", "job")


def newest_of(actor: Actor) -> PersonalCopy | None:
    """The copy the person asked for last."""
    return visible_to(actor).order_by("-requested_at", "-pk").first()


def to_make(copy_id: UUID) -> PersonalCopy | None:
    """The copy, if it is still wanted: not ended, and its person's account open."""
    found = PersonalCopy.objects.filter(pk=copy_id, closed_at__isnull=True, made_at__isnull=True)
    return found.filter(requested_by__is_active=True).select_related("requested_by").first()


def expired(*, now: datetime) -> QuerySet[PersonalCopy]:
    """Those whose time is over and whose file is still stored."""
    return PersonalCopy.objects.filter(expires_at__lte=now, closed_at__isnull=True)
