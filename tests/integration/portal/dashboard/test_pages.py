"""The front page, the home page and the pages of the footer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.dashboard import registry
from portal.dashboard.registry import Card, Entry, Fragment
from tests.factories import people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_cards", [])
    monkeypatch.setattr(registry, "_front", [])


def body(path: str, client: Client | None = None) -> str:
    """The words of a page that must be there."""
    answer = (client or Client()).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def show(*entries: Entry, title: str = "") -> None:
    """Register one card for everybody."""

    def load(_actor: Actor, _now: datetime) -> list[Entry]:
        return list(entries)

    registry.register(Card(10, lambda _actor: True, load, title))


def test_the_front_page_tells_the_scheme_and_leads_inside() -> None:
    page = body("/")

    for words in ("HK$500,000", "80%", "Who can apply", "What is funded", "How it works"):
        assert words in page
    assert 'href="/accounts/signup/"' in page
    assert 'href="/accounts/login/"' in page


def test_the_front_page_leads_people_home() -> None:
    page = body("/", people.client_of(people.mira()))

    assert "Go to your home page" in page
    assert 'href="/accounts/signup/"' not in page


def test_areas_add_sections_to_the_front_page() -> None:
    def letters(_now: datetime) -> Fragment:
        values = {"title": "Hello", "tone": "info", "content": "Section of an area"}
        return Fragment("components/notice.html", values)

    registry.register_front(letters)

    assert "Section of an area" in body("/")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/help/", "I forgot my password"),
        ("/privacy/", "We answer within 40 days."),
        ("/privacy/", "two years after the decision"),
        ("/privacy/", "seven years after the project is closed"),
        ("/accessibility/", "Web Content Accessibility Guidelines 2.2, level AA"),
    ],
)
def test_the_footer_leads_to_pages_that_say_something(path: str, words: str) -> None:
    page = body(path)

    assert words in page
    assert f'<a href="{path}" aria-current="page">' in page


@pytest.mark.parametrize("path", ["/", "/home/", "/help/", "/privacy/", "/accessibility/"])
def test_pages_are_for_reading(path: str) -> None:
    assert people.client_of(people.mira()).post(path).status_code == 405


def test_home_is_for_those_who_signed_in() -> None:
    assert Client().get("/home/")["Location"] == "/accounts/login/?next=/home/"


def test_an_applicant_with_nothing_to_do_learns_how_to_begin() -> None:
    page = body("/home/", people.client_of(people.mira()))

    assert "To apply, register your organisation" in page
    assert "Register an organisation" in page


def test_staff_with_nothing_to_do_is_told_to_wait() -> None:
    page = body("/home/", people.client_of(people.paul()))

    assert "What your role has to do comes here" in page
    assert "Register an organisation" not in page


def test_home_shows_entries_with_all_they_have() -> None:
    show(
        Entry("BDA25-0042", "Closes soon.", "/a/", "Go on", "amber", 3, "Draft"),
        Entry("Nothing more"),
        title="Your applications",
    )

    page = body("/home/", people.client_of(people.mira()))

    assert '<h2 class="govuk-heading-m">Your applications</h2>' in page
    assert '<h3 class="card__title"><a class="govuk-link card__link" href="/a/">BDA25-0042' in page
    assert '<p class="entry__count">3</p>' in page
    assert '<a href="/a/">Go on</a>' in page
    assert "tag--amber" in page
    assert '<h3 class="card__title">Nothing more</h3>' in page


def test_entries_without_a_heading_stand_right_below_the_page_s() -> None:
    show(Entry("Letter"))

    assert '<h2 class="card__title">Letter</h2>' in body("/home/", people.client_of(people.mira()))


def test_a_count_of_zero_is_shown() -> None:
    show(Entry("Letters", count=0))

    assert '<p class="entry__count">0</p>' in body("/home/", people.client_of(people.mira()))


def test_what_people_typed_is_inert_on_the_home_page() -> None:
    """IN-05."""
    show(Entry("<script>alert(1)</script>", "<img src=x onerror=alert(1)>"))

    page = body("/home/", people.client_of(people.mira()))

    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_menus_show_what_fits_who_is_asking() -> None:
    visitor, mira = body("/"), body("/", people.client_of(people.mira()))
    ada = body("/", people.client_of(people.person("Ada Mak", Role.ADMINISTRATOR)))

    assert 'href="/home/"' not in visitor.split("<main")[0]
    assert 'href="/home/"' in mira.split("<main")[0]
    assert 'href="/account/people/"' not in mira
    assert 'href="/account/people/"' in ada


def test_a_page_that_is_missing_still_has_its_menus(settings: Any) -> None:
    page = Client().get("/nowhere/").content.decode()

    assert "Page not found" in page
    assert 'href="/privacy/"' in page
