"""Saying when one is away, and taking it back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from portal.accounts.actors import Actor
from portal.audit.operations import record
from reviews.pool.absences import rules
from reviews.pool.absences.models import Absence
from reviews.pool.models import Assessor
from reviews.pool.rules import check_revise_own


@transaction.atomic
def add_absence(
    *, starts_on: date, ends_on: date, reason: str, actor: Actor, now: datetime
) -> Absence:
    """Write down when ``actor`` cannot review; what they have already stays with them."""
    check_revise_own(actor)
    assessor = Assessor.objects.select_for_update().get(user=actor.person)
    today = timezone.localdate(now)
    known = Absence.objects.filter(assessor=assessor, ends_on__gte=today)
    ahead = list(known.values_list("starts_on", "ends_on"))
    rules.check_absence(starts_on, ends_on, today=today, ahead=ahead)
    absence = Absence.objects.create(
        assessor=assessor, starts_on=starts_on, ends_on=ends_on, reason=reason
    )
    first, last = starts_on.isoformat(), ends_on.isoformat()
    record("absence.add", actor=actor, subject=absence, first=first, last=last)
    return absence


@transaction.atomic
def remove_absence(*, absence_id: int, actor: Actor, now: datetime) -> None:
    """Forget one of ``actor``'s own absences."""
    del now
    check_revise_own(actor)
    absence = Absence.objects.select_for_update().get(pk=absence_id, assessor__user=actor.person)
    record("absence.remove", actor=actor, subject=absence)
    absence.delete()
