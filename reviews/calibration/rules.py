"""Who may have a calibrated ranking worked out, and when."""

from __future__ import annotations

from django.utils.translation import gettext as _

from grants.programmes import lifecycle as calls
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied


def check_request_ranking(actor: Actor, call: Call) -> None:
    """An officer of the call or its chair, while the panel has it: before, scores are sealed."""
    if not actor.has(Role.OFFICER, call.code) and not actor.has(Role.CHAIR, call.code):
        raise Denied(
            _("Only a programme officer or the chair of the call has the ranking worked out.")
        )
    if call.state != calls.PANEL:
        raise Denied(_("The ranking is worked out while the panel has the call."))
