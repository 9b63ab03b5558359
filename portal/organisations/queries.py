"""Reads of organisations, and of the actor with their memberships."""

from __future__ import annotations

from datetime import datetime

from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.accounts.queries import roles_of
from portal.organisations.models import Membership, Organisation


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
    own = Organisation.objects.filter(pk__in=actor.memberships.keys())
    return list(own.order_by("created_at"))
