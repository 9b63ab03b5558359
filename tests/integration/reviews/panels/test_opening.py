"""The end of the assessment in the browser, and the ways that lead there."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.core.denial import Denied
from reviews.panels import registration, views
from tests.factories import assessors, assignments, people, reviews

pytestmark = pytest.mark.django_db


def page(actor: Actor, url: str) -> str:
    response = people.client_of(actor).get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_without_a_call_before_the_panel_the_page_says_so() -> None:
    assert "Nothing before the panel" in page(people.charles(), reverse("panel-list"))


@pytest.fixture
def assessed() -> Call:
    """A call in assessment: one application with both sheets, one with one of two."""
    call = reviews.call_in_assessment(2, assessors_per_application=2, code="2031-1")
    first, second = reviews.applications_of(call)
    given = assessors.pool(call, 2)
    for assessor in given:
        reviews.scored(first, assessor, 4)
    reviews.scored(second, given[0], 4)
    assignments.accepted(second, given[1])
    return call


OTHER = reverse("panel-open", args=["2031-1"])


def test_the_officer_sees_what_is_missing_and_opens_with_a_reason(assessed: Call) -> None:
    client = people.client_of(people.paul())

    before = client.get(OTHER).content.decode()
    without = client.post(OTHER, {"reason": " "}).content.decode()
    answer = client.post(OTHER, {"reason": "She fell ill."}, follow=True)

    assert "BDA311-0002" in before
    assert "BDA311-0001" not in before
    assert "Say why the panel meets before every score sheet is in." in without
    assert "The assessment is over." in answer.content.decode()
    assert answer.redirect_chain == [(reverse("panel-detail", args=["2031-1"]), 302)]
    again = client.post(OTHER, {"reason": "Twice."})
    assert (again.status_code, again.url) == (302, reverse("panel-detail", args=["2031-1"]))


def test_with_every_sheet_in_no_reason_is_asked(assessed: Call) -> None:
    assessed.applications.filter(reference="BDA311-0002").update(state="withdrawn")

    text = page(people.paul(), OTHER)

    assert "<textarea" not in text
    assert "Open the panel" in text


def test_a_reason_that_is_too_long_is_told(assessed: Call) -> None:
    text = people.client_of(people.paul()).post(OTHER, {"reason": "x" * 1001}).content.decode()

    assert "1 too many" in text
    assert "x" * 1001 in text


def test_an_auditor_reads_why_the_panel_is_not_theirs_to_open(assessed: Call) -> None:
    client = people.client_of(people.alan())

    assert "Only a programme officer of the call opens the panel." in page(people.alan(), OTHER)
    assert client.post(OTHER, {"reason": "I can."}).status_code == 200
    assessed.refresh_from_db()
    assert assessed.state == "assessment"


def test_the_slower_of_two_clicks_finds_the_panel_open(
    assessed: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slower(**_arguments: Any) -> None:
        raise Denied("The call is not in assessment.")

    monkeypatch.setattr(views.operations, "open_panel", slower)

    answer = people.client_of(people.paul()).post(OTHER, {"reason": "Ill."})

    assert "The call is not in assessment." in answer.content.decode()


def test_home_pages_lead_the_officer_and_the_panel(assessed: Call) -> None:
    now, paul, charles = timezone.now(), people.paul(), people.charles()

    (waiting,) = registration.to_end(paul, now)
    early = registration.to_recommend(charles, now)
    shelf = registration.on_call_page(paul, assessed, now)
    people.client_of(paul).post(OTHER, {"reason": "Ill."})
    assessed.refresh_from_db()

    assert (waiting.href, waiting.tone) == (OTHER, "teal")
    assert waiting.text == "1 of 2 applications have every score sheet."
    assert [entry.href for entry in shelf] == [OTHER]
    assert (early, registration.to_end(paul, now)) == ([], [])
    (ready,) = registration.to_recommend(charles, now)
    assert ready.href == reverse("panel-detail", args=["2031-1"])
    assert [entry.href for entry in registration.on_call_page(paul, assessed, now)] == [ready.href]
    assert registration.on_call_page(people.grace(), assessed, now) == []
    assert "Before the panel" in page(charles, reverse("home"))


def test_a_call_that_is_fully_scored_is_green_at_home(assessed: Call) -> None:
    assessed.applications.filter(reference="BDA311-0002").update(state="withdrawn")

    (entry,) = registration.to_end(people.paul(), timezone.now())

    assert (entry.tone, str(entry.action)) == ("green", "Open the panel")
