"""Who may register and change an organisation."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from portal.accounts.actors import Actor
from portal.core.denial import Denied
from portal.organisations.models import MemberRole, Organisation


def check_register(actor: Actor, number: str, *, own: Collection[str], now: datetime) -> None:
    """Anybody who is logged in may, but nobody twice; ``own`` are the numbers they have."""
    del now
    if not actor.is_known:
        raise Denied(_("Log in to register an organisation."))
    if number in own:
        raise Denied(_("You have registered an organisation with this number already."))


def check_revise(actor: Actor, organisation: Organisation, *, now: datetime) -> None:
    """Owners and editors may."""
    del now
    if actor.memberships.get(str(organisation.pk)) not in (MemberRole.OWNER, MemberRole.EDITOR):
        raise Denied(_("Only owners and editors of the organisation can do this."))
