"""What a score sheet says to the server while it is written, and two windows of one assessor."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from reviews.assignment.models import Assignment
from reviews.scoring import keeping, queries
from reviews.scoring.models import Review
from tests.factories import assessors, people, reviews

pytestmark = pytest.mark.django_db

SHEET = reverse("score-sheet", args=["BDA30-0001"])
AUTOSAVE = reverse("score-sheet-autosave", args=["BDA30-0001"])


def ines() -> Client:
    return people.client_of(people.ines())


def state(client: Client) -> Any:
    return client.get(AUTOSAVE).json()


def send(client: Client, tokens: Any, **fields: str) -> Any:
    return client.post(AUTOSAVE, {"tokens": json.dumps(tokens), "fields": list(fields), **fields})


def saved_comment(assignment: Assignment, code: str = "innovation") -> str:
    criterion = assignment.application.call.criteria.get(code=code)
    return queries.marks_of(queries.sheet_of(assignment))[criterion.pk][1]


def test_single_fields_are_saved_and_the_time_is_told(ines_assignment: Assignment) -> None:
    client = ines()
    tokens = state(client)["tokens"]

    answer = send(client, tokens, mark_innovation="4", comment_innovation="Half a thought").json()

    assert answer["saved"] == ["comment_innovation", "mark_innovation"]
    assert answer["words"].startswith("Saved at ")
    assert (answer["conflicts"], answer["errors"], answer["refused"]) == ({}, {}, [])
    assert saved_comment(ines_assignment) == "Half a thought"
    marks = [mark for mark, _words in queries.marks_of(queries.sheet_of(ines_assignment)).values()]
    assert marks == [4, None, None, None, None]


def test_sent_twice_the_second_time_changes_nothing(ines_assignment: Assignment) -> None:
    client = ines()
    tokens = state(client)["tokens"]
    send(client, tokens, comment="Once.")

    again = send(client, tokens, comment="Once.").json()

    assert (again["saved"], again["conflicts"]) == ([], {})
    assert Review.objects.get().comment == "Once."


def test_two_windows_never_overwrite_each_other(ines_assignment: Assignment) -> None:
    client = ines()
    tokens = state(client)["tokens"]
    send(client, tokens, comment_innovation="From the first window.")

    answer = send(
        client, tokens, comment_innovation="From the second.", comment_feasibility="New."
    ).json()

    assert answer["saved"] == ["comment_feasibility"]
    assert list(answer["conflicts"]) == ["comment_innovation"]
    assert "first" in answer["conflicts"]["comment_innovation"]
    assert saved_comment(ines_assignment) == "From the first window."


def test_without_scripts_the_save_button_asks_which_version_stands(
    ines_assignment: Assignment,
) -> None:
    client = ines()
    tokens = json.dumps(state(client)["tokens"])
    reviews.saved(ines_assignment, 5, comment="Saved meanwhile.")
    posted = {"deed": "save", "tokens": tokens, "comment_innovation": "Typed in the old window."}

    page = client.post(SHEET, posted).content.decode()

    assert "Two versions of “Comment on Innovation”" in page
    assert "Typed in the old window." in page
    assert saved_comment(ines_assignment) == "Saved meanwhile."
    decided = client.post(SHEET, {**posted, "theirs": "comment_innovation"}, follow=True)
    assert "Saved meanwhile." in decided.content.decode()
    assert saved_comment(ines_assignment) == "Saved meanwhile."


def test_handing_in_an_old_window_is_a_question_too(ines_assignment: Assignment) -> None:
    client = ines()
    tokens = json.dumps(state(client)["tokens"])
    reviews.saved(ines_assignment, 5, comment="Saved meanwhile.")
    codes = [one.code for one in ines_assignment.application.call.criteria.all()]
    typed = {f"mark_{code}": "1" for code in codes} | {f"comment_{code}": "Old." for code in codes}

    page = client.post(SHEET, {"deed": "submit", "tokens": tokens, **typed}).content.decode()

    assert "Two versions of" in page
    assert Review.objects.get().submitted_at is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mark_innovation", "6"),
        ("mark_innovation", "-1"),
        ("mark_innovation", "NaN"),
        ("mark_innovation", "4.5"),
        ("comment_innovation", "x" * 2001),
        ("comment_innovation", "a\x00b"),
    ],
)
def test_a_wrong_value_is_told_and_the_right_ones_are_saved(
    ines_assignment: Assignment, field: str, value: str
) -> None:
    client = ines()
    tokens = json.dumps(state(client)["tokens"])
    fields = [field, "comment_feasibility"]
    posted = {"tokens": tokens, "fields": fields, "comment_feasibility": "Right.", field: value}

    body = urlencode(posted, doseq=True, errors="surrogatepass")
    answer = client.post(AUTOSAVE, body, content_type="application/x-www-form-urlencoded")

    told = answer.json()
    assert (answer.status_code, told["saved"]) == (200, ["comment_feasibility"])
    assert saved_comment(ines_assignment, "feasibility") == "Right."
    assert told["refused"] == [field]
    assert told["errors"][field]


def test_half_a_surrogate_breaks_nothing(ines_assignment: Assignment) -> None:
    client = ines()
    posted = {
        "tokens": json.dumps(state(client)["tokens"]),
        "fields": "comment",
        "comment": "\ud800!",
    }

    body = urlencode(posted, errors="surrogatepass")
    answer = client.post(AUTOSAVE, body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 200
    assert Review.objects.get().comment.endswith("!")


def test_a_million_characters_are_refused_with_a_sentence(ines_assignment: Assignment) -> None:
    page = ines().post(SHEET, {"deed": "save", "comment": "x" * 1_000_000})

    assert page.status_code == 200
    assert "too many" in page.content.decode()
    assert not Review.objects.exists()


def test_a_sheet_handed_in_elsewhere_refuses_with_its_sentence(
    ines_assignment: Assignment,
) -> None:
    client = ines()
    tokens = state(client)["tokens"]
    reviews.submitted(ines_assignment, 5)

    answers = [send(client, tokens, comment="Late."), client.get(AUTOSAVE)]

    assert [one.status_code for one in answers] == [409, 409]
    assert "handed in" in answers[0].json()["refusal"]
    assert Review.objects.get().comment == "Between us: promising."


def test_a_database_that_cannot_write_leaves_the_text_to_the_page(
    ines_assignment: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def out_of_room(**_keywords: Any) -> None:
        raise OperationalError("disk full")

    monkeypatch.setattr(keeping, "keep", out_of_room)

    answer = send(ines(), {}, comment="Kept by the page.")

    assert answer.status_code == 503
    assert "cannot save just now" in answer.json()["refusal"]


def test_tokens_that_are_nonsense_count_as_none_known(ines_assignment: Assignment) -> None:
    reviews.saved(ines_assignment, 5)

    answer = ines().post(AUTOSAVE, {"tokens": "{", "fields": ["comment"], "comment": "Mine."})

    assert list(answer.json()["conflicts"]) == ["comment"]


def test_nobody_else_reaches_the_address(
    ines_assignment: Assignment, amys_assignment: Assignment
) -> None:
    """AZ-03, AZ-11: Amy saves on her own sheet, strangers find nothing."""
    amy = people.client_of(assessors.actor(amys_assignment.assessor))
    send(amy, state(amy)["tokens"], comment="Amy's.")

    for stranger in (people.paul(), people.grace(), people.refreshed(people.mira())):
        client = people.client_of(stranger)
        assert client.get(AUTOSAVE).status_code == 404
        assert send(client, {}, comment="Mine.").status_code == 404
    assert Client().get(AUTOSAVE).status_code == 302
    assert [one.assignment_id for one in Review.objects.all()] == [amys_assignment.pk]
