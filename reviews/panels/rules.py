"""Who works on the recommendations of a call, and when its assessment may end."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from grants.decisions.rules import check_draft
from grants.programmes import lifecycle as calls
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied


def check_write(actor: Actor, call: Call, *, conflicts: Collection[int]) -> None:
    """A panel member without a conflict of interest in the call writes the list."""
    check_draft(actor, call)
    if conflicts:
        raise Denied(
            _("You have a conflict of interest in this call; another member writes the list.")
        )


def check_open_panel(
    actor: Actor, call: Call, *, without_sheets: Collection[str], reason: str
) -> None:
    """An officer ends the assessment; what is missing needs a reason, and nobody goes unscored."""
    if not actor.has(Role.OFFICER, call.code):
        raise Denied(_("Only a programme officer of the call opens the panel."))
    if call.state != calls.ASSESSMENT:
        raise Denied(_("The call is not in assessment."))
    if without_sheets:
        raise Denied(
            _("Nobody has scored these yet: %(references)s.")
            % {"references": ", ".join(sorted(without_sheets))}
        )
    if not reason.strip():
        raise Denied(_("Say why the panel meets before every score sheet is in."))
