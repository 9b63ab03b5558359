"""The outcome as the applicant reads it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.jobs.models import Job
from tests.answers import shown as bare
from tests.factories import people
from tests.integration.grants.awards.conftest import FEEDBACK

pytestmark = pytest.mark.django_db


def page(actor: Actor, url: str) -> str:
    response = people.client_of(actor).get(url)
    assert response.status_code == 200
    return response.content.decode()


def outcome_of(number: int) -> str:
    return reverse("application-decision", args=[f"BDA30-000{number}"])


def file_of(number: int) -> str:
    return reverse("letter-download", args=[f"BDA30-L-000{number}"])


def test_before_the_release_the_outcome_is_not_there_whatever_it_is(call: Call) -> None:
    """AZ-03: approved, rejected and ineligible answer alike, and like no application at all."""
    mira = people.client_of(people.refreshed(people.mira()))

    answers = {bare(mira.get(outcome_of(number))) for number in (1, 2, 3, 4, 9)}

    assert len(answers) == 1
    assert answers.pop()[0] == 404


def test_the_awarded_read_sum_instalments_and_conditions(made: Call) -> None:
    text = page(people.refreshed(people.mira()), outcome_of(1))

    for words in (
        "Your project is approved for funding",
        "HK$333,333",
        "HK$199,999",
        "HK$133,334",
        "the funding agreement is signed",
        "<li>The lead engineer stays.</li>",
        "Well argued.",
        file_of(1),
    ):
        assert words in text


def test_the_refused_read_what_the_panel_wants_said(made: Call) -> None:
    text = page(people.refreshed(people.mira()), outcome_of(3))

    assert "Your project was not funded in this call" in text
    assert FEEDBACK.replace("\n", "<br>") in text
    assert "Grant awarded" not in text
    assert "Why it was not eligible" not in text


def test_the_ineligible_read_the_officers_reasons(made: Call) -> None:
    text = page(people.refreshed(people.mira()), outcome_of(4))

    assert "Why it was not eligible" in text
    assert "The certificate names another company." in text
    assert "What the panel wants you to know" not in text


def test_an_outcome_is_nobody_elses(made: Call) -> None:
    """AZ-03."""
    otto = people.client_of(people.otto())
    grace = people.client_of(people.grace())

    assert bare(otto.get(outcome_of(1))) == bare(otto.get(outcome_of(9)))
    assert grace.get(outcome_of(1)).status_code == 404


def test_an_applicant_is_told_that_a_letter_stopped(released: Call) -> None:
    Job.objects.filter(key="letter:BDA30-L-0001").update(state="dead")

    text = page(people.refreshed(people.mira()), outcome_of(1))

    assert "This letter could not be made yet." in text
    assert "HK$333,333" in text
