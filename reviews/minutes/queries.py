"""Reads of minutes."""

from __future__ import annotations

from django.db.models import QuerySet

from portal.accounts.actors import Actor
from reviews.calibration.queries import hidden_references
from reviews.meetings.models import Meeting
from reviews.meetings.queries import visible_to as meetings_visible_to
from reviews.minutes.models import Minutes


def visible_to(actor: Actor) -> QuerySet[Minutes]:
    """The minutes of the meetings that ``actor`` may see; what they say is cut for each reader."""
    found = Minutes.objects.filter(meeting__in=meetings_visible_to(actor))
    return found.select_related("meeting__call", "made_by", "signed_by")


def of_meeting(actor: Actor, meeting: Meeting) -> QuerySet[Minutes]:
    """The versions of one meeting, newest first."""
    found = visible_to(actor).filter(meeting=meeting)
    return found.prefetch_related("papers").order_by("-number")


def hidden_from(actor: Actor, meeting: Meeting) -> set[str]:
    """The references that ``actor`` has an interest in: gone from page and paper."""
    return hidden_references(meeting.call, actor)


def newest(meeting: Meeting) -> Minutes | None:
    """The newest version."""
    return Minutes.objects.filter(meeting=meeting).order_by("-number").first()
