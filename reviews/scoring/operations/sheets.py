"""Saving and handing in score sheets, and the end of an application's assessment."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from grants.applications import lifecycle as applications
from grants.applications import queries as application_queries
from grants.applications.operations import advance
from portal.accounts.actors import Actor
from portal.audit.operations import record
from reviews.assignment import lifecycle
from reviews.assignment.models import Assignment
from reviews.assignment.queries import visible_to
from reviews.scoring import queries, rules
from reviews.scoring.models import Mark, Review, ReviewVersion
from reviews.scoring.rules import Marks


def locked(assignment_id: int) -> Assignment:
    """The assignment with its application's row locked first, as everywhere, then its own."""
    application_id = Assignment.objects.values_list("application_id", flat=True).get(
        pk=assignment_id
    )
    application = application_queries.for_update(application_id)
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("assessor__user")
    assignment = rows.get(pk=assignment_id)
    assignment.application = application
    return assignment


def locked_to_score(assignment_id: int, *, actor: Actor) -> Assignment:
    """The assignment, locked with its application, if ``actor`` may write its sheet now."""
    assignment = locked(assignment_id)
    rules.check_score(actor, assignment)
    rules.check_visible(is_visible=visible_to(actor).filter(pk=assignment.pk).exists())
    return assignment


@transaction.atomic
def save(*, assignment_id: int, marks: Marks, comment: str, actor: Actor, now: datetime) -> Review:
    """Keep a sheet as a draft; it may be incomplete and nobody else sees it."""
    del now
    assignment = locked_to_score(assignment_id, actor=actor)
    return write(assignment, marks, comment)


def write(assignment: Assignment, marks: Marks, comment: str) -> Review:
    """Put marks and comments in the sheet of a locked assignment."""
    rules.check_marks(queries.criteria_of(assignment.application.call), marks)
    review, _created = Review.objects.get_or_create(assignment=assignment)
    review.comment = comment
    review.save(update_fields=["comment", "saved_at"])
    Mark.objects.bulk_create(
        [
            Mark(review=review, criterion_id=criterion_id, mark=mark, comment=words)
            for criterion_id, (mark, words) in marks.items()
        ],
        update_conflicts=True,
        unique_fields=["review", "criterion"],
        update_fields=["mark", "comment"],
    )
    return review


@transaction.atomic
def submit(
    *, assignment_id: int, marks: Marks, comment: str, actor: Actor, now: datetime
) -> Review:
    """Hand in a sheet, complete, from an assessor without a conflict: its first version.

    From then on it changes only by a correction. The last sheet that the call asks for ends the
    application's assessment.
    """
    assignment = locked_to_score(assignment_id, actor=actor)
    rules.check_complete(queries.criteria_of(assignment.application.call), marks)
    review = write(assignment, marks, comment)
    review.submitted_at = now
    review.save(update_fields=["submitted_at"])
    freeze(review, assignment, now=now)
    before = assignment.state
    assignment.state = lifecycle.ASSIGNMENT.after("submit", before)
    assignment.save(update_fields=["state"])
    record(
        "review.submit",
        actor=actor,
        subject=review,
        states=(before, assignment.state),
        snapshot=assignment.snapshot_id,
    )
    _end_assessment(assignment, actor=actor, now=now)
    return review


def freeze(
    review: Review, assignment: Assignment, *, reason: str = "", now: datetime
) -> ReviewVersion:
    """Keep what the sheet says now as its newest version, bound to the snapshot it judged."""
    latest = queries.latest_version(review)
    return ReviewVersion.objects.create(
        review=review,
        number=latest.number + 1 if latest else 1,
        snapshot_id=assignment.snapshot_id,
        content=queries.content_of(review),
        reason=reason,
        submitted_at=now,
    )


def _end_assessment(assignment: Assignment, *, actor: Actor, now: datetime) -> None:
    application = assignment.application
    sheets = Assignment.objects.filter(application=application, state=lifecycle.SUBMITTED).count()
    if (
        application.state == applications.ASSESSMENT
        and sheets >= application.call.assessors_per_application
    ):
        advance(application, "complete_assessment", actor=actor, now=now, sheets=sheets)
