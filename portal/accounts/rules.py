"""Who may give and end roles, close accounts, and under which conditions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.accounts.models import Role, RoleGrant, User
from portal.core.denial import Denied

LONGEST_ROLE = timedelta(days=2 * 365 + 1)
"""A role lapses after two years at most: who still needs it is asked again."""

FOR_ALL_CALLS = (Role.ADMINISTRATOR,)
INVITED_TO = (Role.ASSESSOR, Role.PANEL_MEMBER)
"""Roles that programme officers offer for a call of theirs."""


def check_administer(actor: Actor, *, now: datetime) -> None:
    """Accounts and roles are the administrators' business alone."""
    del now
    if not actor.has(Role.ADMINISTRATOR, ""):
        raise Denied(_("Only an administrator can do this."))


def check_give_role_to(actor: Actor, person: User, *, now: datetime) -> None:
    """Nobody gives themselves a role, and a closed account gets none."""
    check_administer(actor, now=now)
    if actor.person.pk == person.pk:
        raise Denied(_("You cannot give yourself a role. Ask another administrator."))
    if not person.is_active:
        raise Denied(_("This account is closed. Open it before you give it a role."))


def check_give_role(actor: Actor, grant: RoleGrant, *, now: datetime) -> None:
    """``grant`` is not saved yet: its end lies ahead, two years away at most."""
    check_give_role_to(actor, grant.user, now=now)
    if grant.role in FOR_ALL_CALLS and grant.scope:
        raise Denied(_("An administrator serves all calls: leave the call empty."))
    if grant.ends_at <= now:
        raise Denied(_("The end of the role must lie in the future."))
    if grant.ends_at > now + LONGEST_ROLE:
        raise Denied(_("A role can be given for two years at most."))
    if not grant.reason.strip():
        raise Denied(_("Say why the role is given."))


def check_invited_role(role: Role, scope: str) -> None:
    """What an invitation by e-mail may give; anything else is a programmer's mistake."""
    if role not in INVITED_TO or not scope:
        raise ValueError(f"{role} for {scope or 'all calls'} is no role that an invitation gives")


def check_end_role(actor: Actor, grant: RoleGrant, *, now: datetime) -> None:
    """A running role can be ended, but nobody locks the door behind themselves."""
    check_administer(actor, now=now)
    if grant.ended_at is not None or grant.ends_at <= now:
        raise Denied(_("This role has ended already."))
    if grant.role == Role.ADMINISTRATOR and grant.user_id == actor.person.pk:
        raise Denied(_("You cannot end your own role as administrator. Ask another administrator."))


def check_close_account(actor: Actor, person: User, *, now: datetime) -> None:
    """Others' open accounts can be closed."""
    check_administer(actor, now=now)
    if actor.person.pk == person.pk:
        raise Denied(_("You cannot close your own account. Ask another administrator."))
    if not person.is_active:
        raise Denied(_("This account is closed already."))


def check_open_account(actor: Actor, person: User, *, now: datetime) -> None:
    """Closed accounts can be opened again; their roles do not come back."""
    check_administer(actor, now=now)
    if person.is_active:
        raise Denied(_("This account is open already."))


def check_close_own_account(
    actor: Actor, person: User, *, obstacles: Collection[str], now: datetime
) -> None:
    """Whoever holds no role and leaves nothing unsettled closes their own open account."""
    del now
    if actor.is_staff:
        raise Denied(_("You hold a role. Ask an administrator to end it or to close the account."))
    if not person.is_active:
        raise Denied(_("This account is closed already."))
    for sentence in obstacles:
        raise Denied(sentence)
