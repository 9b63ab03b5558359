"""Reads of messages."""

from __future__ import annotations

from django.db.models import QuerySet

from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.notifications.models import STUCK, Message


def visible_to(actor: Actor) -> QuerySet[Message]:
    """Messages that ``actor`` may see: administrators all of them, a person their own."""
    if actor.has(Role.ADMINISTRATOR, ""):
        return Message.objects.all()
    return Message.objects.filter(recipient=actor.user) if actor.user else Message.objects.none()


def stuck(actor: Actor) -> QuerySet[Message]:
    """Messages that wait for a person, oldest first."""
    return visible_to(actor).filter(state__in=STUCK).order_by("created_at", "pk")


def newest() -> QuerySet[Message]:
    """Every message, newest first; for the demo's letter box alone."""
    return Message.objects.order_by("-created_at", "-pk")
