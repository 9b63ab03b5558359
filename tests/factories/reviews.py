"""Score sheets and calls with scored applications, by the operations that assessors use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from grants.applications.lifecycle import ASSESSED
from grants.applications.models import Application
from grants.programmes import operations as programmes
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from reviews.assignment import lifecycle
from reviews.assignment.models import Assignment
from reviews.conflicts import operations as conflicts
from reviews.conflicts.models import Conflict
from reviews.panels import operations as panels
from reviews.pool.models import Assessor
from reviews.scoring import operations
from reviews.scoring.models import CorrectionLeave, Mark, Review
from reviews.scoring.rules import Marks
from tests.factories import applications, assessors, assignments, calls, people, screening

COMMENT = "Costs are shown line by line."


def marks(call: Call, *values: int | None, comment: str = COMMENT) -> Marks:
    """A mark and a comment for each criterion; one value alone stands for all of them."""
    criteria = list(call.criteria.order_by("position"))
    given = values * len(criteria) if len(values) == 1 else values
    return {one.pk: (mark, comment) for one, mark in zip(criteria, given, strict=True)}


def saved(assignment: Assignment, *values: int | None, **options: Any) -> Review:
    """A sheet kept as a draft."""
    return operations.save(
        assignment_id=assignment.pk,
        marks=marks(assignment.application.call, *values, **options),
        comment="Between us: promising.",
        actor=assessors.actor(assignment.assessor),
        now=timezone.now(),
    )


def submitted(assignment: Assignment, *values: int, **options: Any) -> Review:
    """A sheet handed in."""
    return operations.submit(
        assignment_id=assignment.pk,
        marks=marks(assignment.application.call, *values, **options),
        comment="Between us: promising.",
        actor=assessors.actor(assignment.assessor),
        now=timezone.now(),
    )


def corrected(
    assignment: Assignment,
    *values: int,
    seen: int = 1,
    reason: str = "I misread the budget.",
    by: Actor | None = None,
) -> Review:
    """A sheet that was handed in, corrected."""
    return operations.correct(
        assignment_id=assignment.pk,
        correction=operations.Correction(
            marks=marks(assignment.application.call, *values),
            comment="Between us: corrected.",
            reason=reason,
            seen=seen,
        ),
        actor=by or assessors.actor(assignment.assessor),
        now=timezone.now(),
    )


def abstained(
    assignment: Assignment, *, reason: str = "Not my field.", by: Any = None
) -> Assignment:
    """An application that its assessor gives no marks."""
    return operations.abstain(
        assignment_id=assignment.pk,
        reason=reason,
        actor=by or assessors.actor(assignment.assessor),
        now=timezone.now(),
    )


def leave(assignment: Assignment, *, reason: str = "A slip.", by: Any = None) -> CorrectionLeave:
    """An officer's leave to correct a sheet while the panel meets."""
    return operations.grant_leave(
        assignment_id=assignment.pk, reason=reason, actor=by or people.paul(), now=timezone.now()
    )


def scored(application: Application, assessor: Assessor, *values: int) -> Review:
    """The application given to ``assessor``, accepted and scored."""
    return submitted(assignments.accepted(application, assessor), *values)


def call_in_assessment(
    number: int = 1, *, by: Any = None, ineligible: int = 0, **details: Any
) -> Call:
    """A call in assessment with ``number`` eligible applications, one sheet wanted for each."""
    call = applications.open_call(**{"assessors_per_application": 1, **details})
    for index in range(1, number + 1):
        screening.eligible(_submitted(call, f"Project {index}", by))
    for index in range(1, ineligible + 1):
        screening.ineligible(_submitted(call, f"Unlucky {index}", by))
    return programmes.start_assessment(
        call_id=calls.close(call).pk, actor=people.paul(), now=timezone.now()
    )


def _submitted(call: Call, title: str, by: Any) -> Application:
    changes = {"project": {"title": title, "title_zh": ""}}
    return applications.at("submitted", call=call, by=by, changes=changes)


def applications_of(call: Call) -> list[Application]:
    """The call's applications by reference."""
    return list(call.applications.select_related("call", "organisation").order_by("reference"))


def call_before_the_panel(*sheets: Sequence[int], **options: Any) -> Call:
    """A call whose panel is open: one application for each of ``sheets``, marked by its values.

    ``((5, 3), (2, 2))`` are two applications with two sheets each, every criterion marked alike.
    """
    wanted = max(len(values) for values in sheets)
    call = call_in_assessment(len(sheets), assessors_per_application=wanted, **options)
    eligible = [one for one in applications_of(call) if one.state == "eligible"]
    given = assessors.pool(call, wanted)
    for application, values in zip(eligible, sheets, strict=True):
        for assessor, value in zip(given, values, strict=True):
            scored(application, assessor, value)
    return panels.open_panel(call_id=call.pk, reason="", actor=people.paul(), now=timezone.now())


def conflict(application: Application, assessor: Assessor) -> Conflict:
    """A conflict of interest that an officer recorded; a sheet given before counts no more."""
    return conflicts.record(
        application_id=application.pk,
        assessor_id=assessor.pk,
        evidence="They were married.",
        actor=people.paul(),
        now=timezone.now(),
    )


def bare_rows(call: Call, number: int, *, sheets: int = 3) -> list[Application]:
    """``number`` assessed applications, made directly: for long lists."""
    found = assignments.rows(call, number, state=ASSESSED)
    Application.objects.filter(pk__in=[one.pk for one in found]).update(requested=100_000)
    criteria = list(call.criteria.all())
    given = [assessors.profile(f"Rowan{index} Lee") for index in range(sheets)]
    due = timezone.localdate() + timedelta(days=1)
    made = Assignment.objects.bulk_create(
        Assignment(
            application=application,
            assessor=assessor,
            snapshot=application.snapshots.get(),
            state=lifecycle.SUBMITTED,
            offered_at=timezone.now(),
            due_on=due,
        )
        for application in found
        for assessor in given
    )
    written = Review.objects.bulk_create(
        Review(assignment=assignment, submitted_at=timezone.now()) for assignment in made
    )
    Mark.objects.bulk_create(
        Mark(review=review, criterion=criterion, mark=(review.pk + criterion.pk) % 6, comment="So.")
        for review in written
        for criterion in criteria
    )
    return found
