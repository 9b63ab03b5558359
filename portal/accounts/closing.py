"""Closing one's own account: what stands against it, and what ends with it.

Organisations and applications live above accounts. They say here what must be settled first, and
what they end when a person goes; accounts ask without knowing them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction

from portal.accounts import announcements, rules
from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.audit.operations import record

Obstacle = Callable[[User], list[str]]
Follower = Callable[[User, Actor, datetime], None]

_obstacles: list[Obstacle] = []
_followers: list[Follower] = []


def register_obstacle(obstacle: Obstacle) -> None:
    """Let an area above name what must be settled first, one sentence each; twice is once."""
    if obstacle not in _obstacles:
        _obstacles.append(obstacle)


def register_follower(follower: Follower) -> None:
    """Let an area above end what is its own in the same transaction; twice is once."""
    if follower not in _followers:
        _followers.append(follower)


def obstacles_of(person: User) -> list[str]:
    """Everything that must be settled before ``person`` can go."""
    return [sentence for obstacle in _obstacles for sentence in obstacle(person)]


@transaction.atomic
def close_own_account(*, actor: Actor, now: datetime) -> User:
    """Close one's own account: memberships and sessions end, a mail confirms.

    The address stays with the closed account until its retention is over, so nobody else can take
    it; what the person did for an organisation stays as it was.
    """
    person = User.objects.select_for_update().get(pk=actor.person.pk)
    rules.check_close_own_account(actor, person, obstacles=obstacles_of(person), now=now)
    for follower in _followers:
        follower(person, actor, now)
    person.is_active = False
    person.save(update_fields=["is_active"])
    for session in UserSession.objects.filter(user=person):
        session.end()
    event = record("account.close", actor=actor, subject=person, states=("open", "closed"))
    announcements.tell(
        "account_closed", key=f"account-closed:{person.pk}:{event.pk}", to=person, closed_at=now
    )
    return person
