"""What assessors answer, and what a confirmed conflict ends."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from portal.accounts.actors import Actor
from portal.audit.operations import record
from reviews.assignment import lifecycle, rules
from reviews.assignment.models import INTEREST_DECLARED, Assignment
from reviews.assignment.operations.pairs import locked, release
from reviews.conflicts.models import Conflict, ConflictSource
from reviews.conflicts.queries import declaration_of, is_barred


@transaction.atomic
def accept(*, assignment_id: int, actor: Actor, now: datetime) -> Assignment:
    """Take the application on; only then its content can be read."""
    assignment = locked(assignment_id)
    pair = {"application_id": assignment.application_id, "assessor_id": assignment.assessor_id}
    declaration = declaration_of(**pair)
    rules.check_accept(actor, assignment, declaration, is_barred=is_barred(**pair))
    return _answer(assignment, "accept", reason="", actor=actor, now=now)


@transaction.atomic
def decline(*, assignment_id: int, reason: str, actor: Actor, now: datetime) -> Assignment:
    """Give the application back; its seat is open again and it is never offered again."""
    assignment = locked(assignment_id)
    rules.check_decline(actor, assignment, reason=reason)
    return _answer(assignment, "decline", reason=reason, actor=actor, now=now)


def end_for_conflict(conflict: Conflict, *, actor: Actor, now: datetime) -> None:
    """What follows from a confirmed conflict, in its transaction: the pair's assignment ends.

    Declared by the assessor it counts as declined; found or recorded by others it is taken back,
    a submitted score sheet with it, whose marks then count no more.
    """
    live = Assignment.objects.filter(
        application=conflict.application, assessor=conflict.assessor, state__in=lifecycle.LIVE
    ).first()
    if live is None:
        return
    assignment = locked(live.pk)
    if conflict.source == ConflictSource.DECLARED:
        rules.check_decline(actor, assignment, reason=INTEREST_DECLARED)
        _answer(assignment, "decline", reason=INTEREST_DECLARED, actor=actor, now=now)
    else:
        release(assignment, reason=f"conflict: {conflict.source}", actor=actor, now=now)


def _answer(
    assignment: Assignment, step: str, *, reason: str, actor: Actor, now: datetime
) -> Assignment:
    before = assignment.state
    assignment.state = lifecycle.ASSIGNMENT.after(step, before)
    assignment.answered_at, assignment.decline_reason = now, reason
    assignment.save(update_fields=["state", "answered_at", "decline_reason"])
    states = (before, assignment.state)
    record(f"assignment.{step}", actor=actor, subject=assignment, states=states, reason=reason)
    return assignment
