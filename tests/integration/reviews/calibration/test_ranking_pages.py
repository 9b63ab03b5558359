"""The calibrated ranking in the browser, for every reader."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.jobs.models import Job
from reviews.assignment.models import Assignment
from reviews.calibration import operations, queries
from tests.factories import applications, assessors, people, reviews

pytestmark = pytest.mark.django_db

CODE = applications.CALL_CODE
PAGE = reverse("ranking-detail", args=[CODE])
WATCH = reverse("ranking-progress", args=[CODE])
ASK = reverse("ranking-request", args=[CODE])


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setattr(queries, "draws_for", lambda _number: 500)
    return reviews.call_before_the_panel((5, 4), (2, 3), (4, 4))


def work_out(call: Call) -> None:
    waiting = queries.open_ranking(call)
    assert waiting is not None
    operations.rank(ranking_id=waiting.pk, progress=lambda _share, _stage: None)


def page(actor: Actor, url: str = PAGE) -> str:
    response = people.client_of(actor).get(url)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def test_until_it_is_worked_out_the_page_watches(call: Call) -> None:
    Job.objects.filter(name="reviews.calibration.rank").update(progress=40, progress_note="draws")

    assert "Drawing the rank intervals" in page(people.charles())
    assert "Drawing the rank intervals" in page(people.charles(), WATCH)


def test_a_ranking_that_stopped_says_so(call: Call) -> None:
    Job.objects.filter(name="reviews.calibration.rank").update(state="dead")

    assert "The ranking has stopped" in page(people.paul())


@pytest.mark.parametrize("who", [people.charles, people.petra, people.paul, people.alan])
def test_plain_and_calibrated_stand_side_by_side(call: Call, who: Any) -> None:
    work_out(call)

    text = page(who())

    assert "90.0" in text
    assert "Expected rank, with its 50 % and 90 % interval" in text
    assert "manage.py verify_ranking" in text


def test_only_those_who_watch_see_how_single_assessors_mark(call: Call) -> None:
    work_out(call)

    assert "How the assessors mark" in page(people.paul())
    assert "How the assessors mark" in page(people.alan())
    assert "How the assessors mark" not in page(people.petra())


def test_a_conflicted_member_sees_neither_the_application_nor_a_gap(call: Call) -> None:
    """AZ-06."""
    work_out(call)
    hidden = reviews.applications_of(call)[0]
    both = people.person("Pat Leung", Role.PANEL_MEMBER, Role.ASSESSOR)
    reviews.conflict(hidden, assessors.profile("Pat Leung"))

    text = page(people.refreshed(both))

    assert hidden.reference not in text
    assert "1 application is left out" in text
    assert "Expected rank, with its 50 % and 90 % interval" not in text


@pytest.mark.parametrize("who", [people.mira, people.ines, people.grace, people.fiona])
def test_for_others_the_page_is_not_there(call: Call, who: Any) -> None:
    work_out(call)

    assert people.client_of(who()).get(PAGE).status_code == 404


def test_marks_that_changed_are_told(call: Call) -> None:
    work_out(call)
    first = reviews.applications_of(call)[0]
    reviews.conflict(first, Assignment.objects.filter(application=first)[0].assessor)

    assert "Marks have changed since" in page(people.charles())


def test_asking_anew_leads_back_to_the_page(call: Call) -> None:
    work_out(call)

    response = people.client_of(people.charles()).post(ASK)

    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert queries.open_ranking(call) is not None


def test_a_refusal_is_a_message(call: Call) -> None:
    response = people.client_of(people.petra()).post(ASK, follow=True)

    assert "Only a programme officer or the chair" in response.content.decode()


def test_the_page_asks_as_much_for_thirty_rows_as_for_three(call: Call) -> None:
    client = people.client_of(people.petra())
    work_out(call)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    reviews.bare_rows(call, 30)
    client_of_the_chair = people.client_of(people.charles())
    client_of_the_chair.post(ASK)
    work_out(call)

    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)

    assert (len(few), len(many)) == (18, 18)
