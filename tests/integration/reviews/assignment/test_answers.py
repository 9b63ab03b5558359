"""What assessors answer, what they may see, and what a conflict ends."""

from __future__ import annotations

import pytest
from django.utils import timezone

from grants.applications.models import Application
from grants.programmes.models import Call
from portal.accounts.models import RoleGrant
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from reviews.assignment import operations, queries
from reviews.assignment.models import Assignment
from reviews.conflicts import operations as conflicts
from reviews.conflicts.models import Conflict
from reviews.pool.models import Assessor
from tests.factories import assessors, assignments, organisations, people

pytestmark = pytest.mark.django_db


def scene() -> tuple[Application, Assessor]:
    call = assignments.closed_call()
    [application] = assignments.rows(call, 1)
    return application, assessors.profile()


def accept(assignment: Assignment) -> Assignment:
    return operations.accept(
        assignment_id=assignment.pk,
        actor=assessors.actor(assignment.assessor),
        now=timezone.now(),
    )


def decline(assignment: Assignment, reason: str = "No time.") -> Assignment:
    return operations.decline(
        assignment_id=assignment.pk,
        reason=reason,
        actor=assessors.actor(assignment.assessor),
        now=timezone.now(),
    )


def declare_interest(assignment: Assignment) -> None:
    conflicts.declare(
        application_id=assignment.application_id,
        has_interest=True,
        statement="My brother works there.",
        actor=assessors.actor(assignment.assessor),
        now=timezone.now(),
    )


def seen(assessor: Assessor) -> list[Assignment]:
    return list(queries.visible_to(assessors.actor(assessor)))


def test_an_assessor_accepts_after_declaring() -> None:
    application, assessor = scene()
    assignment = assignments.offered(application, assessor)

    with pytest.raises(Denied, match="Declare your interests first"):
        accept(assignment)
    conflicts.declare(
        application_id=application.pk,
        has_interest=False,
        statement="",
        actor=assessors.actor(assessor),
        now=timezone.now(),
    )
    accepted = accept(assignment)

    assert (accepted.state, accepted.answered_at is not None) == ("accepted", True)
    event = AuditEvent.objects.get(action="assignment.accept")
    assert (event.from_state, event.to_state) == ("offered", "accepted")
    with pytest.raises(Denied, match="answered already"):
        accept(assignment)


def test_a_suspected_conflict_keeps_an_assessor_from_accepting() -> None:
    """AZ-12."""
    application, assessor = scene()
    assignment = assignments.declared(application, assessor)
    organisations.join(application.organisation, assessor.user, "viewer")
    conflicts.detect(call_id=application.call_id, actor=people.paul(), now=timezone.now())

    with pytest.raises(Denied, match="conflict of interest keeps you"):
        accept(assignment)
    assert seen(assessor) == []
    Conflict.objects.update(ruling="dismissed", ruling_reason="Left.")
    assert accept(assignment).state == "accepted"


def test_an_assessor_declines_with_a_reason_before_or_after_accepting() -> None:
    application, assessor = scene()
    assignment = assignments.offered(application, assessor)

    with pytest.raises(Denied, match="Give a reason"):
        decline(assignment, " ")
    declined = decline(assignment)

    assert (declined.state, declined.decline_words) == ("declined", "No time.")
    assert seen(assessor) == []
    assert AuditEvent.objects.get(action="assignment.decline").reason == "No time."
    with pytest.raises(Denied, match="answered already"):
        decline(assignment)
    other = assessors.profile("Ivan Cheung")
    assert decline(assignments.accepted(application, other)).state == "declined"


def test_a_submitted_sheet_is_not_declined() -> None:
    application, assessor = scene()
    assignment = assignments.accepted(application, assessor)
    Assignment.objects.update(state="submitted")

    with pytest.raises(Denied, match="submitted your score sheet"):
        decline(assignment)
    with pytest.raises(Denied, match="submitted your score sheet"):
        declare_interest(assignment)
    assert not Conflict.objects.exists()


def test_nobody_answers_for_somebody_else_or_when_it_is_over() -> None:
    application, assessor = scene()
    assignment = assignments.declared(application, assessor)
    other = assessors.profile("Ivan Cheung")

    with pytest.raises(Denied, match="not yours"):
        operations.accept(
            assignment_id=assignment.pk, actor=assessors.actor(other), now=timezone.now()
        )
    Call.objects.update(state="panel")
    with pytest.raises(Denied, match="assessment of this call is over"):
        accept(assignment)
    RoleGrant.objects.filter(user=assessor.user).update(ended_at=timezone.now())
    with pytest.raises(Denied, match="not yours"):
        accept(assignment)


@pytest.mark.parametrize("walk", [assignments.offered, assignments.accepted])
def test_a_declared_interest_declines_and_hides_the_application(walk: object) -> None:
    """AZ-06, AZ-12."""
    application, assessor = scene()
    assignment = walk(application, assessor)  # type: ignore[operator]  # a factory

    declare_interest(assignment)

    assignment.refresh_from_db()
    assert (assignment.state, assignment.decline_words) == ("declined", "Interest declared")
    assert seen(assessor) == []
    assert queries.coverage(application.call)[0].open == 3


def test_a_conflict_that_an_officer_confirms_takes_the_application_back() -> None:
    """AZ-12."""
    application, assessor = scene()
    assignment = assignments.accepted(application, assessor)

    conflicts.record(
        application_id=application.pk,
        assessor_id=assessor.pk,
        evidence="Cousins.",
        actor=people.paul(),
        now=timezone.now(),
    )

    assignment.refresh_from_db()
    assert assignment.state == "released"
    assert AuditEvent.objects.get(action="assignment.release").reason == "conflict: officer"


def test_a_conflict_found_late_takes_even_a_submitted_sheet_back() -> None:
    """AZ-12."""
    application, assessor = scene()
    assignment = assignments.accepted(application, assessor)
    Assignment.objects.update(state="submitted")
    organisations.join(application.organisation, assessor.user, "viewer")
    conflicts.detect(call_id=application.call_id, actor=people.paul(), now=timezone.now())

    conflicts.rule(
        conflict_id=Conflict.objects.get().pk,
        ruling="confirmed",
        reason="Member until May.",
        actor=people.paul(),
        now=timezone.now(),
    )

    assignment.refresh_from_db()
    assert assignment.state == "released"


def test_a_conflict_without_an_assignment_ends_nothing() -> None:
    application, assessor = scene()

    conflicts.record(
        application_id=application.pk,
        assessor_id=assessor.pk,
        evidence="Cousins.",
        actor=people.paul(),
        now=timezone.now(),
    )

    assert not Assignment.objects.exists()


def test_an_assessor_sees_their_own_live_assignments_by_due_date() -> None:
    """AZ-04."""
    call = assignments.closed_call()
    first, second, third = assignments.rows(call, 3)
    assessor, other = assessors.profile(), assessors.profile("Ivan Cheung")
    late = assignments.accepted(first, assessor)
    soon = assignments.offered(second, assessor)
    assignments.declined(third, assessor)
    assignments.offered(third, other)
    Assignment.objects.filter(pk=soon.pk).update(due_on=timezone.localdate())

    assert seen(assessor) == [soon, late]
    assert list(queries.readable_by(assessors.actor(assessor))) == [late]
    assert seen(other) != []
    assert list(queries.visible_to(people.paul())) == []
    Application.objects.filter(pk=second.pk).update(state="withdrawn")
    assert seen(assessor) == [late]


def test_the_role_for_another_call_shows_nothing_of_this_one() -> None:
    """AZ-09."""
    application, assessor = scene()
    assignments.offered(application, assessor)

    RoleGrant.objects.filter(user=assessor.user).update(scope=application.call.code)
    own = seen(assessor)
    RoleGrant.objects.filter(user=assessor.user).update(scope="another")

    assert len(own) == 1
    assert seen(assessor) == []


def test_progress_counts_criteria_and_marks() -> None:
    application, assessor = scene()
    assignments.accepted(application, assessor)

    [row] = queries.with_progress(queries.visible_to(assessors.actor(assessor)))

    assert (row.criteria, row.marked) == (5, 0)


def test_coverage_and_its_sums_count_every_answer() -> None:
    call = assignments.closed_call()
    full, empty = assignments.rows(call, 2)
    one, two, three, four = assessors.pool(call, 4)
    assignments.offered(full, one)
    assignments.accepted(full, two)
    assignments.accepted(full, three)
    Assignment.objects.filter(assessor=three).update(state="submitted")
    assignments.declined(full, four)

    first, second = queries.coverage(call)
    sums = queries.seats(call, [first, second])

    assert (first.taken, first.answered, first.sheets, first.declined, first.open) == (
        3,
        2,
        1,
        1,
        0,
    )
    assert (second.application, second.open) == (empty, 3)
    assert (sums.applications, sums.wanted, sums.taken, sums.open) == (2, 6, 3, 3)
    assert (sums.answered, sums.sheets, sums.open_applications) == (2, 1, 1)
    assert queries.loads(call.pk) == {one.pk: 1, two.pk: 1, three.pk: 1}
    Application.objects.filter(pk=empty.pk).update(state="assessed")
    assert queries.coverage(call)[1].open == 0
