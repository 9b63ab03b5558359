"""What a page, or somebody who imitates one, sends on purpose or by mistake, and what it costs."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from grants.applications.models import Application
from grants.programmes.models import Call
from tests.factories import applications, people
from tests.integration.grants.applications.test_autosaving import Writer, address, two_writers

pytestmark = pytest.mark.django_db


def test_after_the_deadline_nothing_is_saved_and_the_sentence_says_why() -> None:
    application = applications.at("draft")
    mira = Writer(people.client_of(people.mira()), application)
    Call.objects.update(closes_at=timezone.now() - timedelta(seconds=1))

    answer = mira.sends(fields=["title"], title="A second too late")

    application.refresh_from_db()
    assert (answer.status_code, application.title) == (409, "")
    assert "closed" in answer.json()["refusal"]


def test_the_tokens_of_another_section_overwrite_nothing() -> None:
    application = applications.at("complete")
    mira = Writer(people.client_of(people.mira()), application)
    mira.tokens = Writer(mira.client, application, "sponsor").tokens

    answer = mira.sends(fields=["title"], title="With foreign tokens").json()

    application.refresh_from_db()
    assert (answer["saved"], list(answer["conflicts"])) == ([], ["title"])
    assert application.title != "With foreign tokens"


def test_the_tokens_of_another_application_overwrite_nothing() -> None:
    application = applications.at("complete")
    other = Writer(people.client_of(people.mira()), applications.at("draft"))
    mira = Writer(other.client, application)
    mira.tokens = other.tokens

    answer = mira.sends(fields=["title"], title="With foreign tokens").json()

    assert (answer["saved"], list(answer["conflicts"])) == ([], ["title"])


@pytest.mark.parametrize("section", ["attachments", "declaration", "nothing", "..%2Fproject"])
def test_sections_that_are_not_saved_by_themselves_are_not_there(section: str) -> None:
    application = applications.at("draft")
    mira = people.client_of(people.mira())

    assert mira.post(address(application, section), {"fields": "title"}).status_code == 404


@pytest.mark.parametrize(
    ("section", "field"),
    [("project", "summary"), ("form-solution", "problem"), ("sponsor", "contribution")],
)
@pytest.mark.parametrize("text", ["字" * 400_000, "m" * 1_000_000, "a\x00b", "\u202eevil"])
def test_long_and_hostile_texts_are_refused_in_words_and_the_old_ones_stay(
    section: str, field: str, text: str
) -> None:
    """IN-01."""
    application = applications.at("complete")
    mira = Writer(people.client_of(people.mira()), application, section)
    before = mira.looks()["values"] or mira.state["values"]

    answer = mira.sends(fields=[field], **{field: text}).json()

    assert bool(answer["saved"]) != bool(answer["errors"])
    if len(text) > 10:
        assert answer["refused"] == [field]
        assert mira.looks()["values"] == before


@pytest.mark.parametrize("text", ["%E5%AD%97" * 700_000, "m" * 6_000_000])
def test_more_than_a_request_may_hold_is_refused_and_no_fault(text: str) -> None:
    """IN-01: the page says that it is too long and goes on once it was shortened."""
    application = applications.at("complete")
    mira = Writer(people.client_of(people.mira()), application)
    typed = json.dumps(mira.tokens)

    answer = mira.client.post(
        mira.address,
        f"fields=summary&tokens={typed}&summary={text}",
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code == 400
    assert Application.objects.get(pk=application.pk).summary == application.summary


def test_twenty_thousand_fields_are_refused_and_no_fault() -> None:
    """IN-01."""
    application = applications.at("draft")
    mira = Writer(people.client_of(people.mira()), application)

    answer = mira.client.post(
        mira.address,
        "&".join(f"fields=f{number}&f{number}=x" for number in range(10_000)),
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code == 400


@pytest.mark.parametrize("version", ["-1", "1e9", "９", "9" * 30, "\x00", "NaN"])
def test_a_version_that_is_no_number_is_an_old_one(version: str) -> None:
    application = applications.at("complete")
    mira = people.client_of(people.mira())

    answer = mira.post(
        address(application), {"fields": "title", "title": "Blind", "version": version}
    )

    assert answer.json()["saved"] == []
    assert list(answer.json()["conflicts"]) == ["title"]


@pytest.mark.parametrize("rows", ["", "-1", "x", "1000000000", "1001"])
def test_rows_that_cannot_be_counted_change_nothing(rows: str) -> None:
    application = applications.at("complete")
    mira = Writer(people.client_of(people.mira()), application, "budget")
    frame: dict[str, Any] = {"form-TOTAL_FORMS": rows, "form-INITIAL_FORMS": "0"}

    answer = mira.sends(fields=["*"], **frame)

    assert answer.status_code == 200
    assert application.budget_lines.count() == 3


def test_a_sign_of_life_asks_the_database_few_questions() -> None:
    """It comes from every open page, again and again; five are those of every page."""
    application = applications.at("complete")
    mira, _otto = two_writers(application)
    answers = Writer(mira.client, application, "form-solution")
    mira.client.post(mira.address, {"version": mira.version})

    with CaptureQueriesContext(connection) as alone:
        mira.client.post(mira.address, {"version": mira.version})
    with CaptureQueriesContext(connection) as with_answers:
        mira.client.post(answers.address, {"version": answers.version})

    assert (len(alone), len(with_answers)) == (8, 8)
