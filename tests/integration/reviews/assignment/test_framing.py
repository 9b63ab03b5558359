"""From the rows of a call to the frozen problem of the solver."""

from __future__ import annotations

import pytest
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from grants.applications.models import Application
from grants.programmes.models import Call, Term
from reviews.assignment.framing import ROLES, frame, name_of
from reviews.assignment.problem import Problem
from reviews.conflicts.models import Conflict
from reviews.pool.models import Assessor, PoolMember
from tests.factories import assessors, assignments, people

pytestmark = pytest.mark.django_db


def framed(call: Call) -> Problem:
    return frame(call, seed=7, now=timezone.now())


def suspect(application: Application, assessor: Assessor) -> None:
    Conflict.objects.create(
        application=application,
        assessor=assessor,
        source="same_employer",
        evidence="x",
        found_at=timezone.now(),
    )


def test_open_applications_and_the_serving_pool_make_the_problem() -> None:
    call = assignments.closed_call()
    first, second = assignments.rows(call, 2)
    able, away = assessors.pool(call, 2, most=5)
    Assessor.objects.filter(pk=away.pk).update(is_available=False)

    problem = framed(call)

    assert [(row.id, row.seats, row.roles_required) for row in problem.proposals] == [
        (first.reference, 3, ROLES[::-1]),
        (second.reference, 3, ROLES[::-1]),
    ]
    [person] = problem.assessors
    assert (person.id, person.most_load, person.roles) == (
        name_of(able),
        5,
        frozenset({"technical", "finance"}),
    )
    assert problem.seed == 7
    assert problem.affinity == {
        (first.reference, name_of(able)): 0,
        (second.reference, name_of(able)): 0,
    }


def test_the_affinity_compares_what_is_declared_with_what_is_named() -> None:
    call = assignments.closed_call()
    [application] = assignments.rows(call, 1)
    technology = Term.objects.filter(taxonomy="technology").first()
    pillar = Term.objects.filter(taxonomy="pillar").first()
    assert technology is not None
    application.technology, application.pillar = technology, pillar
    application.save()
    knowing = assessors.profile(expertise=[technology])
    assessors.in_pool(call, knowing)

    problem = framed(call)

    assert problem.affinity[application.reference, name_of(knowing)] == 10_000 * 50 // 70


def test_conflicts_not_dismissed_and_ended_assignments_are_forbidden() -> None:
    call = assignments.closed_call()
    application, other = assignments.rows(call, 2)
    suspected, cleared, gone = assessors.pool(call, 3)
    suspect(application, suspected)
    suspect(application, cleared)
    Conflict.objects.filter(assessor=cleared).update(ruling="dismissed", ruling_reason="x")
    assignments.declined(other, gone)

    problem = framed(call)

    assert problem.forbidden == {
        (application.reference, name_of(suspected)),
        (other.reference, name_of(gone)),
    }
    assert problem.declined == {(other.reference, name_of(gone))}


def test_live_assignments_are_locked_and_full_applications_are_left_out() -> None:
    call = assignments.closed_call(assessors_per_application=2)
    full, half = assignments.rows(call, 2)
    one, two, three = assessors.pool(call, 3, most=4)
    assignments.offered(full, one)
    assignments.offered(full, two)
    assignments.offered(half, one)

    problem = framed(call)

    assert [row.id for row in problem.proposals] == [half.reference]
    assert problem.locked == {(half.reference, name_of(one))}
    assert {row.id: row.most_load for row in problem.assessors} == {
        name_of(one): 3,
        name_of(two): 3,
        name_of(three): 4,
    }


def test_who_left_the_pool_keeps_what_they_have_and_gets_nothing_more() -> None:
    call = assignments.closed_call()
    first, second = assignments.rows(call, 2)
    leaving, staying = assessors.pool(call, 2)
    assignments.offered(first, leaving)
    PoolMember.objects.filter(assessor=leaving).update(left_at=timezone.now())

    problem = framed(call)

    people_in_it = {row.id: (row.least_load, row.most_load) for row in problem.assessors}
    assert people_in_it == {name_of(leaving): (0, 1), name_of(staying): (0, 30)}
    assert (second.reference, name_of(leaving)) not in problem.affinity
    assert problem.locked == {(first.reference, name_of(leaving))}


def test_a_live_assignment_under_suspicion_holds_its_seat_until_somebody_rules() -> None:
    call = assignments.closed_call(assessors_per_application=2)
    [application] = assignments.rows(call, 1)
    [suspected, _other] = assessors.pool(call, 2, most=3)
    assignments.offered(application, suspected)
    suspect(application, suspected)

    problem = framed(call)

    [row] = problem.proposals
    assert (row.seats, row.roles_required) == (1, ())
    assert problem.locked == frozenset()
    assert (application.reference, name_of(suspected)) in problem.forbidden
    assert {one.id: one.most_load for one in problem.assessors}[name_of(suspected)] == 2


def test_least_loads_count_what_is_carried_already() -> None:
    call = assignments.closed_call(assessors_per_application=1)
    full, _open = assignments.rows(call, 2)
    [busy] = assessors.pool(call, 1)
    assignments.offered(full, busy)
    PoolMember.objects.update(least_load=2, most_load=2)

    [person] = framed(call).assessors

    assert (person.least_load, person.most_load) == (1, 1)


def test_colleagues_locked_together_before_it_was_known_do_not_stop_a_run() -> None:
    call = assignments.closed_call()
    [application] = assignments.rows(call, 1)
    one, two, _three = assessors.pool(call, 3)
    assignments.offered(application, one)
    assignments.offered(application, two)
    Assessor.objects.filter(pk__in=[one.pk, two.pk]).update(employer="The Same Bureau")

    problem = framed(call)

    assert {row.id: row.bureau for row in problem.assessors}[name_of(one)] == "same bureau"
    assert {row.id: row.bureau for row in problem.assessors}[name_of(two)] == ""


def test_withdrawn_applications_are_nobodys_load() -> None:
    call = assignments.closed_call()
    gone, _open = assignments.rows(call, 2)
    [assessor] = assessors.pool(call, 1, most=2)
    assignments.offered(gone, assessor)
    Application.objects.filter(pk=gone.pk).update(state="withdrawn")

    [person] = framed(call).assessors

    assert person.most_load == 2


@pytest.mark.parametrize("number", [1, 30])
def test_a_large_problem_asks_as_often_as_a_small_one(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    call = assignments.closed_call()
    assignments.rows(call, number)
    assessors.pool(call, number)
    Assessor.objects.update(words=["escrow"])
    people.paul()

    with django_assert_num_queries(9):
        framed(call)
