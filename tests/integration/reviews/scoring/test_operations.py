"""Saving and handing in score sheets, and when the assessment of an application ends."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from grants.applications.models import Application
from portal.accounts.models import RoleGrant
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from reviews.assignment.models import Assignment
from reviews.scoring import operations, queries
from reviews.scoring.models import Mark, Review
from reviews.scoring.rules import Marks
from reviews.scoring.statistics import Spread
from tests.factories import assessors, assignments, people, reviews

pytestmark = pytest.mark.django_db


def submit(assignment: Assignment, marks: Marks, *, actor: Any = None) -> Review:
    return operations.submit(
        assignment_id=assignment.pk,
        marks=marks,
        comment="",
        actor=actor or people.refreshed(people.ines()),
        now=timezone.now(),
    )


def marks_of(assignment: Assignment, *values: int | None, **options: Any) -> Marks:
    return reviews.marks(assignment.application.call, *values, **options)


def state(assignment: Assignment) -> str:
    return Assignment.objects.get(pk=assignment.pk).state


def test_a_draft_may_be_incomplete_and_is_overwritten_by_the_next(
    ines_assignment: Assignment,
) -> None:
    first = reviews.saved(ines_assignment, 5, None, None, 0, None, comment="")
    second = reviews.saved(ines_assignment, 4, 3, None, None, None)

    assert first.pk == second.pk
    assert second.submitted_at is None
    kept = [mark for mark, _comment in queries.marks_of(queries.sheet_of(ines_assignment)).values()]
    assert kept == [4, 3, None, None, None]
    assert state(ines_assignment) == "accepted"
    assert not AuditEvent.objects.filter(action__startswith="review.").exists()


def test_a_complete_sheet_is_handed_in_and_logged(ines_assignment: Assignment) -> None:
    review = reviews.submitted(ines_assignment, 5, 4, 3, 4, 2)

    assert review.submitted_at is not None
    assert state(ines_assignment) == "submitted"
    (event,) = AuditEvent.objects.filter(action="review.submit")
    assert (event.actor, event.from_state, event.to_state) == (
        people.ines().user,
        "accepted",
        "submitted",
    )
    assert event.details == {"snapshot": ines_assignment.snapshot_id}
    spread = queries.spreads([ines_assignment.application_id])[ines_assignment.application_id]
    assert (spread.mean, spread.sheets) == (Decimal("77.00"), 1)


@pytest.mark.parametrize(
    ("values", "comment", "named"),
    [
        ((5, 4, 3, 4, None), "Fine.", "Compliance and security"),
        ((None, None, 3, 4, 2), "Fine.", "Innovation, Use and market in Hong Kong"),
        ((5, 4, 3, 4, 2), " \n ", "Innovation, Use and market in Hong Kong"),
    ],
)
def test_an_incomplete_sheet_stays_a_draft(
    ines_assignment: Assignment, values: tuple[int | None, ...], comment: str, named: str
) -> None:
    with pytest.raises(Denied, match=f"A mark and a comment are missing for: {named}"):
        submit(ines_assignment, marks_of(ines_assignment, *values, comment=comment))

    assert state(ines_assignment) == "accepted"
    assert not Review.objects.exists()


def test_a_mark_outside_of_its_scale_or_of_another_call_is_refused(
    ines_assignment: Assignment,
) -> None:
    """AZ-08."""
    for value in (6, -1):
        with pytest.raises(Denied, match="outside of its scale"):
            submit(ines_assignment, marks_of(ines_assignment, value))
    strange = {**marks_of(ines_assignment, 5), 0: (5, "Fine.")}
    with pytest.raises(Denied, match="criterion that is not of this call"):
        submit(ines_assignment, strange)


def test_a_call_without_criteria_cannot_be_scored(ines_assignment: Assignment) -> None:
    ines_assignment.application.call.criteria.all().delete()

    with pytest.raises(Denied, match="no criteria to score"):
        submit(ines_assignment, {})


def test_nobody_scores_for_another(ines_assignment: Assignment) -> None:
    """AZ-11."""
    amy = people.refreshed(people.person("Amy Leung"))

    for stranger in (amy, people.paul(), people.refreshed(people.mira())):
        with pytest.raises(Denied, match="somebody else's"):
            submit(ines_assignment, marks_of(ines_assignment, 5), actor=stranger)


def test_a_sheet_once_handed_in_is_never_changed_by_saving_or_handing_in_again(
    ines_assignment: Assignment,
) -> None:
    """AZ-13."""
    reviews.submitted(ines_assignment, 5)

    for deed in (reviews.submitted, reviews.saved):
        with pytest.raises(Denied, match="changes only by a correction"):
            deed(ines_assignment, 1)

    assert set(Mark.objects.values_list("mark", flat=True)) == {5}


@pytest.mark.parametrize("given", [assignments.offered, assignments.declared, assignments.declined])
def test_only_an_accepted_assignment_is_scored(ines_assignment: Assignment, given: Any) -> None:
    """AZ-11."""
    other = given(ines_assignment.application, assessors.profile("Bao Yu"))

    with pytest.raises(Denied, match="Accept the assignment"):
        reviews.submitted(other, 5)


def test_a_conflict_found_meanwhile_ends_scoring(ines_assignment: Assignment) -> None:
    """AZ-11, AZ-12: suggested ones too, until somebody has ruled."""
    conflict = reviews.conflict(ines_assignment.application, assessors.profile("Ines Wong"))
    Assignment.objects.filter(pk=ines_assignment.pk).update(state="accepted")
    conflict.ruling = "suggested"
    conflict.save(update_fields=["ruling"])

    for deed in (reviews.submitted, reviews.saved):
        with pytest.raises(Denied, match="You can no longer score"):
            deed(ines_assignment, 5)


def test_a_role_that_ended_ends_scoring(ines_assignment: Assignment) -> None:
    """AZ-09, AZ-11."""
    RoleGrant.objects.filter(user=people.ines().person).update(ended_at=timezone.now())

    with pytest.raises(Denied, match="You can no longer score"):
        submit(ines_assignment, marks_of(ines_assignment, 5))


@pytest.mark.parametrize("over", ["assessed", "withdrawn"])
def test_after_the_assessment_nothing_is_scored(ines_assignment: Assignment, over: str) -> None:
    """AZ-11."""
    Application.objects.filter(pk=ines_assignment.application_id).update(state=over)

    with pytest.raises(Denied, match="no longer under assessment"):
        submit(ines_assignment, marks_of(ines_assignment, 5))


def test_the_last_sheet_ends_the_assessment(
    ines_assignment: Assignment, amys_assignment: Assignment
) -> None:
    application = ines_assignment.application

    reviews.submitted(ines_assignment, 5)
    application.refresh_from_db()
    after_one = application.state
    reviews.submitted(amys_assignment, 3)
    application.refresh_from_db()

    assert (after_one, application.state) == ("assessment", "assessed")
    (event,) = AuditEvent.objects.filter(action="application.complete_assessment")
    assert event.details["sheets"] == 2
    spread = queries.spreads([application.pk])[application.pk]
    assert spread == Spread(Decimal("80.00"), Decimal("60.00"), Decimal("100.00"), 2)


def test_a_sheet_taken_back_for_a_conflict_counts_no_more(
    ines_assignment: Assignment, amys_assignment: Assignment
) -> None:
    application = ines_assignment.application
    reviews.submitted(ines_assignment, 5)
    reviews.submitted(amys_assignment, 3)

    reviews.conflict(application, assessors.profile("Ines Wong"))

    spread = queries.spreads([application.pk])[application.pk]
    assert (spread.mean, spread.sheets) == (Decimal("60.00"), 1)
    assert queries.has_scored_in(application.call, people.ines().person)
    assert not queries.has_scored_in(application.call, people.paul().person)


def test_drafts_are_in_no_score(ines_assignment: Assignment) -> None:
    """Independence: what is not handed in tells nobody anything."""
    reviews.saved(ines_assignment, 5)

    assert queries.spreads([ines_assignment.application_id]) == {}


def broken(change: Any) -> bool:
    try:
        with transaction.atomic():
            change()
    except IntegrityError:
        return True
    return False


def test_the_database_holds_the_limits_of_marks_by_itself(ines_assignment: Assignment) -> None:
    review = reviews.saved(ines_assignment, 5)
    mark = review.marks.all()[0]

    assert broken(lambda: Mark.objects.update(mark=11))
    assert broken(lambda: Mark.objects.create(review=review, criterion=mark.criterion))
    assert broken(lambda: Review.objects.create(assignment=ines_assignment))
