"""Who reads funding reports."""

from __future__ import annotations

from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied

READERS = (
    Role.FINANCE,
    Role.OFFICER,
    Role.APPROVER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)


def check_read(actor: Actor, call: str) -> None:
    """One of the roles for ``call`` (its code), or for any call if that is empty."""
    if not actor.has_any(*READERS, scope=call or None):
        raise Denied(_("You have no role that reads the funding report of this call."))
