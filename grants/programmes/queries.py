"""Reads of calls, criteria and terms; ``visible_to`` is where every page starts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from grants.programmes import lifecycle
from grants.programmes.completeness import gaps_of, gaps_of_documents
from grants.programmes.models import Call, Criterion, NeededDocument, Programme, Term
from grants.programmes.parts import Gap, gaps
from portal.accounts.actors import Actor
from portal.accounts.models import Role

KEEPERS = (Role.OFFICER, Role.AUDITOR)
"""Who sees a call's workshop: officers change it, auditors read it."""

CLOSING = Coalesce("extended_to", "closes_at")
"""When a call closes for everybody, extensions included; the same as ``Call.closing_at``."""


def visible_to(actor: Actor) -> QuerySet[Call]:
    """Published calls are everybody's; a draft is seen by the officers and auditors of its call."""
    published = ~Q(state=lifecycle.DRAFT)
    scopes = actor.scopes(*KEEPERS)
    calls = Call.objects.select_related("programme")
    return calls if scopes is None else calls.filter(published | Q(code__in=scopes))


def managed_by(actor: Actor) -> QuerySet[Call]:
    """Calls whose workshop ``actor`` may enter, drafts included."""
    scopes = actor.scopes(*KEEPERS)
    calls = Call.objects.select_related("programme")
    return calls if scopes is None else calls.filter(code__in=scopes)


def run_by(actor: Actor) -> QuerySet[Call]:
    """Calls that ``actor`` runs as an officer and that are not finished, soonest closing first."""
    scopes = actor.scopes(Role.OFFICER)
    running = Call.objects.exclude(state=lifecycle.RELEASED).annotate(closing=CLOSING)
    calls = running.order_by("closing", "pk")
    return calls if scopes is None else calls.filter(code__in=scopes)


def with_counts(calls: QuerySet[Call]) -> QuerySet[Call]:
    """``calls``, newest first, each with ``submitted_count``; drafts of applicants are not told."""
    submitted = Count("applications", filter=Q(applications__submitted_at__isnull=False))
    return calls.annotate(submitted_count=submitted).order_by("-opens_at", "-pk")


def call_for(actor: Actor, code: str) -> Call:
    """The call ``code`` if ``actor`` may see it; raises ``Call.DoesNotExist``."""
    return visible_to(actor).get(code=code)


def open_calls(now: datetime) -> QuerySet[Call]:
    """Calls one can apply to at ``now``, the soonest closing first."""
    running = Call.objects.filter(state=lifecycle.PUBLISHED, opens_at__lte=now).annotate(
        closing=CLOSING
    )
    return running.filter(closing__gt=now).order_by("closing", "pk")


def public_calls(now: datetime) -> QuerySet[Call]:
    """Every published call with its ``phase``: 1 open, 2 upcoming, 3 closed; in that order."""
    running = Q(state=lifecycle.PUBLISHED, closing__gt=now)
    phase = Case(
        When(running & Q(opens_at__lte=now), then=Value(1)),
        When(running, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    published = Call.objects.exclude(state=lifecycle.DRAFT).annotate(closing=CLOSING, phase=phase)
    return published.order_by("phase", F("closing").desc(), "pk")


def for_update(call_id: int) -> Call:
    """The call with its row locked until the transaction ends.

    Without the key (``no_key``): a second save of an application that refers to the call must not
    wait for this lock, or a withdrawal and an approval could wait for each other for ever.
    """
    rows = Call.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("programme").get(pk=call_id)


def criteria_of(call: Call) -> list[Criterion]:
    """The criteria in their order; a prefetched list is not queried again."""
    return sorted(call.criteria.all(), key=lambda criterion: (criterion.position, criterion.pk))


def criteria_as_details(call: Call) -> list[dict[str, Any]]:
    """The criteria as ``operations.replace_criteria`` takes them."""
    names = ("code", "name", "guidance", "weight", "highest_mark", "anchors")
    return [{name: getattr(one, name) for name in names} for one in criteria_of(call)]


def documents_of(call: Call) -> list[NeededDocument]:
    """What applicants bring, in its order."""
    return list(call.needed_documents.order_by("position", "pk"))


def documents_as_details(call: Call) -> list[dict[str, Any]]:
    """The documents as ``operations.replace_documents`` takes them."""
    names = ("code", "name", "note", "is_required")
    return [{name: getattr(one, name) for name in names} for one in documents_of(call)]


def announced_calls() -> QuerySet[Call]:
    """Every call that was ever published, the latest first: what calendars are told."""
    published = Call.objects.exclude(state=lifecycle.DRAFT)
    return published.order_by("-opens_at", "-pk")


def gaps_before(step: str, call: Call, *, now: datetime) -> list[Gap]:
    """What stands against ``step``: the call's own gaps before publishing, and what areas add."""
    own = _own_gaps(call, now) if step == "publish" else []
    return [*own, *gaps(step, call)]


def _own_gaps(call: Call, now: datetime) -> list[Gap]:
    return [*gaps_of(call, criteria_of(call), now=now), *gaps_of_documents(documents_of(call))]


def programmes() -> QuerySet[Programme]:
    """The funding schemes, oldest first."""
    return Programme.objects.order_by("pk")


def all_terms() -> QuerySet[Term]:
    """The terms of every taxonomy, each in its order."""
    return Term.objects.order_by("taxonomy", "position", "pk")


def terms_of(taxonomy: str) -> QuerySet[Term]:
    """All terms of a taxonomy in their order, also those that are switched off."""
    return Term.objects.filter(taxonomy=taxonomy).order_by("position", "pk")


def terms_on(taxonomy: str, on: date) -> QuerySet[Term]:
    """The terms of a taxonomy that applicants may choose on that day, both ends included."""
    begun = Q(active_from__isnull=True) | Q(active_from__lte=on)
    running = Q(active_to__isnull=True) | Q(active_to__gte=on)
    return terms_of(taxonomy).filter(begun & running)


def scopes() -> list[tuple[str, str]]:
    """Every call as (code, title), newest first: what a role can be given for."""
    calls = Call.objects.order_by("-opens_at", "-pk")
    return [(call.code, f"{call.code} – {call.title}") for call in calls]
