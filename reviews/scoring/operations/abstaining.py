"""Abstaining: to have read an application and give no marks."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from portal.accounts.actors import Actor
from portal.audit.operations import record
from reviews.assignment import lifecycle
from reviews.assignment.models import Assignment
from reviews.scoring import rules
from reviews.scoring.operations.sheets import locked_to_score


@transaction.atomic
def abstain(*, assignment_id: int, reason: str, actor: Actor, now: datetime) -> Assignment:
    """Give no marks, with a reason: the seat is open again, and the abstention is counted.

    What was drafted of the sheet counts nowhere and is read by nobody else.
    """
    assignment = locked_to_score(assignment_id, actor=actor)
    rules.check_abstain(actor, assignment, reason=reason)
    before = assignment.state
    assignment.state = lifecycle.ASSIGNMENT.after("abstain", before)
    assignment.answered_at, assignment.decline_reason = now, reason
    assignment.save(update_fields=["state", "answered_at", "decline_reason"])
    states = (before, assignment.state)
    record("assignment.abstain", actor=actor, subject=assignment, states=states, reason=reason)
    return assignment
