"""Who plans a meeting, writes its attendance and notes; and what a quorum bars."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from grants.programmes import lifecycle as calls
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied
from reviews.meetings.lifecycle import MEETING, SIGNED
from reviews.meetings.models import Meeting


def check_plan(actor: Actor, call: Call, *, conflicts: Collection[int]) -> None:
    """An officer of the call or its chair, free of interests, while the panel has it.

    An agenda names every application, so somebody else draws it up where one is hidden.
    """
    if not actor.has_any(Role.OFFICER, Role.CHAIR, scope=call.code):
        raise Denied(_("Only a programme officer or the chair of the call plans its meetings."))
    if call.state != calls.PANEL:
        raise Denied(_("The call is not before the panel now."))
    if conflicts:
        raise Denied(_("You have a conflict of interest in this call; another member does this."))


def check_change(actor: Actor, meeting: Meeting, *, conflicts: Collection[int]) -> None:
    """The same people, until the meeting was held."""
    check_plan(actor, meeting.call, conflicts=conflicts)
    if not MEETING.allows("hold", meeting.state):
        raise Denied(_("This meeting was held; its agenda stands."))


def check_hold(
    actor: Actor, meeting: Meeting, *, conflicts: Collection[int], now: datetime
) -> None:
    """The attendance is written once, and not before the meeting begins."""
    check_change(actor, meeting, conflicts=conflicts)
    if now < meeting.starts_at:
        raise Denied(_("The attendance is written when the meeting has begun."))


def check_note(actor: Actor, meeting: Meeting, *, is_secretary: bool, is_hidden: bool) -> None:
    """The secretary of the meeting, while the panel has the call, on what is not hidden."""
    if not is_secretary or not actor.has(Role.OFFICER, meeting.call.code):
        raise Denied(_("Only the secretary of the meeting writes notes and who left."))
    if is_hidden:
        raise Denied(_("You have a conflict of interest with this application."))
    if meeting.state == SIGNED:
        raise Denied(_("The minutes of this meeting are signed; nothing is added."))
    if meeting.call.state != calls.PANEL:
        raise Denied(_("The call is not before the panel now."))


def below_quorum(present: int, call: Call) -> str:
    """The sentence that bars an item discussed by fewer than the quorum; empty where it is met."""
    if present >= call.panel_quorum:
        return ""
    return _("%(present)d without an interest were present, the quorum is %(quorum)d.") % {
        "present": present,
        "quorum": call.panel_quorum,
    }
