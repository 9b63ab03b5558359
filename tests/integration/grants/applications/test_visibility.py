"""Who sees which applications: every page starts from the same query."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from grants.applications import lifecycle, queries
from grants.applications.models import Application
from portal.accounts.actors import Actor
from portal.accounts.models import Role
from tests.answers import shown
from tests.factories import applications, organisations, people

pytestmark = pytest.mark.django_db

PAGES = (
    "",
    "check/",
    "receipt/",
    "snapshot/",
    "withdraw/",
    "project/",
    "budget/",
    "attachments/",
)


def references(actor: Actor) -> set[str]:
    return set(queries.visible_to(actor).values_list("reference", flat=True))


def pages_open_to(actor: Actor) -> set[str]:
    client = people.client_of(actor)
    every = Application.objects.values_list("reference", flat=True)
    return {one for one in every if client.get(f"/applications/{one}/").status_code == 200}


def listed_to(actor: Actor) -> set[str]:
    page = people.client_of(actor).get("/applications/")
    return {one.reference for one, _state, _member in page.context["rows"]}


PEOPLE: tuple[Callable[[], Actor], ...] = (
    people.mira,
    people.otto,
    people.paul,
    people.ines,
    people.charles,
    people.petra,
    people.grace,
    people.fiona,
    people.alan,
    people.ada,
)


@pytest.mark.parametrize("person", PEOPLE)
def test_the_list_and_the_pages_agree_for_every_role(person: Callable[[], Actor]) -> None:
    """AZ-04."""
    applications.at("draft")
    applications.at("submitted", by=people.otto())
    applications.at("withdrawn")
    actor = person()

    assert listed_to(actor) == pages_open_to(actor) == references(actor)


def test_members_see_their_own_and_readers_what_was_submitted() -> None:
    draft, submitted = applications.at("draft"), applications.at("submitted")
    other = applications.at("submitted", by=people.otto())

    assert references(people.mira()) == {draft.reference, submitted.reference}
    assert references(people.paul()) == {submitted.reference, other.reference}
    assert references(people.ines()) == references(people.ada()) == set()


def test_a_role_for_one_call_does_not_open_another() -> None:
    here = applications.at("submitted")
    there = applications.at("submitted", call=applications.open_call("2030-2"))
    officer = people.person("Pia Kan", Role.OFFICER, scope="2030-2")

    assert references(officer) == {there.reference}
    assert here.reference not in listed_to(officer)


def test_a_membership_that_ended_shows_nothing() -> None:
    application = applications.at("submitted")
    application.organisation.memberships.update(ended_at=application.submitted_at)

    assert references(people.mira()) == set()


@pytest.mark.parametrize("page", PAGES)
def test_a_strangers_application_and_one_that_is_not_there_answer_alike(page: str) -> None:
    """AZ-03."""
    foreign = applications.at("submitted").reference
    otto = people.client_of(people.otto())

    answer = otto.get(f"/applications/{foreign}/{page}")

    assert answer.status_code == 404
    assert shown(answer) == shown(otto.get(f"/applications/BDA30-9999/{page}"))
    assert Client().get(f"/applications/{foreign}/{page}").status_code == 302


@pytest.mark.parametrize("reference", ["%00", "%F0%9F%98%80", "x" * 3000, "..%2F..", "' OR 1=1"])
def test_a_hostile_reference_is_an_address_that_is_not_there(reference: str) -> None:
    """IN-01."""
    answer = people.client_of(people.mira()).get(f"/applications/{reference}/")

    assert answer.status_code in (400, 404)


@pytest.mark.parametrize(
    "state",
    [
        lifecycle.INELIGIBLE,
        lifecycle.RECOMMENDED,
        lifecycle.NOT_RECOMMENDED,
        lifecycle.APPROVED,
        lifecycle.REJECTED,
    ],
)
def test_sealed_states_look_the_same_on_every_page_of_the_applicant(state: str) -> None:
    application = applications.at("submitted")
    mira = people.client_of(people.mira())
    pages = ("/home/", "/applications/", f"/applications/{application.reference}/snapshot/")

    def seen(in_state: str) -> list[tuple[int, bytes]]:
        Application.objects.filter(pk=application.pk).update(state=in_state)
        return [shown(mira.get(page)) for page in pages]

    assert seen(state) == seen(lifecycle.ASSESSED)
    assert b"Being considered" in mira.get("/applications/").content


def test_the_whole_page_is_the_same_before_the_decision_whatever_was_found() -> None:
    application = applications.at("submitted")
    mira = people.client_of(people.mira())
    states = (
        lifecycle.ELIGIBLE,
        lifecycle.INELIGIBLE,
        lifecycle.ASSESSMENT,
        lifecycle.RECOMMENDED,
        lifecycle.NOT_RECOMMENDED,
    )

    seen = set()
    for state in states:
        Application.objects.filter(pk=application.pk).update(state=state)
        seen.add(shown(mira.get(f"/applications/{application.reference}/")))

    assert len(seen) == 1


def test_staff_see_the_state_as_it_is() -> None:
    application = applications.at("submitted")
    Application.objects.update(state=lifecycle.NOT_RECOMMENDED)

    page = people.client_of(people.paul()).get(f"/applications/{application.reference}/")

    assert "Not recommended" in page.content.decode()
    assert "Read the application" in page.content.decode()


def test_the_list_is_searched_by_reference_title_and_organisation() -> None:
    first = applications.at("submitted")
    organisation = organisations.of(people.mira(), name="Lion Rock Tokens Limited")
    second = applications.at("submitted", organisation=organisation)
    mira = people.client_of(people.mira())

    def found(words: str) -> set[str]:
        page = mira.get("/applications/", {"q": words})
        return {one.reference for one, _state, _member in page.context["rows"]}

    assert found("lion rock") == {second.reference}
    assert found(first.reference) == {first.reference}
    assert found("代幣化") == {first.reference, second.reference}
    assert found("%") == found("\\") == set()
    assert "Nothing matches your search." in mira.get("/applications/?q=zzz").content.decode()
    assert mira.get("/applications/?page=nonsense").status_code == 200
    assert mira.get("/applications/?q=%00").status_code == 400


LIST_QUERIES = 18
"""Nine for the session and the actor; for the list its count, its page and the open calls."""


def test_the_list_costs_the_same_for_one_and_for_thirty(django_assert_num_queries: Any) -> None:
    applications.at("draft")
    mira = people.client_of(people.mira())
    mira.get("/applications/")
    with django_assert_num_queries(LIST_QUERIES):
        mira.get("/applications/")

    for _number in range(29):
        applications.at("draft")

    with django_assert_num_queries(LIST_QUERIES):
        page = mira.get("/applications/")
    assert len(page.context["rows"]) == 30


def test_the_empty_list_says_what_to_do() -> None:
    page = people.client_of(people.otto()).get("/applications/").content.decode()

    assert "There are no applications yet." in page
