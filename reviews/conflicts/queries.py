"""Reads of conflicts and declarations, and the facts that are compared."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from grants.applications import lifecycle
from grants.applications.models import Application
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from reviews.conflicts.evidence import ApplicationFacts, AssessorFacts, Match, matches
from reviews.conflicts.models import Conflict, InterestDeclaration, Ruling
from reviews.pool.models import Assessor
from reviews.pool.queries import calls_for


def conflicts_for(actor: Actor) -> QuerySet[Conflict]:
    """Conflicts in the calls that ``actor`` looks after, those to be ruled on first."""
    order = Case(
        When(ruling=Ruling.SUGGESTED, then=Value(0)),
        When(ruling=Ruling.CONFIRMED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    found = Conflict.objects.filter(application__call__in=calls_for(actor))
    return found.select_related(
        "assessor__user", "application__organisation", "application__call", "ruled_by"
    ).order_by(order, "application__reference", "assessor__user__name", "pk")


def unruled_by_call(actor: Actor) -> dict[str, int]:
    """How many suggested conflicts wait for a ruling, by code of call."""
    waiting = Conflict.objects.filter(
        ruling=Ruling.SUGGESTED, application__call__in=calls_for(actor)
    )
    rows = waiting.values_list("application__call__code").annotate(number=Count("pk"))
    return dict(rows.order_by("application__call__code"))


def barred_pairs(call: Call) -> set[tuple[int, int]]:
    """(application, assessor) ids that a conflict keeps apart."""
    barring = Conflict.objects.barring().filter(application__call=call)
    return set(barring.values_list("application_id", "assessor_id"))


def is_barred(*, application_id: int, assessor_id: int) -> bool:
    """Whether a conflict keeps the two apart."""
    pair = Conflict.objects.filter(application_id=application_id, assessor_id=assessor_id)
    return pair.barring().exists()


def declaration_of(*, application_id: int, assessor_id: int) -> InterestDeclaration | None:
    """What the assessor declared for the application, if they did."""
    return InterestDeclaration.objects.filter(
        application_id=application_id, assessor_id=assessor_id
    ).first()


def compared_applications(call: Call) -> QuerySet[Application]:
    """Applications that were submitted, are not reopened and not withdrawn."""
    left_out = (*lifecycle.WRITABLE, lifecycle.WITHDRAWN)
    return call.applications.exclude(state__in=left_out).order_by("reference")


def pool_assessors(call: Call) -> QuerySet[Assessor]:
    """Everybody who is or was in the call's pool, by name."""
    found = Assessor.objects.filter(pools__call=call).select_related("user")
    return found.order_by("user__name", "pk")


def evidence_in(call: Call, *, assessors: Iterable[Assessor]) -> list[Match]:
    """What ``assessors`` have in common with the applications of the call; four queries."""
    applications = compared_applications(call).select_related("organisation", "sponsor")
    return matches(
        [_assessor_facts(one) for one in assessors],
        [
            _application_facts(one)
            for one in applications.prefetch_related("organisation__memberships__user")
        ],
        shared_domains=frozenset(settings.SHARED_MAIL_DOMAINS),
    )


def _assessor_facts(assessor: Assessor) -> AssessorFacts:
    user = assessor.user
    return AssessorFacts(
        id=assessor.pk,
        user_id=user.pk,
        email=user.email,
        phone=user.phone,
        employer=assessor.employer,
    )


def _application_facts(application: Application) -> ApplicationFacts:
    """Members who have left count too: yesterday's colleague is no judge."""
    organisation = application.organisation
    members = [membership.user for membership in organisation.memberships.all()]
    sponsor = getattr(application, "sponsor", None)
    return ApplicationFacts(
        id=application.pk,
        member_ids=frozenset(member.pk for member in members),
        emails=frozenset(member.email for member in members),
        phones=frozenset([organisation.phone, *(member.phone for member in members)]),
        names=frozenset([organisation.name, organisation.name_zh, sponsor.name if sponsor else ""]),
        organisation=organisation.name,
    )
