"""Reads of recommendation lists and decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from grants.applications import lifecycle as applications
from grants.applications.models import Application
from grants.applications.veils import interests_in, veiled_rows
from grants.decisions.entries import Entry
from grants.decisions.feedback import from_stored
from grants.decisions.models import Decision, Outcome, Recommendation, RecommendationList
from grants.decisions.rules import READERS
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.audit.models import AuditEvent

Bar = Callable[[Call, User], str]

_bars: list[Bar] = []


def register_bar(bar: Bar) -> None:
    """Let an area above bar a person from deciding on a call's list, by a sentence (or "").

    Assessors' marks live above this app, and nobody approves what they scored.
    """
    if bar not in _bars:
        _bars.append(bar)


def bars_for(actor: Actor, call: Call) -> list[str]:
    """The sentences that stand against ``actor`` deciding on the list of ``call`` (AZ-13)."""
    found = [sentence for bar in _bars if (sentence := bar(call, actor.person))]
    if interests_in(call, actor):
        found.append(
            _("You have an interest in an application of this call, so another person decides.")
        )
    return found


def writers(prepared: RecommendationList) -> set[int]:
    """Accounts of everybody who ever wrote on the list, whoever wrote last."""
    events = AuditEvent.objects.filter(
        subject_kind=prepared.audit_kind,
        subject_reference=prepared.audit_reference,
        action__in=("recommendation.draft", "recommendation.put_forward"),
    )
    return set(events.values_list("actor_id", flat=True))


def visible_to(actor: Actor) -> QuerySet[RecommendationList]:
    """The lists of the calls in which ``actor`` works with decisions."""
    lists = RecommendationList.objects.select_related("call", "put_forward_by", "approved_by")
    scopes = actor.scopes(*READERS)
    return lists if scopes is None else lists.filter(call__code__in=scopes)


def is_approved_by(actor: Actor, list_id: int) -> bool:
    """Whether ``actor`` approved the list: the second of two clicks finds it done."""
    return RecommendationList.objects.filter(
        pk=list_id, approved_by=actor.person, approved_at__isnull=False
    ).exists()


def before_the_panel(call: Call) -> QuerySet[Application]:
    """The applications a list of ``call`` has to name."""
    found = Application.objects.filter(call=call, state__in=applications.PANEL_STATES)
    return found.select_related("organisation", "call").order_by("reference")


def lines(prepared: RecommendationList) -> QuerySet[Recommendation]:
    """The list's lines by rank; those of applications withdrawn since are left out."""
    found = prepared.recommendations.exclude(application__state=applications.WITHDRAWN)
    return found.select_related("application__organisation", "application__pillar").order_by(
        "rank", "application__reference"
    )


def lines_for(actor: Actor, prepared: RecommendationList) -> list[Recommendation]:
    """The lines that ``actor`` may see: none of an application they have an interest in.

    Where one is left out the others are ranked anew: a gap would tell its rank (AZ-06).
    """
    every = list(lines(prepared))
    hidden = set(veiled_rows(actor).filter(call=prepared.call).values_list("pk", flat=True))
    shown = [line for line in every if line.application_id not in hidden]
    if len(shown) < len(every):
        ranks = [line.rank for line in shown if line.rank is not None]
        for line in shown:
            line.rank = line.rank and 1 + sum(other < line.rank for other in ranks)
    return shown


def entries_of(found: Iterable[Recommendation]) -> list[Entry]:
    """Lines of a list as entries."""
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
            criteria=from_stored(line.by_criterion),
        )
        for line in found
    ]


def as_decision(line: Recommendation) -> Decision:
    """The decision that ``line`` becomes when it is approved; not stored, and by nobody yet."""
    is_award = line.outcome == Outcome.RECOMMENDED
    return Decision(
        application=line.application,
        is_award=is_award,
        amount=line.amount,
        conditions=line.conditions if is_award else "",
        feedback=line.feedback,
        by_criterion=line.by_criterion,
    )


def decisions_of(call: Call) -> QuerySet[Decision]:
    """Every decision of a call, by reference."""
    found = Decision.objects.filter(application__call=call)
    return found.select_related("application__organisation").order_by("application__reference")


def decisions_for(actor: Actor, call: Call) -> QuerySet[Decision]:
    """Those that ``actor`` may see: none on an application they have an interest in (AZ-06)."""
    return decisions_of(call).exclude(application__in=veiled_rows(actor))
