"""One pair given or taken back by an officer's own hand."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from grants.applications.models import Application
from grants.applications.queries import for_update
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.audit.operations import record
from reviews.assignment import lifecycle, rules
from reviews.assignment.facts import Facts
from reviews.assignment.models import Assignment
from reviews.assignment.operations.offers import offer, tell_assessors, tell_taken_back
from reviews.conflicts.operations import suggest
from reviews.pool.models import Assessor


@transaction.atomic
def assign(
    *,
    application_id: int,
    assessor_id: int,
    due_on: date,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Assignment:
    """Give one application to one assessor, under the same limits as a run."""
    call = Application.objects.get(pk=application_id).call
    call = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    application = for_update(application_id)
    assessor = Assessor.objects.select_related("user").get(pk=assessor_id)
    rules.check_keep_assignments(actor, call)
    suggest(call, assessors=[assessor], actor=None, now=now)
    rules.check_assign(
        actor,
        application,
        Facts(call, now=now).of(application, assessor),
        reason=reason,
        due_on=due_on,
        today=timezone.localdate(now),
    )
    made = offer(
        [(application, assessor)], run=None, due_on=due_on, reason=reason, actor=actor, now=now
    )
    occasion = f"assignment-{made[0].pk}"
    tell_assessors(made, call=call, occasion=occasion, due_on=due_on)
    return made[0]


@transaction.atomic
def unassign(*, assignment_id: int, reason: str, actor: Actor, now: datetime) -> Assignment:
    """Take an application back from an assessor; the pair never comes together again."""
    assignment = locked(assignment_id)
    rules.check_unassign(actor, assignment, reason=reason)
    ended = release(assignment, reason=reason, actor=actor, now=now)
    occasion = f"assignment-{ended.pk}"
    tell_taken_back([ended], call=ended.application.call, occasion=occasion)
    return ended


def locked(assignment_id: int) -> Assignment:
    """The assignment with its row locked until the transaction ends."""
    rows = Assignment.objects.select_for_update(of=("self",))
    return rows.select_related("application__call", "assessor__user").get(pk=assignment_id)


def release(assignment: Assignment, *, reason: str, actor: Actor, now: datetime) -> Assignment:
    """End a locked assignment without the assessor's doing."""
    before = assignment.state
    assignment.state = lifecycle.ASSIGNMENT.after("release", before)
    assignment.answered_at = assignment.answered_at or now
    assignment.save(update_fields=["state", "answered_at"])
    states = (before, assignment.state)
    record("assignment.release", actor=actor, subject=assignment, states=states, reason=reason)
    return assignment
