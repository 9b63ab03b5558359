"""Correcting a sheet that was handed in: a new version supersedes, the old ones stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.notifications.operations import notify
from reviews.assignment.models import Assignment
from reviews.assignment.queries import visible_to
from reviews.scoring import queries, rules
from reviews.scoring.models import CorrectionLeave, Review
from reviews.scoring.operations.sheets import freeze, locked, write
from reviews.scoring.rules import Marks


@dataclass(frozen=True)
class Correction:
    """A whole sheet anew and why; ``seen`` is the number of the version it was made from."""

    marks: Marks
    comment: str
    reason: str
    seen: int


@transaction.atomic
def correct(*, assignment_id: int, correction: Correction, actor: Actor, now: datetime) -> Review:
    """Supersede a sheet by a new version; ranking and panel read the newest from this moment on.

    The call is locked first, so that no list is put forward with the marks of the moment before.
    A leave of the programme office is used up.
    """
    _lock_call(assignment_id)
    assignment = locked(assignment_id)
    review = queries.sheet_of(assignment)
    leave = queries.open_leave(review)
    rules.check_correct(actor, assignment, has_leave=leave is not None)
    rules.check_visible(is_visible=visible_to(actor).filter(pk=assignment.pk).exists())
    rules.check_complete(queries.criteria_of(assignment.application.call), correction.marks)
    newest = queries.latest_version(Review.objects.get(assignment=assignment))
    before = newest.content if newest else {}
    number = newest.number if newest else 0
    review = write(assignment, correction.marks, correction.comment)
    rules.check_correction(
        correction.reason,
        is_changed=queries.content_of(review) != before,
        seen=correction.seen,
        newest=number,
    )
    version = freeze(review, assignment, reason=correction.reason, now=now)
    if leave is not None:
        leave.used_at = now
        leave.save(update_fields=["used_at"])
    record(
        "review.correct",
        actor=actor,
        subject=review,
        reason=correction.reason,
        version=version.number,
        snapshot=assignment.snapshot_id,
    )
    return review


@transaction.atomic
def grant_leave(*, assignment_id: int, reason: str, actor: Actor, now: datetime) -> CorrectionLeave:
    """Let an assessor correct one sheet once although the panel is open; they are told by mail."""
    _lock_call(assignment_id)
    assignment = locked(assignment_id)
    review = queries.sheet_of(assignment)
    has_leave = queries.open_leave(review) is not None
    rules.check_grant_leave(actor, assignment, reason=reason, has_leave=has_leave)
    leave = CorrectionLeave.objects.create(
        review=Review.objects.get(assignment=assignment),
        reason=reason,
        granted_by=actor.person,
        granted_at=now,
    )
    record("review.grant_leave", actor=actor, subject=leave.review, reason=reason)
    notify(
        "correction-leave",
        key=f"correction-leave:{leave.pk}",
        to=assignment.assessor.user,
        context={"reference": assignment.application.reference},
        scope=assignment.application.call.code,
    )
    return leave


def _lock_call(assignment_id: int) -> None:
    found = Assignment.objects.values_list("application__call_id", flat=True)
    Call.objects.select_for_update(no_key=True).get(pk=found.get(pk=assignment_id))
