"""Officers' pages of assignment, in the browser's words."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from grants.programmes.models import Call
from portal.jobs.models import Job, JobState
from reviews.assignment import operations
from reviews.assignment.models import Assignment, AssignmentRun
from reviews.assignment.registration import open_seats
from reviews.pool.models import Assessor, PoolMember
from tests.factories import assessors, assignments, calls, people

pytestmark = pytest.mark.django_db

BOARD_QUERIES = 15
PROPOSAL_QUERIES = 22
NOT_YOURS = "Only a programme officer of this call can do this."


def scene(applications: int = 2, people_in_pool: int = 4) -> tuple[Call, Client]:
    call = assignments.closed_call()
    assignments.rows(call, applications)
    assessors.pool(call, people_in_pool)
    return call, people.client_of(people.paul())


def page(client: Client, name: str, *arguments: object) -> str:
    response = client.get(reverse(name, args=arguments))
    assert response.status_code == 200
    return response.content.decode()


def propose(call: Call) -> AssignmentRun:
    run = AssignmentRun.objects.get(call=call, state="requested")
    operations.propose(run_id=run.pk, progress=lambda *_done: None, now=timezone.now())
    return AssignmentRun.objects.get(pk=run.pk)


def test_an_empty_board_says_why_nothing_can_be_proposed() -> None:
    call = calls.in_assessment()

    shown = page(people.client_of(people.paul()), "call-assignment", call.code)

    assert "No applications to show" in shown
    assert "No eligible application has an open seat." in shown


def test_a_run_is_requested_watched_confirmed_and_told() -> None:
    call, client = scene()

    board = page(client, "call-assignment", call.code)
    assert "6 seats are open." in board
    asked = client.post(reverse("assignment-run-request", args=[call.code]), {"seed": "11"})
    assert asked.status_code == 302
    watching = page(client, "call-assignment", call.code)
    assert "Working out a proposal: Waiting to begin" in watching
    assert reverse("assignment-run-progress", args=[call.code]) in watching
    Job.objects.update(progress=40, progress_note="floor")
    fragment = page(client, "assignment-run-progress", call.code)
    assert "Serving the worst served application best" in fragment
    assert "<html" not in fragment
    assert client.get(reverse("assignment-proposal", args=[call.code])).status_code == 302

    run = propose(call)
    ready = page(client, "assignment-run-progress", call.code)
    assert "A proposal is ready" in ready
    assert "with the seed 11" in ready
    url = reverse("assignment-proposal", args=[call.code])
    proposal = page(client, "assignment-proposal", call.code)
    assert "No topic in common" in proposal
    assert run.solver_version in proposal
    values = {"run": run.pk, "due_on": assignments.due().isoformat()}
    wrong = client.post(url, {**values, "due_on": "2020-01-01"}).content.decode()
    assert "must lie in the future" in wrong
    done = client.post(url, values, follow=True).content.decode()

    assert "6 assignments were offered." in done
    assert "Earlier proposals" in done
    assert Assignment.objects.count() == 6
    late = client.post(url, values, follow=True).content.decode()
    assert "Another officer has confirmed this proposal already." in late
    gone = page(client, "assignment-run-progress", call.code)
    assert "Show the page again" in gone


def test_a_seed_that_is_none_is_told() -> None:
    call, client = scene()

    answer = client.post(
        reverse("assignment-run-request", args=[call.code]), {"seed": "many"}, follow=True
    )

    assert "The seed is a whole number" in answer.content.decode()
    assert not AssignmentRun.objects.exists()


def test_a_proposal_says_how_much_better_it_could_be_and_whether_time_ran_out() -> None:
    call, client = scene()
    run = assignments.proposed(call)
    whole = page(client, "assignment-proposal", call.code)
    stored = run.answer.to_json()
    run.solution = {**stored, "gap": 0.123411, "cut_short": True}
    run.save(update_fields=["solution"])

    cut_short = page(client, "assignment-proposal", call.code)

    assert "Could be better by at most" in whole
    assert "Time ran out" not in whole
    assert "Time ran out" in cut_short
    assert "serve applications better by at most 12.35%" in cut_short


def test_a_proposal_is_discarded() -> None:
    call, client = scene()
    assignments.proposed(call)
    url = reverse("assignment-run-discard", args=[call.code])

    first = client.post(url, follow=True).content.decode()
    second = client.post(url, follow=True).content.decode()

    assert "The proposal was discarded." in first
    assert "The proposal was discarded." not in second
    assert AssignmentRun.objects.get().state == "discarded"


def test_a_run_whose_job_died_says_so_and_can_be_discarded() -> None:
    call, client = scene()
    assignments.requested(call)
    Job.objects.update(state=JobState.DEAD)

    shown = page(client, "call-assignment", call.code)

    assert "The run has stopped" in shown
    assert reverse("assignment-run-discard", args=[call.code]) in shown


def test_clashes_kept_seats_and_missing_disciplines_stand_on_the_proposal() -> None:
    call, client = scene(applications=2, people_in_pool=2)
    first = call.applications.order_by("pk")[0]
    assignments.offered(first, Assessor.objects.order_by("pk")[0])
    Assessor.objects.update(disciplines=["technical"])
    PoolMember.objects.update(most_load=2)
    assignments.proposed(call)

    shown = page(client, "assignment-proposal", call.code)

    assert "Not everything can be had" in shown
    assert "Has it already" in shown
    assert "1 seat unfilled" in shown
    assert "Nobody of: Finance / Regulatory" in shown


def test_an_application_without_anybody_stands_on_the_proposal_too() -> None:
    call, client = scene(applications=1, people_in_pool=1)
    [application] = call.applications.all()
    assignments.declined(application, Assessor.objects.get())
    assignments.proposed(call)

    shown = page(client, "assignment-proposal", call.code)

    assert application.reference in shown
    assert "3 seats unfilled" in shown
    assert "This proposal assigns nobody." in shown
    assert "Confirm and offer" not in shown


def test_open_seats_after_a_decline_are_offered_for_repair() -> None:
    call, client = scene()
    made = assignments.confirmed(call)
    operations.decline(
        assignment_id=made[0].pk,
        reason="No time.",
        actor=assessors.actor(made[0].assessor),
        now=timezone.now(),
    )

    board = page(client, "call-assignment", call.code)
    filtered = client.get(reverse("call-assignment", args=[call.code]), {"open_only": "on"})
    [entry] = open_seats(people.paul(), timezone.now())

    assert "1 seat is open." in board
    assert "Fill the open seats" in board
    assert "every difference before you confirm" in board
    listed = [row.application for row in filtered.context["page"]]
    assert listed == [made[0].application]
    assert (entry.count, call.code in entry.href) == (1, True)
    assert open_seats(people.otto(), timezone.now()) == []


def test_one_application_is_given_and_taken_back_in_the_browser() -> None:
    call, client = scene(applications=1, people_in_pool=2)
    [application] = call.applications.all()
    assessor, barred = Assessor.objects.order_by("pk")
    Assessor.objects.filter(pk=barred.pk).update(is_available=False)
    names = ("application-assignment", call.code, application.reference)
    url = reverse(names[0], args=names[1:])
    values = {
        "assessor": str(assessor.reference),
        "due_on": assignments.due().isoformat(),
        "reason": "Knows the field.",
    }

    before = page(client, *names)
    assert "Nobody yet" in before
    assert "not in the pool, is not available" in before
    assert "There is a problem" in client.post(url, {**values, "reason": ""}).content.decode()
    assert "must lie" in client.post(url, {**values, "due_on": "2020-01-01"}).content.decode()
    impossible = {**values, "assessor": str(barred.reference)}
    assert "There is a problem" in client.post(url, impossible).content.decode()
    assert client.post(url, values).status_code == 302
    back = reverse("assignment-take-back", args=[*names[1:], assessor.reference])
    assert back in page(client, *names)

    assert "Take the application back" in client.get(back).content.decode()
    assert "There is a problem" in client.post(back, {"reason": ""}).content.decode()
    assert client.post(back, {"reason": "Wrong field."}).status_code == 302
    assert client.get(back).status_code == 404
    after = page(client, *names)
    assert "Taken back" in after
    assert "has or had this application already" in after


def test_a_declined_assignment_shows_its_reason_and_a_submitted_one_stays() -> None:
    call, client = scene(applications=1, people_in_pool=2)
    [application] = call.applications.all()
    PoolMember.objects.update(left_at=timezone.now())
    assert "The pool is empty" in page(
        client, "application-assignment", call.code, application.reference
    )
    PoolMember.objects.update(left_at=None)
    one, two = Assessor.objects.order_by("pk")
    assignments.declined(application, one)
    assignments.accepted(application, two)
    accepted = page(client, "application-assignment", call.code, application.reference)
    Assignment.objects.filter(assessor=two).update(state="submitted")
    back = reverse("assignment-take-back", args=[call.code, application.reference, two.reference])

    shown = page(client, "application-assignment", call.code, application.reference)

    assert back in accepted
    assert "No time." in shown
    assert back not in shown
    assert "it stays" in client.post(back, {"reason": "x"}).content.decode()


def test_an_auditor_reads_all_and_changes_nothing() -> None:
    call, _client = scene()
    run = assignments.proposed(call)
    [application, _other] = call.applications.order_by("pk")
    assignment = assignments.offered(application, Assessor.objects.order_by("pk")[0])
    client = people.client_of(people.alan())
    names = [call.code, application.reference]
    back = reverse("assignment-take-back", args=[*names, assignment.assessor.reference])

    for name, arguments in (
        ("call-assignment", names[:1]),
        ("assignment-proposal", names[:1]),
        ("application-assignment", names),
    ):
        page(client, name, *arguments)
    confirm = {"run": run.pk, "due_on": assignments.due().isoformat()}
    give = {
        "assessor": str(Assessor.objects.order_by("-pk")[0].reference),
        "due_on": assignments.due().isoformat(),
        "reason": "x",
    }
    refused = [
        client.post(reverse("assignment-run-discard", args=names[:1]), follow=True),
        client.post(reverse("assignment-proposal", args=names[:1]), confirm),
        client.post(reverse("application-assignment", args=names), give),
        client.post(back, {"reason": "x"}),
    ]
    AssignmentRun.objects.all().update(state="discarded")
    refused.append(client.post(reverse("assignment-run-request", args=names[:1]), follow=True))

    assert [NOT_YOURS in response.content.decode() for response in refused] == [True] * 5
    assert Assignment.objects.count() == 1


def test_strangers_and_assessors_find_no_board() -> None:
    """AZ-03."""
    call, _client = scene()
    [application, _other] = call.applications.order_by("pk")
    names = [call.code, application.reference]
    assessor = Assessor.objects.order_by("pk")[0]

    for actor in (people.otto(), people.mira(), assessors.actor(assessor)):
        client = people.client_of(actor)
        for name, arguments in (
            ("call-assignment", names[:1]),
            ("assignment-run-progress", names[:1]),
            ("assignment-proposal", names[:1]),
            ("application-assignment", names),
            ("assignment-take-back", [*names, assessor.reference]),
        ):
            assert client.get(reverse(name, args=arguments)).status_code == 404
        for name in ("assignment-run-request", "assignment-run-discard"):
            assert client.post(reverse(name, args=names[:1])).status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_the_board_and_the_proposal_ask_as_often_for_thirty_as_for_one(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    call, client = scene(applications=number, people_in_pool=4)
    PoolMember.objects.update(most_load=100)
    assignments.confirmed(call)
    assignments.rows(call, number)
    assignments.proposed(call)
    client.get(reverse("call-assignment", args=[call.code]))

    with django_assert_num_queries(BOARD_QUERIES):
        client.get(reverse("call-assignment", args=[call.code]))
    with django_assert_num_queries(PROPOSAL_QUERIES):
        client.get(reverse("assignment-proposal", args=[call.code]))
