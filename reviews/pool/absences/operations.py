"""Saying when somebody is away: assessors of themselves, programme officers of assessors."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.audit.models import AuditEvent
from portal.audit.operations import record
from portal.core.denial import Denied
from portal.notifications.operations import notify
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
    absence = _add(assessor, starts_on, ends_on, reason, now)
    record("absence.add", actor=actor, subject=absence, **_days(absence))
    return absence


@transaction.atomic
def remove_absence(*, absence_id: int, actor: Actor, now: datetime) -> None:
    """Forget one of ``actor``'s own absences."""
    del now
    check_revise_own(actor)
    assessor = Assessor.objects.select_for_update().get(user=actor.person)
    absence = _still_there(absence_id, assessor)
    record("absence.remove", actor=actor, subject=absence)
    absence.delete()


@transaction.atomic
def enter_absence(
    *,
    assessor_id: int,
    starts_on: date,
    ends_on: date,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Absence:
    """Write down as an officer when an assessor cannot review, and tell them."""
    assessor = Assessor.objects.select_for_update().get(pk=assessor_id)
    rules.check_keep_absences(actor, assessor)
    absence = _add(assessor, starts_on, ends_on, reason, now)
    event = record("absence.enter", actor=actor, subject=absence, **_days(absence))
    _tell("absence-entered", absence, event)
    return absence


@transaction.atomic
def change_absence(
    *,
    absence_id: int,
    starts_on: date,
    ends_on: date,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Absence:
    """Put other days or another reason as an officer, and tell the assessor what stands now."""
    absence = _for_update(absence_id)
    rules.check_keep_absences(actor, absence.assessor)
    rules.check_changes(absence, starts_on, ends_on, reason)
    others = _spans_ahead(absence.assessor, now, without=absence)
    rules.check_absence(starts_on, ends_on, today=timezone.localdate(now), ahead=others)
    earlier = _days(absence)
    absence.starts_on, absence.ends_on, absence.reason = starts_on, ends_on, reason
    absence.save(update_fields=["starts_on", "ends_on", "reason"])
    event = record(
        "absence.change", actor=actor, subject=absence, earlier=earlier, **_days(absence)
    )
    _tell("absence-changed", absence, event)
    return absence


@transaction.atomic
def end_absence(*, absence_id: int, actor: Actor, now: datetime) -> None:
    """Count the assessor as back from today on, as an officer, and tell them.

    Days that have passed stay; what has not begun before today is forgotten.
    """
    absence = _for_update(absence_id)
    today = timezone.localdate(now)
    rules.check_keep_absences(actor, absence.assessor)
    rules.check_end(absence, today=today)
    event = record("absence.end", actor=actor, subject=absence, earlier=_days(absence))
    _tell("absence-ended", absence, event)
    if absence.starts_on < today:
        absence.ends_on = today - rules.DAY
        absence.save(update_fields=["ends_on"])
    else:
        absence.delete()


def _add(assessor: Assessor, starts_on: date, ends_on: date, reason: str, now: datetime) -> Absence:
    ahead = _spans_ahead(assessor, now)
    rules.check_absence(starts_on, ends_on, today=timezone.localdate(now), ahead=ahead)
    return Absence.objects.create(
        assessor=assessor, starts_on=starts_on, ends_on=ends_on, reason=reason
    )


def _spans_ahead(
    assessor: Assessor, now: datetime, *, without: Absence | None = None
) -> list[tuple[date, date]]:
    """First and last day of each absence that is not over."""
    known = Absence.objects.filter(assessor=assessor, ends_on__gte=timezone.localdate(now))
    if without is not None:
        known = known.exclude(pk=without.pk)
    return list(known.values_list("starts_on", "ends_on"))


def _for_update(absence_id: int) -> Absence:
    """The absence with its assessor, whose row is locked as everywhere absences are written."""
    owners = Assessor.objects.filter(absences=absence_id)
    assessor = owners.select_for_update(of=("self",)).first()
    return _still_there(absence_id, assessor)


def _still_there(absence_id: int, assessor: Assessor | None) -> Absence:
    """The absence, unless somebody removed it while the lock of its ``assessor`` was waited for."""
    absence = Absence.objects.filter(pk=absence_id, assessor=assessor).first()
    if absence is None or assessor is None:
        raise Denied(_("This absence has been removed meanwhile."))
    absence.assessor = assessor
    return absence


def _days(absence: Absence) -> dict[str, Any]:
    return {"first": absence.starts_on.isoformat(), "last": absence.ends_on.isoformat()}


def _tell(kind: str, absence: Absence, event: AuditEvent) -> None:
    """Tell the assessor what an officer did; the line of the log makes the message one."""
    notify(
        kind,
        key=f"{kind}:{event.pk}",
        to=absence.assessor.user,
        context={"absence": absence},
    )
