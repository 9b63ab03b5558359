"""Who makes minutes and who signs them, and when."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied
from reviews.meetings.lifecycle import MEETING, PLANNED, SIGNED
from reviews.meetings.models import Meeting


def check_make(actor: Actor, meeting: Meeting, *, conflicts: Collection[int]) -> None:
    """An officer of the call or its chair, free of interests, once the meeting was held."""
    if not actor.has_any(Role.OFFICER, Role.CHAIR, scope=meeting.call.code):
        raise Denied(_("Only a programme officer or the chair of the call makes minutes."))
    if conflicts:
        raise Denied(_("You have a conflict of interest in this call; another member does this."))
    if meeting.state == PLANNED:
        raise Denied(_("Write the attendance of the meeting first."))
    if meeting.state == SIGNED:
        raise Denied(_("The minutes of this meeting are signed; they stand."))


def check_sign(
    actor: Actor, meeting: Meeting, *, conflicts: Collection[int], is_current: bool
) -> None:
    """The chair, free of interests, signs the newest version if it still says how things are."""
    if not actor.has(Role.CHAIR, meeting.call.code):
        raise Denied(_("Only the chair of the panel signs the minutes."))
    if conflicts:
        raise Denied(_("You have a conflict of interest in this call; another member does this."))
    if not MEETING.allows("sign", meeting.state):
        raise Denied(_("The minutes of this meeting are signed; they stand."))
    if not is_current:
        raise Denied(
            _("Notes or recommendations changed since this version. Make a new one, read it, sign.")
        )
