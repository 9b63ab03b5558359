"""Reads of awards and letters."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from grants.awards.models import Award, Letter
from grants.awards.rules import RELEASED
from grants.decisions.models import Decision
from grants.decisions.rules import READERS
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.jobs.models import Job, JobState
from portal.notifications.models import Message, MessageState


def visible_to(actor: Actor) -> QuerySet[Letter]:
    """Letters ``actor`` may read: of the calls one works with, or to one's own organisation.

    A letter to an organisation is there for its members only once its application is released.
    """
    scopes = actor.scopes(*READERS)
    everything = Q() if scopes is None else Q(decision__application__call__code__in=scopes)
    own = Q(
        decision__application__organisation__in=list(actor.memberships),
        decision__application__state__in=RELEASED,
    )
    related = Letter.objects.select_related(
        "document", "decision__application__organisation", "decision__application__call"
    )
    return related.filter(everything | own)


def outcome_of(application_id: int) -> Decision | None:
    """The decision on an application with its award and letter; the caller asks who may see it."""
    found = Decision.objects.filter(application=application_id)
    return found.select_related("award", "letter__document").first()


def letters_of(call: Call) -> QuerySet[Letter]:
    """The letters of a call by number, each with whether its mail left."""
    sent = Message.objects.filter(documents=OuterRef("document"), state=MessageState.SENT)
    found = Letter.objects.filter(decision__application__call=call)
    related = found.select_related("document", "decision__application__organisation")
    return related.annotate(is_sent=Exists(sent)).order_by("number")


def progress_of(call: Call) -> dict[str, int]:
    """How many letters of the call are promised, made, and given up by their jobs."""
    letters = Letter.objects.filter(decision__application__call=call)
    counted = letters.aggregate(all=Count("pk"), made=Count("document"))
    keys = [f"letter:{number}" for number in letters.values_list("number", flat=True)]
    stopped = Job.objects.filter(key__in=keys, state=JobState.DEAD).count()
    return {**counted, "stopped": stopped}


def awards_of(call: Call) -> QuerySet[Award]:
    """The awards of a call with their instalments, by reference."""
    found = Award.objects.filter(decision__application__call=call)
    related = found.select_related("decision__application__organisation")
    return related.prefetch_related("instalments").order_by("decision__application__reference")
