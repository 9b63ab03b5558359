"""Reads of organisations, and of the actor with their memberships."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.accounts.queries import roles_of
from portal.organisations.models import MemberRole, Membership, Organisation


def actor_for(user: User, *, now: datetime) -> Actor:
    """``user`` with the roles and memberships in force at ``now``; two queries."""
    memberships = Membership.objects.filter(user=user, ended_at__isnull=True)
    return Actor(
        user=user,
        roles=roles_of(user, now=now),
        memberships={
            str(org): role for org, role in memberships.values_list("organisation", "role")
        },
    )


def organisations_of(actor: Actor) -> list[Organisation]:
    """The organisations ``actor`` belongs to, oldest first."""
    return list(visible_to(actor).order_by("created_at"))


def visible_to(actor: Actor) -> QuerySet[Organisation]:
    """The organisations ``actor`` belongs to: nobody else opens their pages."""
    return Organisation.objects.filter(pk__in=list(actor.memberships))


def memberships_of(actor: Actor) -> list[Membership]:
    """The running memberships of ``actor`` with their organisations, oldest first."""
    running = Membership.objects.filter(user=actor.user, ended_at__isnull=True)
    return list(running.select_related("organisation").order_by("joined_at"))


def writable_by(actor: Actor) -> list[Organisation]:
    """The organisations that ``actor`` acts for as owner or editor, oldest first."""
    writers = (MemberRole.OWNER, MemberRole.EDITOR)
    return [one for one in organisations_of(actor) if actor.memberships[str(one.pk)] in writers]
