"""What an absence must be."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.utils.translation import gettext as _

from portal.core.denial import Denied
from reviews.pool.absences.spans import Span

MOST_ABSENCES = 20
FARTHEST = timedelta(days=730)


def check_absence(starts_on: date, ends_on: date, *, today: date, ahead: Collection[Span]) -> None:
    """It ends on or after its first day, not in the past, within two years; once, twenty at most.

    ``ahead`` are the absences that are there and not over.
    """
    if ends_on < starts_on:
        raise Denied(_("The last day must not be before the first."))
    if ends_on < today:
        raise Denied(_("This time is over already."))
    if ends_on > today + FARTHEST:
        raise Denied(_("Say what lies within the next two years."))
    if (starts_on, ends_on) in ahead:
        raise Denied(_("These days are saved already."))
    if len(ahead) >= MOST_ABSENCES:
        raise Denied(_("These are many absences already. Remove one first."))
