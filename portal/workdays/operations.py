"""Changing the calendar."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.ui.formats import in_hong_kong
from portal.workdays import rules
from portal.workdays.models import DayException
from portal.workdays.reckoning import Calendar


@transaction.atomic
def set_day(
    *, day: date, is_working: bool, reason: str, actor: Actor, now: datetime
) -> DayException:
    """Say of one day that it differs from the general calendar; said again, the last counts.

    Dates that were promised before stay as they are; counts of days follow at once.
    """
    rules.check_change_calendar(actor)
    rules.check_near(day, today=in_hong_kong(now).date())
    rules.check_differs(is_working=is_working, usually_working=Calendar().is_working(day))
    found, _created = DayException.objects.update_or_create(
        day=day,
        defaults={
            "is_working": is_working,
            "reason": reason,
            "set_by": actor.person,
            "set_at": now,
        },
    )
    record("calendar.set_day", actor=actor, subject=found, reason=reason, is_working=is_working)
    return found


@transaction.atomic
def unset_day(*, day: date, actor: Actor, now: datetime) -> None:
    """Take an exception back; a day that has none is left alone."""
    del now
    rules.check_change_calendar(actor)
    found = DayException.objects.filter(day=day).first()
    if found is not None:
        record("calendar.unset_day", actor=actor, subject=found)
        found.delete()
