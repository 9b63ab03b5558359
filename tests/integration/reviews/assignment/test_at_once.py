"""Two people at once, with two connections: one wins and nothing is done twice."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone

from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied
from portal.jobs.models import Job
from portal.notifications.models import Message
from reviews.assignment import operations
from reviews.assignment.models import Assignment, AssignmentRun
from reviews.pool.models import Assessor
from tests.factories import assessors, assignments, people

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """What each deed said: "done", or the sentence of its refusal."""
    gate = threading.Barrier(len(deeds))
    said: list[str] = []

    def do(deed: Callable[[], object]) -> None:
        gate.wait()
        try:
            deed()
            said.append("done")
        except Denied as denied:
            said.append(str(denied))
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


def confirming(run: AssignmentRun, officer: Actor) -> Callable[[], object]:
    return lambda: operations.confirm(
        run_id=run.pk, due_on=assignments.due(), actor=officer, now=timezone.now()
    )


def test_of_two_officers_who_confirm_at_once_one_wins() -> None:
    call = assignments.closed_call()
    assignments.rows(call, 2)
    assessors.pool(call, 3)
    run = assignments.proposed(call)
    officers = [people.paul(), people.person("Paula Ip", Role.OFFICER)]

    said = at_once(*(confirming(run, officer) for officer in officers))

    assert said == ["Another officer has confirmed this proposal already.", "done"]
    assert Assignment.objects.count() == 6
    assert Message.objects.filter(kind="assignments-offered").count() == 3


def test_two_requests_at_once_are_one_run() -> None:
    call = assignments.closed_call()
    assignments.rows(call, 1)
    assessors.pool(call, 3)
    officer = people.paul()

    def request() -> object:
        return operations.request_run(call_id=call.pk, actor=officer, now=timezone.now())

    said = at_once(request, request, request)

    assert said == ["done"] * 3
    assert AssignmentRun.objects.count() == 1
    assert Job.objects.filter(name="reviews.assignment.propose").count() == 1


def test_the_last_free_place_of_an_assessor_is_given_once() -> None:
    call = assignments.closed_call()
    first, second = assignments.rows(call, 2)
    [assessor] = assessors.pool(call, 1, most=1)
    officer = people.paul()

    def giving(application_id: int) -> Callable[[], object]:
        return lambda: operations.assign(
            application_id=application_id,
            assessor_id=assessor.pk,
            due_on=assignments.due(),
            reason="By hand.",
            actor=officer,
            now=timezone.now(),
        )

    said = at_once(giving(first.pk), giving(second.pk))

    assert said[1] == "done"
    assert "as many applications as they take" in said[0]
    assert Assignment.objects.count() == 1


def test_a_decline_while_the_repair_is_confirmed_orphans_nothing() -> None:
    """DE-03."""
    call = assignments.closed_call()
    assignments.rows(call, 2)
    assessors.pool(call, 4)
    made = assignments.confirmed(call)
    for one in made[:1]:
        operations.decline(
            assignment_id=one.pk,
            reason="No time.",
            actor=assessors.actor(one.assessor),
            now=timezone.now(),
        )
    run = assignments.proposed(call)
    other = made[-1]
    leaving = assessors.actor(Assessor.objects.get(pk=other.assessor_id))

    def decline() -> object:
        return operations.decline(
            assignment_id=other.pk, reason="Nor I.", actor=leaving, now=timezone.now()
        )

    said = at_once(confirming(run, people.paul()), decline)

    assert said == ["done", "done"]
    states = sorted(Assignment.objects.values_list("state", flat=True))
    assert states == ["declined"] * 2 + ["offered"] * 5
