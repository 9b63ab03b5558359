"""What an absence must be."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.core.denial import Denied
from reviews.pool.absences.models import Absence
from reviews.pool.absences.spans import Span
from reviews.pool.models import Assessor
from reviews.pool.rules import check_keep_assessors

MOST_ABSENCES = 20
FARTHEST = timedelta(days=730)
DAY = timedelta(days=1)


def check_keep_absences(actor: Actor, assessor: Assessor) -> None:
    """Programme officers of others; their own days they say where every assessor does."""
    check_keep_assessors(actor)
    if assessor.user_id == actor.person.pk:
        raise Denied(_("This is you. Say under “My expertise” when you are away."))


def check_changes(absence: Absence, starts_on: date, ends_on: date, reason: str) -> None:
    """Something must differ: nobody is written to for nothing."""
    if (absence.starts_on, absence.ends_on, absence.reason) == (starts_on, ends_on, reason):
        raise Denied(_("Nothing was changed."))


def check_end(absence: Absence, *, today: date) -> None:
    """What is over has ended."""
    if absence.ends_on < today:
        raise Denied(_("This time is over already."))


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
