"""Reads of accounts and roles."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Prefetch, Q, QuerySet

from portal.accounts.actors import Actor
from portal.accounts.models import Role, RoleGrant, User

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Recovery codes alone are none: they stand in for one of these."""


def roles_of(user: User, *, now: datetime) -> frozenset[tuple[str, str]]:
    """The (role, scope) pairs in force for ``user`` at ``now``; none for a closed account."""
    if not user.is_active:
        return frozenset()
    grants = RoleGrant.objects.active(now).filter(user=user)
    return frozenset(grants.values_list("role", "scope"))


def account_of(actor: Actor) -> User:
    """The account of ``actor`` read anew, so that a form can write on it."""
    return User.objects.get(pk=actor.person.pk)


def demo_person(number: str) -> User | None:
    """The open demo account with this number; None for any other account."""
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    return User.objects.filter(pk=int(number), is_demo=True, is_active=True).first()


def running_grants(user: User, *, now: datetime) -> list[RoleGrant]:
    """The roles in force for ``user``, by role and call."""
    return list(RoleGrant.objects.active(now).filter(user=user).order_by("role", "scope"))


def all_grants(user: User) -> list[RoleGrant]:
    """Every role ``user`` was ever given, newest first, with who gave and ended it."""
    given = RoleGrant.objects.filter(user=user).select_related("given_by", "ended_by")
    return list(given.order_by("-starts_at", "-pk"))


def has_second_factor(user: User) -> bool:
    """Whether an authenticator app or a passkey is set up."""
    return bool(Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists())


def has_verified_address(user: User) -> bool:
    """Whether an e-mail address of ``user`` has been confirmed."""
    return bool(EmailAddress.objects.filter(user=user, verified=True).exists())


def visible_to(actor: Actor) -> QuerySet[User]:
    """Accounts that ``actor`` may look up: every one for administrators, none for others."""
    if not actor.has(Role.ADMINISTRATOR, ""):
        return User.objects.none()
    return User.objects.all()


def people(
    actor: Actor, *, now: datetime, words: str = "", role: str = "", state: str = ""
) -> QuerySet[User]:
    """Accounts by name, each with its running roles in ``running``; three queries at most.

    Every word of ``words`` must be in a name or in the address; ``state`` is ``open`` or
    ``closed``; ``role`` is one in force at ``now``.
    """
    found = visible_to(actor)
    for word in words.split()[:8]:
        found = found.filter(
            Q(name__icontains=word) | Q(name_zh__icontains=word) | Q(email__icontains=word)
        )
    if state:
        found = found.filter(is_active=state == "open")
    active = RoleGrant.objects.active(now)
    if role:
        found = found.filter(pk__in=active.filter(role=role).values("user"))
    running = Prefetch("role_grants", active.order_by("role", "scope"), to_attr="running")
    return found.prefetch_related(running).order_by("name", "email")
