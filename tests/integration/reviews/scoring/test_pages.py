"""The score sheet in the browser."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from grants.applications.models import Application
from portal.accounts.models import RoleGrant
from reviews.assignment.models import Assignment
from reviews.scoring import queries
from reviews.scoring.models import Mark, Review
from tests.answers import TOKEN
from tests.answers import shown as bare
from tests.factories import assessors, assignments, people, reviews

pytestmark = pytest.mark.django_db

SHEET = reverse("score-sheet", args=["BDA30-0001"])
NOWHERE = reverse("score-sheet", args=["BDA30-0999"])


def ines() -> Client:
    return people.client_of(people.ines())


def typed(assignment: Assignment, deed: str, *values: int | None, comment: str = "So.") -> Any:
    data = {"deed": deed, "comment": "Between us."}
    criteria = assignment.application.call.criteria.order_by("position")
    for criterion, value in zip(criteria, values, strict=True):
        data[f"mark_{criterion.code}"] = "" if value is None else str(value)
        data[f"comment_{criterion.code}"] = comment
    return data


FULL = (5, 4, 3, 4, 2)


def test_the_proposal_stands_beside_the_sheet(ines_assignment: Assignment) -> None:
    page = ines().get(SHEET).content.decode()

    for words in ("Project 1", "side-by-side__sheet", "weight 25%", "Hand in", "Save for later"):
        assert words in page
    attachment = ines_assignment.application.attachments.get()
    assert reverse("assignment-attachment", args=["BDA30-0001", attachment.pk]) in page
    assert page.count('type="radio"') == 30


def test_a_draft_is_saved_and_comes_back(ines_assignment: Assignment) -> None:
    client = ines()

    answer = client.post(SHEET, typed(ines_assignment, "save", 5, None, None, 0, None), follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain == [(SHEET, 302)]
    assert "Only you can see it until you hand it in." in page
    assert page.count("checked") == 2
    assert "Between us." in page


def test_a_sheet_is_handed_in_and_can_be_read_afterwards(ines_assignment: Assignment) -> None:
    client = ines()

    answer = client.post(SHEET, typed(ines_assignment, "submit", *FULL), follow=True)
    page = client.get(SHEET).content.decode()

    assert answer.redirect_chain == [(reverse("assignment-list"), 302)]
    assert "Score sheet of BDA30-0001 handed in. Thank you." in answer.content.decode()
    assert "Handed in" in page
    assert "5 of 5" in page
    assert "Between us." in page
    assert "Save for later" not in page


def test_handing_in_twice_changes_nothing(ines_assignment: Assignment) -> None:
    client = ines()
    client.post(SHEET, typed(ines_assignment, "submit", *FULL))

    again = client.post(SHEET, typed(ines_assignment, "submit", 0, 0, 0, 0, 0))

    assert (again.status_code, again.url) == (302, SHEET)
    assert list(Mark.objects.order_by("mark").values_list("mark", flat=True)) == [2, 3, 4, 4, 5]


def test_what_is_missing_is_told_beside_its_field_and_nothing_typed_is_lost(
    ines_assignment: Assignment,
) -> None:
    posted = typed(ines_assignment, "submit", 5, 4, 3, 4, None, comment="")
    posted["comment_innovation"] = "Kept."

    page = ines().post(SHEET, posted).content.decode()

    assert "Choose a mark for Compliance and security." in page
    assert "Write a comment on Use and market in Hong Kong." in page
    assert "Write a comment on Innovation." not in page
    assert "<title>Error:" in page
    assert "Kept." in page
    assert page.count("checked") == 4
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("mark_innovation", "6", "6 is not one of the available choices"),
        ("mark_innovation", "x", "x is not one of the available choices"),
        ("comment_innovation", "x" * 2001, "1 too many"),
    ],
)
def test_nonsense_is_refused_even_in_a_draft(
    ines_assignment: Assignment, name: str, value: str, sentence: str
) -> None:
    posted = {**typed(ines_assignment, "save", *FULL), name: value}

    page = ines().post(SHEET, posted).content.decode()

    assert sentence in page
    assert not Review.objects.exists()


def test_a_refusal_of_the_operation_stands_in_the_summary(
    ines_assignment: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "criteria_of", lambda _call: [])

    page = ines().post(SHEET, {"deed": "submit", "comment": "Kept."}).content.decode()

    assert "The call has no criteria to score." in page
    assert "Kept." in page


def test_after_the_assessment_the_sheet_says_so_and_gives_back_what_was_typed(
    ines_assignment: Assignment,
) -> None:
    Application.objects.filter(pk=ines_assignment.application_id).update(state="assessed")
    client = ines()

    read = client.get(SHEET).content.decode()
    page = client.post(SHEET, typed(ines_assignment, "save", *FULL, comment="Kept.")).content

    assert "This application is no longer under assessment." in read
    assert "What you typed was not saved." not in read
    assert "What you typed was not saved." in page.decode()
    assert page.decode().count("Kept.") == 5


def test_a_sheet_is_there_for_the_assessor_who_accepted_it_alone(
    ines_assignment: Assignment,
) -> None:
    """AZ-03, AZ-11: a foreign sheet answers like none at all."""
    bao = assessors.profile("Bao Yu")
    assignments.declared(ines_assignment.application, bao)
    strangers = [
        assessors.actor(bao),
        people.paul(),
        people.grace(),
        people.charles(),
        people.refreshed(people.mira()),
        people.otto(),
    ]
    posted = typed(ines_assignment, "submit", *FULL)

    for stranger in strangers:
        client = people.client_of(stranger)
        assert bare(client.get(SHEET)) == bare(client.get(NOWHERE))
        assert client.post(SHEET, posted).status_code == 404
    assert Client().get(SHEET).status_code == 302
    assert not Review.objects.exists()


@pytest.mark.parametrize("how", ["conflict", "role", "taken back"])
def test_a_sheet_one_may_no_longer_see_is_gone(ines_assignment: Assignment, how: str) -> None:
    """AZ-09, AZ-11, AZ-12."""
    reviews.saved(ines_assignment, 5)
    if how == "conflict":
        reviews.conflict(ines_assignment.application, assessors.profile("Ines Wong"))
    elif how == "role":
        RoleGrant.objects.filter(user=people.ines().person).update(
            ends_at="2020-01-01T00:00Z", starts_at="2019-01-01T00:00Z"
        )
    else:
        Assignment.objects.filter(pk=ines_assignment.pk).update(state="released")
    client = ines()

    assert client.get(SHEET).status_code == 404
    assert client.post(SHEET, typed(ines_assignment, "submit", *FULL)).status_code == 404


def test_nobody_sees_anothers_marks_before_or_after_their_own(
    ines_assignment: Assignment, amys_assignment: Assignment
) -> None:
    """Independence: Amy's sheet leaves no trace on what Ines sees."""
    client = ines()
    before = [client.get(url).content for url in (SHEET, reverse("assignment-list"))]

    reviews.submitted(amys_assignment, 1, comment="A canary sings.")

    after = [client.get(url).content for url in (SHEET, reverse("assignment-list"))]
    assert [bare_bytes(page) for page in before] == [bare_bytes(page) for page in after]
    reviews.submitted(ines_assignment, 5)
    assert "A canary sings." not in client.get(SHEET).content.decode()


def bare_bytes(page: bytes) -> bytes:
    return TOKEN.sub(b"token", page)


def test_a_criterion_without_guidance_and_anchors_is_marked_all_the_same(
    ines_assignment: Assignment,
) -> None:
    criterion = ines_assignment.application.call.criteria.get(code="innovation")
    criterion.guidance, criterion.anchors, criterion.highest_mark = {}, {}, 3
    criterion.save(update_fields=["guidance", "anchors", "highest_mark"])

    page = ines().get(SHEET).content.decode()

    assert page.count('name="mark_innovation"') == 4
