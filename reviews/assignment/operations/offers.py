"""Making assignments of pairs that were found possible; shared by runs and deeds by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from grants.applications.lifecycle import ELIGIBLE
from grants.applications.models import Application
from grants.applications.operations import advance
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.audit.operations import record
from portal.notifications.operations import notify
from reviews.assignment import lifecycle
from reviews.assignment.models import Assignment, AssignmentRun
from reviews.assignment.queries import latest_snapshots
from reviews.pool.models import Assessor

Offer = tuple[Application, Assessor]


def offer(
    offers: Sequence[Offer],
    *,
    run: AssignmentRun | None,
    due_on: date,
    reason: str,
    actor: Actor,
    now: datetime,
) -> list[Assignment]:
    """Bind each pair to the newest snapshot and move the application under assessment.

    In the caller's transaction, which holds the locks of the call and of the applications and has
    asked the rules.
    """
    snapshots = latest_snapshots([application.pk for application, _assessor in offers])
    made = Assignment.objects.bulk_create(
        Assignment(
            application=application,
            assessor=assessor,
            snapshot=snapshots[application.pk],
            run=run,
            offered_at=now,
            due_on=due_on,
        )
        for application, assessor in offers
    )
    for assignment in made:
        states = ("", lifecycle.OFFERED)
        record("assignment.offer", actor=actor, subject=assignment, states=states, reason=reason)
    for application in {application.pk: application for application, _assessor in offers}.values():
        if application.state == ELIGIBLE:
            advance(application, "assign", actor=actor, now=now)
    return made


def tell_assessors(made: Sequence[Assignment], *, call: Call, occasion: str, due_on: date) -> None:
    """One message to each assessor: how many applications, and until when.

    ``occasion`` makes its key unique: the run, or the assignment made by hand.
    """
    people = {assignment.assessor_id: assignment.assessor for assignment in made}
    numbers = Counter(assignment.assessor_id for assignment in made)
    for assessor_id, assessor in people.items():
        notify(
            "assignments-offered",
            key=f"assignments-offered:{occasion}:{assessor_id}",
            to=assessor.user,
            context={"number": numbers[assessor_id], "call": call, "due_on": due_on},
            scope=call.code,
        )


def tell_taken_back(ended: Sequence[Assignment], *, call: Call, occasion: str) -> None:
    """One message to each assessor who loses applications without having asked for it."""
    people = {assignment.assessor_id: assignment.assessor for assignment in ended}
    numbers = Counter(assignment.assessor_id for assignment in ended)
    for assessor_id, assessor in people.items():
        notify(
            "assignments-taken-back",
            key=f"assignments-taken-back:{occasion}:{assessor_id}",
            to=assessor.user,
            context={"number": numbers[assessor_id], "call": call},
            scope=call.code,
        )
