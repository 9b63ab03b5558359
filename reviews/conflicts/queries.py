"""Reads of conflicts and declarations, and the facts that are compared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from grants.applications import lifecycle
from grants.applications.models import Application
from grants.applications.veils import veiled_rows
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role, RoleGrant, User
from portal.organisations.models import Organisation
from portal.ui.formats import in_hong_kong
from reviews.conflicts.evidence import (
    ApplicationFacts,
    AssessorFacts,
    Match,
    Registered,
    matches,
)
from reviews.conflicts.models import Conflict, InterestDeclaration, Ruling
from reviews.pool.models import Assessor
from reviews.pool.queries import calls_for
from reviews.pool.register.models import RegisteredInterest
from reviews.pool.register.queries import newest


def conflicts_for(actor: Actor) -> QuerySet[Conflict]:
    """Conflicts in the calls that ``actor`` looks after, those to be ruled on first.

    A chair sees what was referred. Nobody sees those of an application they conflict with, their
    own among them (AZ-06).
    """
    order = Case(
        When(ruling__in=[Ruling.SUGGESTED, Ruling.REFERRED], then=Value(0)),
        When(ruling=Ruling.CONFIRMED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    kept = Q(application__call__in=calls_for(actor).values("pk"))
    found = Conflict.objects.filter(kept | _referred_to(actor))
    return (
        found.exclude(application__in=veiled_rows(actor).values("pk"))
        .exclude(assessor__user=actor.user)
        .select_related(
            "assessor__user", "application__organisation", "application__call", "ruled_by"
        )
        .order_by(order, "application__reference", "assessor__user__name", "pk")
    )


def referred_for(actor: Actor) -> QuerySet[Conflict]:
    """What waits for the ruling of ``actor`` as chair."""
    return conflicts_for(actor).filter(_referred_to(actor), ruling=Ruling.REFERRED)


def _referred_to(actor: Actor) -> Q:
    scopes = actor.scopes(Role.CHAIR)
    asked = Q(referred_at__isnull=False)
    return asked if scopes is None else asked & Q(application__call__code__in=scopes)


def chairs_of(call: Call, *, now: datetime) -> QuerySet[User]:
    """The people who hold the chair of the call's panel now."""
    held = RoleGrant.objects.active(now).filter(role=Role.CHAIR, scope__in=["", call.code])
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk")


def unruled_by_call(actor: Actor) -> dict[str, int]:
    """How many suggested conflicts wait for a ruling, by code of call."""
    officers = calls_for(actor).values("pk")
    waiting = conflicts_for(actor).filter(ruling=Ruling.SUGGESTED, application__call__in=officers)
    rows = waiting.order_by().values_list("application__call__code").annotate(number=Count("pk"))
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
    """What ``assessors`` have in common with the applications of the call.

    The number of queries does not grow with either.
    """
    people = list(assessors)
    registered = newest(people)
    applications = compared_applications(call).select_related("organisation", "sponsor")
    loaded = applications.prefetch_related(
        "organisation__memberships__user", "team", "budget_lines", "exclusion_requests"
    )
    since_year = in_hong_kong(call.opens_at).year - call.programme.look_back_years
    return matches(
        [_assessor_facts(one, registered.get(one.pk, [])) for one in people],
        [_application_facts(one, since_year) for one in loaded],
        shared_domains=frozenset(settings.SHARED_MAIL_DOMAINS),
    )


def _assessor_facts(assessor: Assessor, interests: Iterable[RegisteredInterest]) -> AssessorFacts:
    user = assessor.user
    return AssessorFacts(
        id=assessor.pk,
        user_id=user.pk,
        email=user.email,
        phone=user.phone,
        employer=assessor.employer,
        names=frozenset(name for name in (user.name, user.name_zh) if name),
        registered=tuple(_registered(one) for one in interests),
    )


def _registered(one: RegisteredInterest) -> Registered:
    """As it is compared, with its years in the words that are shown."""
    words = f"{one.body} ({one.years})" if one.years else one.body
    return Registered(one.kind, one.body, one.address, one.to_year, words)


def _application_facts(application: Application, since_year: int) -> ApplicationFacts:
    """Members who have left count too: yesterday's colleague is no judge."""
    organisation = application.organisation
    members = [membership.user for membership in organisation.memberships.all()]
    sponsor = getattr(application, "sponsor", None)
    people = [name for one in members for name in (one.name, one.name_zh)]
    people += [name for one in application.team.all() for name in (one.name, one.name_zh)]
    people += [sponsor.contact_name] if sponsor else []
    return ApplicationFacts(
        id=application.pk,
        member_ids=frozenset(member.pk for member in members),
        emails=frozenset(member.email for member in members),
        phones=frozenset([organisation.phone, *(member.phone for member in members)]),
        names=frozenset([organisation.name, organisation.name_zh]),
        organisation=organisation.name,
        sponsors=frozenset([sponsor.name] if sponsor else []),
        sponsor_emails=frozenset([sponsor.contact_email] if sponsor else []),
        people=frozenset(name for name in people if name),
        addresses=_addresses(organisation),
        costs=tuple(line.description for line in application.budget_lines.all()),
        title=application.title,
        excluded=frozenset(one.name for one in application.exclusion_requests.all()),
        since_year=since_year,
    )


def _addresses(organisation: Organisation) -> frozenset[tuple[str, ...]]:
    """In English by all its parts, for a tower holds a thousand firms; in Chinese as a whole."""
    parts = (
        organisation.address_street,
        organisation.address_building,
        organisation.address_unit,
    )
    found: list[tuple[str, ...]] = [parts] if organisation.address_street else []
    if organisation.address_zh:
        found.append((organisation.address_zh,))
    return frozenset(found)
