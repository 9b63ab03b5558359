"""Who fixes the seed of a draw and who tells it, and when."""

from __future__ import annotations

from django.utils.translation import gettext as _

from grants.programmes import lifecycle as calls
from grants.programmes.models import Call, TieRule
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied
from reviews.draws.models import Draw

BEFORE_THE_PANEL = (calls.PUBLISHED, calls.ASSESSMENT)


def check_fix(actor: Actor, call: Call, draw: Draw | None) -> None:
    """An officer of the call, once, before the panel sees a score."""
    if not actor.has(Role.OFFICER, call.code):
        raise Denied(_("Only a programme officer of the call fixes the seed of its draw."))
    if call.tie_rule != TieRule.DRAW:
        raise Denied(_("This call has no draw."))
    if draw is not None:
        raise Denied(_("The seed is fixed already and stays as it is."))
    if call.state not in BEFORE_THE_PANEL:
        raise Denied(_("The seed is fixed before the panel sees the scores."))


def check_tell(actor: Actor, call: Call, draw: Draw | None) -> None:
    """The chair, once, while the panel has the call."""
    if not actor.has(Role.CHAIR, call.code):
        raise Denied(_("Only the chair of the panel has the seed told."))
    if draw is None:
        raise Denied(_("This call has no draw."))
    if draw.told_at is not None:
        raise Denied(_("The seed has been told already."))
    if call.state != calls.PANEL:
        raise Denied(_("The call is not before the panel now."))
