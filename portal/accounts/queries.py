"""Reads of accounts and roles."""

from __future__ import annotations

from datetime import datetime

from portal.accounts.models import RoleGrant, User


def roles_of(user: User, *, now: datetime) -> frozenset[tuple[str, str]]:
    """The (role, scope) pairs in force for ``user`` at ``now``; none for a closed account."""
    if not user.is_active:
        return frozenset()
    grants = RoleGrant.objects.active(now).filter(user=user)
    return frozenset(grants.values_list("role", "scope"))
