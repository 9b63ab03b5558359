"""Who may see what assessors have done over the calls."""

from __future__ import annotations

from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied


def check_see_record(actor: Actor) -> None:
    """Programme officers, each of their calls; nobody else, and no assessor their own."""
    if not actor.has_any(Role.OFFICER):
        raise Denied(_("Only a programme officer can do this."))
