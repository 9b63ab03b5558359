"""Who may change the calendar."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied

FARTHEST = timedelta(days=3 * 365)


def check_change_calendar(actor: Actor) -> None:
    """The calendar counts for everybody's dates: administrators alone change it."""
    if not actor.has(Role.ADMINISTRATOR, ""):
        raise Denied(_("Only an administrator can do this."))


def check_near(day: date, *, today: date) -> None:
    """Exceptions are written for days near enough to be known."""
    if abs(day - today) > FARTHEST:
        raise Denied(_("Choose a day within three years of today."))


def check_differs(*, is_working: bool, usually_working: bool) -> None:
    """An exception says something else than the general calendar."""
    if is_working == usually_working:
        raise Denied(
            _("This day is a working day already.")
            if is_working
            else _("This day is no working day already.")
        )
