"""What stands already of the people whom rows are about, as values of the columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models.functions import Lower
from django.utils import timezone

from grants.programmes.models import Call, Term
from portal.accounts.models import Role, RoleGrant, User
from reviews.pool.importing.columns import PANEL, Vocabulary
from reviews.pool.inviting import queries as inviting
from reviews.pool.inviting.models import InvitedAs, PoolInvitation
from reviews.pool.models import Assessor, PoolMember
from reviews.pool.queries import expertise_terms, members_of

Values = Mapping[str, Any]
NOBODY: Values = {
    "name": "",
    "role": (),
    "employer": "",
    "languages": (),
    "expertise": (),
    "words": (),
    "least_load": None,
    "most_load": None,
    "available": True,
}
"""Of whom nothing is known; who is invited counts as available."""

DAY = timedelta(days=1)


def vocabulary_on(now: datetime) -> Vocabulary:
    """Every term that an assessor can have: those of today, and older ones somebody declared."""
    today = expertise_terms(on=timezone.localdate(now)).values("pk")
    declared = Assessor.expertise.through.objects.values("term")
    terms = Term.objects.filter(pk__in=today) | Term.objects.filter(pk__in=declared)
    return Vocabulary(terms.order_by("taxonomy", "position", "pk"))


class Standing:
    """A call's pool at one moment, and whoever has one of ``addresses`` (in small letters).

    The number of queries does not grow with the rows.
    """

    def __init__(self, call: Call, addresses: Collection[str], *, now: datetime) -> None:
        self.call, self.now = call, now
        self.vocabulary = vocabulary_on(now)
        found = Assessor.objects.annotate(address=Lower("user__email")).filter(
            address__in=addresses
        )
        people = found.select_related("user").prefetch_related("expertise")
        self.assessors = {one.user.email.lower(): one for one in people}
        members = call.pool.current().filter(assessor__in=self.assessors.values())
        self.members = {one.assessor_id: one for one in members}
        running = RoleGrant.objects.active(now).filter(scope__in=["", call.code])
        self.holders = set(
            running.filter(
                role=Role.ASSESSOR, user__assessor__in=self.assessors.values()
            ).values_list("user_id", flat=True)
        )
        panel = running.filter(role=Role.PANEL_MEMBER).select_related("user")
        self.panel = {one.user.email.lower(): of_panel_member(one.user) for one in panel}
        self.invitations = {one.email.lower(): one for one in open_invitations(call, now=now)}
        self.sent = inviting.sent_since(call, now - DAY)


def open_invitations(call: Call, *, now: datetime) -> list[PoolInvitation]:
    """The invitations of a call that somebody can still accept, by address."""
    waiting = PoolInvitation.objects.filter(call=call, expires_at__gt=now, **inviting.WAITING)
    return list(waiting.prefetch_related("expertise").order_by("email", "pk"))


def of_assessor(
    assessor: Assessor, member: PoolMember | None, vocabulary: Vocabulary
) -> dict[str, Any]:
    """A profile, and the place in the pool if there is one."""
    return {
        "email": assessor.user.email,
        "name": assessor.user.name,
        "role": tuple(assessor.disciplines),
        "employer": assessor.employer,
        "languages": tuple(assessor.languages),
        "expertise": vocabulary.in_order(term.pk for term in assessor.expertise.all()),
        "words": tuple(assessor.words),
        "least_load": member.least_load if member else None,
        "most_load": member.most_load if member else None,
        "available": assessor.is_available,
    }


def of_invitation(invitation: PoolInvitation, vocabulary: Vocabulary) -> dict[str, Any]:
    """What an invitation begins with."""
    is_panel = invitation.invited_as == InvitedAs.PANEL
    return {
        "email": invitation.email,
        "name": invitation.name,
        "role": (PANEL,) if is_panel else tuple(invitation.begins_with),
        "employer": invitation.employer,
        "languages": tuple(invitation.languages),
        "expertise": vocabulary.in_order(term.pk for term in invitation.expertise.all()),
        "words": tuple(invitation.words),
        "least_load": invitation.least_load,
        "most_load": invitation.most_load,
        "available": True,
    }


def of_panel_member(person: User) -> dict[str, Any]:
    """Somebody of the panel: a person and a role, no profile."""
    return {**NOBODY, "email": person.email, "name": person.name, "role": (PANEL,)}


def panel_of(call: Call, *, now: datetime) -> list[User]:
    """Members of the panel of this call alone, by name: who accepted an invitation among them."""
    grants = RoleGrant.objects.active(now).filter(role=Role.PANEL_MEMBER, scope=call.code)
    people = User.objects.filter(pk__in=grants.values("user"), is_active=True)
    return list(people.order_by("name", "pk"))


def of_call(call: Call, *, now: datetime) -> tuple[Vocabulary, list[Values]]:
    """The whole pool as its export lists it: members by name, the panel, open invitations."""
    vocabulary = vocabulary_on(now)
    rows: list[Values] = [
        of_assessor(member.assessor, member, vocabulary) for member in members_of(call)
    ]
    inside = {row["email"].lower() for row in rows}
    panel = [one for one in panel_of(call, now=now) if one.email.lower() not in inside]
    rows += [of_panel_member(one) for one in panel]
    inside |= {one.email.lower() for one in panel}
    waiting = [one for one in open_invitations(call, now=now) if one.email.lower() not in inside]
    return vocabulary, rows + [of_invitation(one, vocabulary) for one in waiting]
