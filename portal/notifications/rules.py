"""Which messages a person may send again, or settle by hand."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied
from portal.notifications.models import STUCK, Message


def check_settle(actor: Actor, message: Message, *, now: datetime) -> None:
    """Administrators settle messages that failed or may have left; all others run by themselves."""
    del now
    if not actor.has(Role.ADMINISTRATOR, ""):
        raise Denied(_("Only an administrator can do this."))
    if message.state not in STUCK:
        raise Denied(_("This message needs nothing: it was sent or is on its way."))
