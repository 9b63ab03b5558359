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
def few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "draws_for", lambda _number: 500)


@pytest.fixture
def call(few_draws: None) -> Call:
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

    assert (len(few), len(many)) == (15, 15)


def ranked_page(call: Call, who: Actor | None = None) -> str:
    work_out(call)
    return page(who or people.paul())


@pytest.mark.usefixtures("few_draws")
def test_one_score_alone_is_ranked_and_said_to_say_little() -> None:
    """One sheet in the whole call."""
    text = ranked_page(reviews.call_before_the_panel((4,)))

    assert "There is no figure for the agreement" in text
    assert "One sheet says little of severity" in text
    assert "1; 50 %: 1 to 1; 90 %: 1 to 1" in text.replace("1.0;", "1;")


@pytest.mark.usefixtures("few_draws")
def test_equal_scores_are_all_too_close_to_call() -> None:
    """Nothing tells the applications apart."""
    text = ranked_page(reviews.call_before_the_panel((4, 4), (4, 4), (4, 4), envelope=500_000))

    assert text.count(">Too close to call</strong>") == 3
    assert "There is no figure for the agreement" in text
    assert text.count("Hardly any difference.") == 3


@pytest.mark.usefixtures("few_draws")
def test_an_assessor_with_a_single_sheet_is_named_as_such_to_officers() -> None:
    """The severity of one sheet is shrunk to almost nothing, and the page says so."""
    call = reviews.call_before_the_panel((5, 4), (2, 3), (4, 4))
    second = Assignment.objects.order_by("pk")
    lone = second[1].assessor
    for assignment in second.filter(assessor=lone)[1:]:
        reviews.conflict(assignment.application, lone)

    text = ranked_page(call)

    assert text.count("One sheet says little of severity") == 1


@pytest.mark.usefixtures("few_draws")
def test_no_score_at_all_ranks_nothing_and_says_so() -> None:
    """The only sheet was taken back, so there is nothing to rank."""
    call = reviews.call_before_the_panel((4,))
    given = Assignment.objects.get()
    reviews.conflict(given.application, given.assessor)

    text = ranked_page(call)

    assert "Nothing to rank" in text
    assert "1 application has no marks and is not ranked." in text


@pytest.mark.usefixtures("few_draws")
def test_an_unmarked_application_one_has_an_interest_in_is_not_counted() -> None:
    """AZ-06: the count of the unmarked would tell of it."""
    call = reviews.call_before_the_panel((4,), (3,))
    given = Assignment.objects.order_by("pk")[0]
    reviews.conflict(given.application, given.assessor)
    both = people.person("Pat Leung", Role.PANEL_MEMBER, Role.ASSESSOR)
    reviews.conflict(given.application, assessors.profile("Pat Leung"))

    text = ranked_page(call, people.refreshed(both))

    assert "has no marks" not in text
    assert "1 application is left out" in text


@pytest.mark.usefixtures("few_draws")
def test_a_sheet_far_from_the_others_is_pointed_out_and_counts() -> None:
    """A flag beside the application, for every reader; its mean is of all sheets."""
    sheets = [(4, 4), *[(3, 3)] * 7, (5, 0)]
    text = ranked_page(reviews.call_before_the_panel(*sheets), people.petra())

    assert "far from what is expected" in text
    assert "50.0" in text


@pytest.mark.usefixtures("few_draws")
def test_where_nothing_can_be_funded_there_is_no_line() -> None:
    text = ranked_page(reviews.call_before_the_panel((1, 1), (0, 1)))

    assert "There is no line" in text
    assert text.count(">Below the line</strong>") == 2
