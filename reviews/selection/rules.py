"""Who keeps a what-if, and when; anybody who sees the ranked list may ask one."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from grants.programmes import lifecycle as calls
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied

MOST_CANDIDATES = 500
"""With more a reader of the page would wait for over three seconds (docs/performance.md)."""


def check_keep(actor: Actor, call: Call, *, conflicts: Collection[int]) -> None:
    """The chair, without an interest in the call, while the panel has it."""
    if not actor.has(Role.CHAIR, call.code):
        raise Denied(_("Only the chair of the panel keeps a what-if."))
    if call.state != calls.PANEL:
        raise Denied(_("The call is not before the panel now."))
    if conflicts:
        raise Denied(_("You have a conflict of interest in this call; another member does this."))


def check_size(number: int) -> None:
    """So many can be compared while somebody waits."""
    if number > MOST_CANDIDATES:
        raise Denied(
            _("%(number)d applications reach this pass mark, too many to compare: raise it.")
            % {"number": number}
        )
