"""Reads of recommendation lists and decisions."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from django.db.models import Prefetch, QuerySet, Sum

from grants.applications import lifecycle as applications
from grants.applications.models import Application
from grants.decisions.entries import Entry
from grants.decisions.models import Decision, Outcome, Recommendation, RecommendationList
from grants.decisions.rules import READERS
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import User

Bar = Callable[[Call, User], str]

_bars: list[Bar] = []


def register_bar(bar: Bar) -> None:
    """Let an area above bar a person from approving a call's list, by a sentence (or "").

    Assessors' marks live above this app, and nobody approves what they scored.
    """
    if bar not in _bars:
        _bars.append(bar)


def bars_for(actor: Actor, call: Call) -> list[str]:
    """The sentences that stand against ``actor`` approving the list of ``call``."""
    return [sentence for bar in _bars if (sentence := bar(call, actor.person))]


def visible_to(actor: Actor) -> QuerySet[RecommendationList]:
    """The lists of the calls in which ``actor`` works with decisions."""
    lists = RecommendationList.objects.select_related("call", "put_forward_by", "approved_by")
    scopes = actor.scopes(*READERS)
    return lists if scopes is None else lists.filter(call__code__in=scopes)


def before_the_panel(call: Call) -> QuerySet[Application]:
    """The applications a list of ``call`` has to name."""
    found = Application.objects.filter(call=call, state__in=applications.PANEL_STATES)
    return found.select_related("organisation").order_by("reference")


def lines(prepared: RecommendationList) -> QuerySet[Recommendation]:
    """The list's lines by rank; those of applications withdrawn since are left out."""
    found = prepared.recommendations.exclude(application__state=applications.WITHDRAWN)
    return found.select_related("application__organisation", "application__pillar").order_by(
        "rank", "application__reference"
    )


def entries_of(prepared: RecommendationList) -> list[Entry]:
    """The list's lines as entries."""
    return [
        Entry(
            application_id=line.application_id,
            outcome=Outcome(line.outcome),
            amount=line.amount,
            score=line.score,
            rank=line.rank,
            marks=line.marks,
            reason=line.reason,
            conditions=line.conditions,
            feedback=line.feedback,
        )
        for line in lines(prepared)
    ]


def recommended_total(prepared: RecommendationList) -> Decimal:
    """What the list recommends, in HKD."""
    return lines(prepared).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def decisions_of(call: Call) -> QuerySet[Decision]:
    """Every decision of a call, by reference."""
    found = Decision.objects.filter(application__call=call)
    related = found.select_related("application__organisation", "application__call")
    return related.prefetch_related(Prefetch("application__organisation__memberships")).order_by(
        "application__reference"
    )
