"""When a personal copy may be asked for and fetched."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.copies.models import PersonalCopy
from portal.core.denial import Denied
from portal.jobs.models import JobState

LIFETIME = timedelta(days=7)
"""From the moment the file is made."""

MOST_BYTES = 1_000_000_000
"""Of attached files in one copy; what is beyond is named in it and left out."""


class Phase(StrEnum):
    """Where the newest copy of a person stands."""

    NONE = "none"
    MAKING = "making"
    READY = "ready"
    EXPIRED = "expired"
    FAILED = "failed"


def phase_of(copy: PersonalCopy | None, *, now: datetime) -> Phase:
    """Where ``copy`` stands; one that ended before it was made is none."""
    if copy is None:
        return Phase.NONE
    if copy.made_at is None:
        if copy.closed_at is not None:
            return Phase.NONE
        is_dead = copy.job is not None and copy.job.state == JobState.DEAD
        return Phase.FAILED if is_dead else Phase.MAKING
    is_over = copy.expires_at is None or copy.expires_at <= now or copy.document is None
    return Phase.EXPIRED if is_over else Phase.READY


def check_request(actor: Actor, newest: PersonalCopy | None, *, now: datetime) -> None:
    """Whoever is signed in may ask, once at a time; a ready file is replaced."""
    if not actor.is_known:
        raise Denied(_("Sign in first."))
    if phase_of(newest, now=now) == Phase.MAKING:
        raise Denied(_("Your copy is being made. You can ask again when it is ready."))


def check_download(actor: Actor, copy: PersonalCopy | None, *, now: datetime) -> None:
    """Ready, not expired, and nothing in it that the person may not see any more (AZ-09)."""
    phase = phase_of(copy, now=now)
    if copy is None or phase == Phase.NONE:
        raise Denied(_("There is no copy yet. Ask for one."))
    if phase == Phase.EXPIRED:
        raise Denied(_("This file has expired. Ask for a new copy."))
    if phase != Phase.READY:
        raise Denied(_("This file is not ready yet."))
    if not set(copy.reach) <= set(actor.memberships):
        raise Denied(
            _("You have left an organisation since this file was made. Ask for a new copy.")
        )
