"""Reads of assessors and pools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from grants.programmes.models import Call, Taxonomy, Term
from portal.accounts.actors import Actor
from portal.accounts.models import Role, RoleGrant, User
from reviews.pool import loads
from reviews.pool.absences.models import Absence
from reviews.pool.absences.queries import away_throughout, by_assessor
from reviews.pool.models import Assessor, PoolMember
from reviews.pool.register.queries import filed_in, year_at

EXPERTISE = (Taxonomy.PILLAR, Taxonomy.TECHNOLOGY, Taxonomy.USE_CASE)
"""The taxonomies in which assessors declare what they know."""


def calls_for(actor: Actor) -> QuerySet[Call]:
    """Calls whose reviews ``actor`` may look at: an officer's and an auditor's."""
    scopes = actor.scopes(Role.OFFICER, Role.AUDITOR)
    calls = Call.objects.all() if scopes is None else Call.objects.filter(code__in=scopes)
    return calls.order_by("-opens_at")


def calls_with_pools(actor: Actor) -> QuerySet[Call]:
    """The same calls with ``pool_size``, the number of members who have not left."""
    current = Count("pool", filter=Q(pool__left_at__isnull=True))
    return calls_for(actor).annotate(pool_size=current)


def assessors_for(actor: Actor) -> QuerySet[Assessor]:
    """All profiles by name, for officers and auditors; nobody else sees any."""
    found = Assessor.objects.select_related("user").prefetch_related("expertise")
    if not actor.has_any(Role.OFFICER, Role.AUDITOR):
        return found.none()
    return found.order_by("user__name", "pk")


def own_profile(actor: Actor) -> Assessor | None:
    """The profile of ``actor`` while they hold the role."""
    if not actor.has(Role.ASSESSOR):
        return None
    return Assessor.objects.select_related("user").filter(user=actor.user).first()


def holds_assessor_role(user_id: int, *, now: datetime) -> bool:
    """Whether the role of assessor is in force for the account."""
    grants = RoleGrant.objects.active(now).filter(role=Role.ASSESSOR)
    return grants.filter(user_id=user_id, user__is_active=True).exists()


def people_without_profile(*, now: datetime) -> QuerySet[User]:
    """People who hold the role of assessor and have no profile yet."""
    holders = RoleGrant.objects.active(now).filter(role=Role.ASSESSOR).values("user_id")
    return User.objects.filter(pk__in=holders, is_active=True, assessor=None).order_by("name", "pk")


def expertise_terms(*, on: date, declared_by: Assessor | None = None) -> QuerySet[Term]:
    """Terms an assessor can declare on a day, and those they declared while they were offered."""
    offered = Q(active_from__isnull=True) | Q(active_from__lte=on)
    not_ended = Q(active_to__isnull=True) | Q(active_to__gte=on)
    choice = offered & not_ended
    if declared_by is not None:
        choice |= Q(pk__in=declared_by.expertise.values("pk"))
    return Term.objects.filter(choice, taxonomy__in=EXPERTISE).order_by(
        "taxonomy", "position", "pk"
    )


def members_of(call: Call) -> QuerySet[PoolMember]:
    """Current members of the call's pool by name."""
    members = call.pool.current().select_related("assessor__user")
    return members.prefetch_related("assessor__expertise").order_by("assessor__user__name", "pk")


def serving(call: Call, *, now: datetime) -> QuerySet[PoolMember]:
    """Members who can be given work now.

    They are available and not away for the whole of the usual scoring time, hold the role for this
    call, and have filed this year's register of interests: without it nobody is given anything
    (docs/adr/0024).
    """
    holders = RoleGrant.objects.active(now).filter(
        role=Role.ASSESSOR, scope__in=["", call.code], user__is_active=True
    )
    return (
        members_of(call)
        .filter(
            assessor__is_available=True,
            assessor__user__in=holders.values("user_id"),
            assessor__in=filed_in(year_at(now)).values("assessor"),
        )
        .exclude(assessor__in=away_throughout(now=now))
    )


@dataclass(frozen=True)
class MemberWithLoad:
    """A member, how many applications they carry, and whether they can be given more.

    ``has_filed`` says whether this year's register of interests is there; ``absences`` are those
    that are not over.
    """

    member: PoolMember
    load: int
    is_serving: bool
    has_filed: bool
    absences: Sequence[Absence] = ()


def members_with_load(
    call: Call, *, now: datetime, actor: Actor | None = None
) -> list[MemberWithLoad]:
    """The pool of a call as its page shows it; the number of queries does not grow with it.

    Loads leave out what an interest hides from ``actor``.
    """
    load = loads.of_call(call.pk, actor)
    able = set(serving(call, now=now).values_list("pk", flat=True))
    filed = set(filed_in(year_at(now)).values_list("assessor_id", flat=True))
    members = list(members_of(call))
    away = by_assessor((one.assessor_id for one in members), now=now)
    return [
        MemberWithLoad(
            member,
            load.get(member.assessor_id, 0),
            is_serving=member.pk in able,
            has_filed=member.assessor_id in filed,
            absences=away.get(member.assessor_id, ()),
        )
        for member in members
    ]


def candidates(call: Call) -> QuerySet[Assessor]:
    """Profiles that are not in the call's pool at the moment."""
    inside = call.pool.current().values("assessor_id")
    found = Assessor.objects.select_related("user").exclude(pk__in=inside)
    return found.filter(is_available=True).order_by("user__name", "pk")
