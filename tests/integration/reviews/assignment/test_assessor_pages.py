"""Assessors' pages: declaration first, then the answer, then the content."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from grants.applications.models import Application
from grants.programmes.operations import start_assessment
from reviews.assignment.models import Assignment
from reviews.assignment.registration import assignments_to_do
from reviews.conflicts.models import Conflict, InterestDeclaration
from reviews.pool.models import Assessor
from tests.answers import shown as answers_shown
from tests.factories import (
    applications,
    assessors,
    assignments,
    calls,
    clarifications,
    people,
    screening,
)

pytestmark = pytest.mark.django_db

LIST_QUERIES = 7
CANARY = "Exporters sell receivables as tokens"
NOTHING = {"csrfmiddlewaretoken": "x"}


def page(client: Client, name: str, *arguments: object) -> str:
    response = client.get(reverse(name, args=arguments))
    assert response.status_code == 200
    return response.content.decode()


def offered() -> tuple[Application, Assessor, Client]:
    """An application with content, offered to Ines."""
    application, assessor = assignments.eligible(), assessors.profile()
    assignments.offered(application, assessor)
    return application, assessor, people.client_of(assessors.actor(assessor))


def test_only_what_is_needed_to_declare_is_shown_before() -> None:
    application, _assessor, client = offered()

    shown = page(client, "assignment-detail", application.reference)

    for known in (
        application.reference,
        application.title,
        application.organisation.name,
        "Victoria Harbour Bank",
        "Leung Ka-ho",
        "Do you have an interest",
    ):
        assert known in shown
    for hidden in (CANARY, "HK$400,000", "meiling.wong", "Built two ledgers", "agreement.pdf"):
        assert hidden not in shown


def test_declared_accepted_and_read() -> None:
    application, _assessor, client = offered()
    names = [application.reference]
    declare = reverse("assignment-declare", args=names)

    assert "There is a problem" in client.post(declare, NOTHING).content.decode()
    early = client.post(reverse("assignment-accept", args=names), follow=True).content.decode()
    assert "Declare your interests first." in early
    assert client.post(declare, {"has_interest": "no"}).status_code == 302
    asked = page(client, "assignment-detail", *names)
    assert "You have declared that you have no interest" in asked
    assert CANARY not in asked
    again = client.post(declare, {"has_interest": "no"}).content.decode()
    assert "You have made your declaration" in again
    client.post(reverse("assignment-accept", args=names))
    read = page(client, "assignment-detail", *names)

    assert CANARY in read
    assert reverse("score-sheet", args=names) in read
    assert "I have found that I have an interest" in read
    attachment = application.attachments.get()
    file_url = reverse("assignment-attachment", args=[*names, attachment.pk])
    assert file_url in read
    response = client.get(file_url)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert response.getvalue().startswith(b"%PDF")
    missing = reverse("assignment-attachment", args=[*names, uuid4()])
    assert client.get(missing).status_code == 404


def test_a_declared_interest_takes_the_application_away() -> None:
    """AZ-06, AZ-12."""
    application, assessor, client = offered()
    declare = reverse("assignment-declare", args=[application.reference])

    silent = client.post(declare, {"has_interest": "yes", "statement": " "}).content.decode()
    assert "Describe your interest." in silent
    gone = client.post(
        declare, {"has_interest": "yes", "statement": "My brother works there."}, follow=True
    ).content.decode()

    assert "You will not be asked about this application again." in gone
    assert application.reference not in page(client, "assignment-list")
    assert assignments_to_do(assessors.actor(assessor), timezone.now()) == []
    for name in ("assignment-detail", "score-sheet"):
        assert client.get(reverse(name, args=[application.reference])).status_code == 404


def test_an_interest_found_while_reading_is_declared_there() -> None:
    application, assessor = assignments.eligible(), assessors.profile()
    assignments.accepted(application, assessor)
    client = people.client_of(assessors.actor(assessor))
    declare = reverse("assignment-declare", args=[application.reference])

    wrong = client.post(declare, {"has_interest": "yes", "statement": ""}).content.decode()
    assert "There is a problem" in wrong
    assert CANARY in wrong
    client.post(declare, {"has_interest": "yes", "statement": "We met since."})

    assert InterestDeclaration.objects.get().statement == "We met since."
    assert Assignment.objects.get().state == "declined"
    file_url = reverse(
        "assignment-attachment", args=[application.reference, application.attachments.get().pk]
    )
    assert client.get(file_url).status_code == 404


def test_an_application_is_declined_with_a_reason() -> None:
    application, _assessor, client = offered()
    url = reverse("assignment-decline", args=[application.reference])

    assert "There is a problem" in client.post(url, {"reason": ""}).content.decode()
    done = client.post(url, {"reason": "On leave."}, follow=True).content.decode()

    assert "You have declined this application." in done
    assert client.post(url, {"reason": "Again."}).status_code == 404


def test_a_submitted_sheet_can_be_read_and_no_more_declined() -> None:
    application, assessor = assignments.eligible(), assessors.profile()
    assignments.accepted(application, assessor)
    Assignment.objects.update(state="submitted")
    client = people.client_of(assessors.actor(assessor))

    shown = page(client, "assignment-detail", application.reference)
    refused = client.post(
        reverse("assignment-decline", args=[application.reference]), {"reason": "x"}
    ).content.decode()

    assert "Read your score sheet" in shown
    assert "submitted your score sheet" in refused
    assert "Your score sheet is submitted." in page(client, "assignment-list")


def test_what_is_not_yours_is_not_there_byte_for_byte() -> None:
    """AZ-03, AZ-05."""
    application, assessor = assignments.eligible(), assessors.profile()
    assignments.accepted(application, assessor)
    attachment = application.attachments.get()
    foreign = [application.reference, "NO-0001"]
    others = [assessors.actor(assessors.profile("Ivan Cheung")), people.otto(), people.mira()]

    for actor in others:
        client = people.client_of(actor)
        answers = [client.get(reverse("assignment-detail", args=[one])) for one in foreign]
        files = [
            client.get(reverse("assignment-attachment", args=[one, attachment.pk]))
            for one in foreign
        ]
        for pair in (answers, files):
            assert pair[0].status_code == 404
            assert answers_shown(pair[0]) == answers_shown(pair[1])
        for name in ("declare", "accept", "decline"):
            url = reverse(f"assignment-{name}", args=[application.reference])
            assert client.post(url, {"has_interest": "no", "reason": "x"}).status_code == 404


def test_files_wait_for_the_acceptance_and_vanish_with_a_conflict() -> None:
    """AZ-05, AZ-12."""
    application, assessor, client = offered()
    url = reverse(
        "assignment-attachment", args=[application.reference, application.attachments.get().pk]
    )

    before = client.get(url).status_code
    Assignment.objects.update(state="accepted")
    open_to_them = client.get(url)
    content = open_to_them.getvalue()
    Conflict.objects.create(
        application=application,
        assessor=assessor,
        source="same_domain",
        evidence="x.hk",
        found_at=timezone.now(),
    )

    assert (before, open_to_them.status_code, client.get(url).status_code) == (404, 200, 404)
    assert content.startswith(b"%PDF")


def test_the_list_groups_by_what_is_to_be_done() -> None:
    call = assignments.closed_call()
    first, second, third = assignments.rows(call, 3)
    assessor = assessors.profile()
    client = people.client_of(assessors.actor(assessor))

    empty = page(client, "assignment-list")
    assignments.offered(first, assessor)
    only_offered = page(client, "assignment-list")
    assignments.accepted(second, assessor)
    late = assignments.accepted(third, assessor)
    yesterday = timezone.localdate() - timedelta(days=1)
    Assignment.objects.filter(pk=late.pk).update(due_on=yesterday)
    shown = page(client, "assignment-list")
    to_answer, to_score = assignments_to_do(assessors.actor(assessor), timezone.now())

    assert "Nothing is assigned to you" in empty
    assert "Score sheets submitted" not in only_offered
    for words in (
        "Waiting for your answer",
        "To be scored",
        "0 of 5 criteria marked",
        "21 days left",
        "Overdue",
        "0 of 2 done",
    ):
        assert words in shown
    assert (to_answer.count, to_score.count) == (1, 2)


def test_only_assessors_have_a_list() -> None:
    """AZ-03."""
    for actor in (people.otto(), people.paul()):
        assert people.client_of(actor).get(reverse("assignment-list")).status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_asks_as_often_for_thirty_as_for_one(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    call = assignments.closed_call()
    assessor = assessors.profile()
    assessors.in_pool(call, assessor)
    for application in assignments.rows(call, number):
        assignments.accepted(application, assessor)
    client = people.client_of(assessors.actor(assessor))
    client.get(reverse("assignment-list"))

    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("assignment-list"))


def test_the_assessor_reads_what_was_clarified_beside_what_was_submitted() -> None:
    call = applications.open_call("2044-1", assessors_per_application=1)
    asked = applications.at("submitted", call=call)
    clarifications.asked(asked, parts=("answers.problem",))
    clarifications.answer(asked, answers={"answers.problem": "Invoices wait for ninety days."})
    screening.eligible(Application.objects.get(pk=asked.pk))
    start_assessment(call_id=calls.close(call).pk, actor=people.paul(), now=timezone.now())
    ines = assessors.profile("Ines Wong")
    assignments.accepted(Application.objects.get(pk=asked.pk), ines)

    page = people.client_of(assessors.actor(ines)).get(
        reverse("assignment-detail", args=[asked.reference])
    )

    shown = page.content.decode()
    beside = shown[shown.index("Clarified after the submission") :]
    assert beside.index("As submitted") < beside.index("As answered")
    assert "Invoices wait for ninety days." in beside
    assert "Who signs for the sponsor?" not in shown
