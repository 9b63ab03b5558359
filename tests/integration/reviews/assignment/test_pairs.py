"""Pairs given and taken back by an officer's own hand."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from grants.applications.models import Application
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.notifications.models import Message
from reviews.assignment import operations
from reviews.assignment.models import Assignment
from reviews.conflicts.models import Conflict
from reviews.pool.models import Assessor, PoolMember
from tests.factories import assessors, assignments, organisations, people

pytestmark = pytest.mark.django_db


def scene() -> tuple[Application, Assessor]:
    call = assignments.closed_call()
    [application] = assignments.rows(call, 1)
    [assessor] = assessors.pool(call, 1, most=1)
    return application, assessor


def assign(application: Application, assessor: Assessor, **changes: object) -> Assignment:
    values = {
        "due_on": assignments.due(),
        "reason": "Knows the field.",
        "actor": people.paul(),
        **changes,
    }
    return operations.assign(
        application_id=application.pk,
        assessor_id=assessor.pk,
        now=timezone.now(),
        **values,  # type: ignore[arg-type]  # names are parameters
    )


def unassign(assignment: Assignment, reason: str = "Wrong field.") -> Assignment:
    return operations.unassign(
        assignment_id=assignment.pk, reason=reason, actor=people.paul(), now=timezone.now()
    )


def test_an_application_is_given_by_hand_bound_to_its_snapshot() -> None:
    application, assessor = scene()

    assignment = assign(application, assessor)

    application.refresh_from_db()
    assert (assignment.state, application.state) == ("offered", "assessment")
    assert assignment.snapshot == application.snapshots.get()
    assert Message.objects.filter(recipient=assessor.user, kind="assignments-offered").count() == 1
    event = AuditEvent.objects.get(action="assignment.offer")
    assert (event.reason, event.to_state) == ("Knows the field.", "offered")


def test_a_pair_is_refused_with_what_stands_against_it() -> None:
    """AZ-12."""
    application, assessor = scene()

    with pytest.raises(Denied, match="officer of this call"):
        assign(application, assessor, actor=people.otto())
    with pytest.raises(Denied, match="Give a reason"):
        assign(application, assessor, reason=" ")
    with pytest.raises(Denied, match="must lie in the future"):
        assign(application, assessor, due_on=timezone.localdate())
    with pytest.raises(Denied, match="not in the pool"):
        assign(application, assessors.profile("Ivan Cheung"))
    organisations.join(application.organisation, assessor.user, "viewer")
    with pytest.raises(Denied, match="conflict of interest keeps them apart"):
        assign(application, assessor)
    assert not Assignment.objects.exists()


def test_a_member_of_the_applying_organisation_has_no_hand_in_it() -> None:
    """AZ-13."""
    application, assessor = scene()
    assignment = assign(application, assessor)
    organisations.join(application.organisation, people.paul(), "viewer")

    with pytest.raises(Denied, match="You belong to this organisation"):
        unassign(assignment)
    with pytest.raises(Denied, match="You belong to this organisation"):
        assign(application, assessors.profile("Ivan Cheung"))


def test_load_bureau_and_an_earlier_offer_stand_against_a_pair() -> None:
    application, assessor = scene()
    colleague = assessors.profile("Ivan Cheung", employer=assessor.employer)
    assessors.in_pool(application.call, colleague)
    [second] = assignments.rows(application.call, 1)
    assign(application, assessor)

    with pytest.raises(Denied, match="has or had this application already"):
        assign(application, assessor)
    with pytest.raises(Denied, match="same bureau or employer"):
        assign(application, colleague)
    with pytest.raises(Denied, match="as many applications as they take"):
        assign(second, assessor)


def test_an_application_is_taken_back_for_good() -> None:
    application, assessor = scene()
    assignment = assign(application, assessor)

    taken = unassign(assignment)

    assert taken.state == "released"
    event = AuditEvent.objects.get(action="assignment.release")
    assert (event.from_state, event.to_state, event.reason) == (
        "offered",
        "released",
        "Wrong field.",
    )
    with pytest.raises(Denied, match="has or had this application already"):
        assign(application, assessor)
    with pytest.raises(Denied, match="has ended already"):
        unassign(assignment)


def test_taking_back_needs_a_reason_the_right_and_no_submitted_sheet() -> None:
    application, assessor = scene()
    assignment = assign(application, assessor)

    with pytest.raises(Denied, match="Give a reason"):
        unassign(assignment, reason="")
    with pytest.raises(Denied, match="officer of this call"):
        operations.unassign(
            assignment_id=assignment.pk, reason="x", actor=people.otto(), now=timezone.now()
        )
    Assignment.objects.update(state="submitted")
    with pytest.raises(Denied, match="score sheet is submitted"):
        unassign(assignment)


def test_the_database_keeps_an_assessor_once_on_an_application() -> None:
    application, assessor = scene()
    assignment = assign(application, assessor)
    assignment.pk = None

    with pytest.raises(IntegrityError, match="assessor_is_once"), transaction.atomic():
        assignment.save(force_insert=True)


def test_a_full_pool_has_room_again_once_something_is_taken_back() -> None:
    application, assessor = scene()
    [second] = assignments.rows(application.call, 1)
    unassign(assign(application, assessor))

    assert assign(second, assessor).state == "offered"
    assert not Conflict.objects.exists()
    assert PoolMember.objects.get().most_load == 1
