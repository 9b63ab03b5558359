"""One's own account, and every page of allauth in the portal's dress."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from portal.accounts.models import Role
from tests.factories import people

pytestmark = pytest.mark.django_db

FOR_VISITORS = (
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/inactive/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/done/",
    "/accounts/password/reset/key/1-nonsense/",
    "/accounts/confirm-email/",
    "/accounts/confirm-email/nonsense/",
)
FOR_PEOPLE = (
    "/accounts/logout/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/accounts/sessions/",
    "/account/",
    "/account/profile/",
)
PROFILE = {"name": "Mira Chan", "name_zh": "陳美華", "phone": "2345 6789", "language": "zh-hant"}


def assert_dressed(page: str) -> None:
    """One h1, our layout, no placeholder, no script or style inside the page."""
    assert page.count("<h1") == 1
    assert 'class="masthead"' in page
    assert "placeholder=" not in page
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)


@pytest.mark.parametrize("path", FOR_VISITORS)
def test_pages_for_visitors_wear_our_dress(path: str) -> None:
    """IN-04."""
    answer = Client().get(path)

    assert answer.status_code == 200
    assert_dressed(answer.content.decode())
    assert "script-src" not in answer["Content-Security-Policy"]
    assert "unsafe-inline" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize("path", FOR_PEOPLE)
def test_pages_for_people_wear_our_dress(path: str) -> None:
    """IN-04."""
    answer = people.client_of(people.mira()).get(path)

    assert answer.status_code == 200
    assert_dressed(answer.content.decode())


@pytest.mark.parametrize("path", FOR_PEOPLE)
def test_pages_for_people_ask_visitors_to_sign_in(path: str) -> None:
    answer = Client().get(path)

    assert answer.status_code == 302
    assert answer["Location"].startswith(("/accounts/login/", "/"))


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans"])
def test_pages_are_said_to_be_in_the_language_chosen(language: str) -> None:
    client = Client()
    client.post("/i18n/setlang/", {"language": language})

    page = client.get("/accounts/login/").content.decode()

    assert f'lang="{ {"zh-hant": "zh-Hant-HK", "zh-hans": "zh-Hans"}[language] }"' in page


def test_the_account_shows_what_is_kept_and_what_is_missing() -> None:
    page = people.client_of(people.mira()).get("/account/").content.decode()

    assert page.count("Not given") == 2
    assert "mira@example.hk" in page
    assert "Your roles" not in page


def test_the_account_of_staff_shows_roles_with_their_end() -> None:
    paul = people.person("Paul Ho", Role.OFFICER, scope="2025-1")

    page = people.client_of(paul).get("/account/").content.decode()

    assert "Programme officer" in page
    assert "2025-1" in page
    assert "On" in page


def test_a_profile_is_kept_in_one_form() -> None:
    mira = people.mira()
    client = people.client_of(mira)

    answer = client.post("/account/profile/", PROFILE, follow=True)

    person = people.refreshed(mira).person
    assert "Your profile is saved." in answer.content.decode()
    assert (person.name_zh, person.phone, person.language) == (
        "陳美華",
        "+85223456789",
        "zh-hant",
    )
    assert "繁體中文" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "see www.evil.example"}, "Enter a name without web or e-mail addresses."),
        ({"name_zh": "陳" * 81}, "Ensure this value has at most 80 characters (it has 81)."),
        ({"phone": "12345"}, "Enter a telephone number, like 2345 6789 or +44 20 7946 0000."),
        ({"language": "fr"}, "Select a valid choice."),
        ({"name_zh": "陳\u202e美"}, "Enter a name without invisible characters."),
    ],
)
def test_a_bad_profile_is_told_and_not_kept(changes: dict[str, str], sentence: str) -> None:
    mira = people.mira()

    answer = people.client_of(mira).post("/account/profile/", {**PROFILE, **changes})

    assert sentence in answer.content.decode()
    assert people.refreshed(mira).person.name_zh == ""


def test_a_telephone_is_optional_and_can_be_taken_back() -> None:
    mira = people.mira()
    client = people.client_of(mira)
    client.post("/account/profile/", PROFILE)

    client.post("/account/profile/", {**PROFILE, "phone": " "})

    assert people.refreshed(mira).person.phone == ""


def test_hidden_fields_of_an_account_cannot_be_posted() -> None:
    """AZ-08."""
    mira = people.mira()
    hostile: dict[str, Any] = {
        **PROFILE,
        "email": "evil@example.hk",
        "is_active": "",
        "is_demo": "on",
        "password": "x",
        "role": "administrator",
    }

    people.client_of(mira).post("/account/profile/", hostile)

    after = people.refreshed(mira)
    assert (after.person.email, after.person.is_active, after.person.is_demo) == (
        "mira@example.hk",
        True,
        False,
    )
    assert not after.is_staff


def test_an_account_without_a_name_goes_by_its_address() -> None:
    mira = people.mira()
    mira.person.name = ""

    assert (str(mira.person), mira.person.get_full_name()) == ("mira@example.hk", "")
    assert mira.person.audit_scope == ""
