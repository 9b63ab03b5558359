"""The actor: who asks, with the roles and memberships they hold at this moment.

Loaded afresh for each request, so a role that was ended a second ago refuses the next click
(requirement AZ-09). Rules read it and never query.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django.http import HttpRequest

from portal.accounts.models import Role, User


@dataclass(frozen=True)
class Actor:
    """A user (None for a visitor), roles as (role, scope), member roles by organisation id."""

    user: User | None
    roles: frozenset[tuple[str, str]] = frozenset()
    memberships: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_known(self) -> bool:
        """Whether somebody is logged in."""
        return self.user is not None

    @property
    def person(self) -> User:
        """The user; asking for a visitor's is a programmer's mistake."""
        if self.user is None:
            raise ValueError("this deed needs a person who is logged in")
        return self.user

    def has(self, role: Role, scope: str | None = None) -> bool:
        """Whether the role is held for ``scope`` (a call's code), or for any call if None."""
        if scope is None:
            return any(held == role for held, _scope in self.roles)
        return (role, scope) in self.roles or (role, "") in self.roles

    def has_any(self, *roles: Role, scope: str | None = None) -> bool:
        """Whether one of ``roles`` is held."""
        return any(self.has(role, scope) for role in roles)

    def scopes(self, *roles: Role) -> frozenset[str] | None:
        """Codes of the calls for which one of ``roles`` is held; None means every call."""
        held = {scope for role, scope in self.roles if role in roles}
        return None if "" in held else frozenset(held)

    @property
    def is_staff(self) -> bool:
        """Whether any role is held, so that a second factor is due."""
        return bool(self.roles)


VISITOR = Actor(user=None)


def actor_of(request: HttpRequest) -> Actor:
    """The actor that ``organisations.middleware.attach_actor`` put on ``request``."""
    return cast("Actor", request.actor)  # type: ignore[attr-defined]  # set by the middleware


def holds(*roles: Role) -> Callable[[Any], bool]:
    """A predicate for menus and cards: whoever holds one of ``roles``, for whatever call.

    Menus are drawn on error pages too, where nobody may be known: then it says no.
    """

    def predicate(actor: Any) -> bool:
        return isinstance(actor, Actor) and actor.has_any(*roles)

    return predicate
