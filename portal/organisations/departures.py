"""What happens to memberships when a person closes their account."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.audit.operations import record
from portal.organisations.models import MemberRole, Membership
from portal.organisations.operations.membership import end


def _running(person: User) -> list[Membership]:
    found = Membership.objects.filter(user=person, ended_at__isnull=True)
    return list(found.select_related("organisation").order_by("pk"))


def left_without_owner(person: User) -> list[Membership]:
    """The memberships of ``person`` whose organisation would have no owner without them."""
    owned = [one for one in _running(person) if one.role == MemberRole.OWNER]
    others = Membership.objects.filter(
        organisation__in=[one.organisation_id for one in owned],
        role=MemberRole.OWNER,
        ended_at__isnull=True,
    ).exclude(user=person)
    shared = set(others.values_list("organisation", flat=True))
    return [one for one in owned if one.organisation_id not in shared]


def ownership_to_pass_on(person: User) -> list[str]:
    """A sentence for each organisation whose other members would be left without an owner."""
    alone = left_without_owner(person)
    others = Membership.objects.filter(
        organisation__in=[one.organisation_id for one in alone], ended_at__isnull=True
    ).exclude(user=person)
    peopled = set(others.values_list("organisation", flat=True))
    return [
        _("You are the only owner of %(organisation)s. Make another member its owner first.")
        % {"organisation": one.organisation.name}
        for one in alone
        if one.organisation_id in peopled
    ]


def end_memberships(person: User, actor: Actor, now: datetime) -> None:
    """End every membership of a person whose account closes; part of that deed's transaction."""
    for membership in _running(person):
        end(membership, now=now)
        record("membership.leave", actor=actor, subject=membership, states=(membership.role, ""))
