"""Changing what protects an account: asked again first, other sessions end, people are told."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client

from tests.factories import people
from tests.integration.portal.accounts.browsers import actions, elsewhere, proven, signed_in
from tests.integration.portal.accounts.letters import last_letter, link_in

pytestmark = pytest.mark.django_db

NEW_PASSWORDS = {"password1": "another long password", "password2": "another long password"}


def test_a_new_password_keeps_this_session_and_ends_the_others() -> None:
    """AU-02."""
    mira = people.mira()
    other, client = elsewhere(mira), signed_in()

    answer = client.post(
        "/accounts/password/change/", {"oldpassword": people.PASSWORD, **NEW_PASSWORDS}
    )

    assert answer.status_code == 302
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302
    assert last_letter("mira@example.hk").kind == "password_changed"
    assert actions() == ["account.change_password"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"oldpassword": "wrong"}, "Enter your current password."),
        ({"password2": "different"}, "You must type the same password each time."),
        ({"password1": "short", "password2": "short"}, "This password is too short."),
    ],
)
def test_a_password_stays_when_the_form_is_wrong(changes: dict[str, str], sentence: str) -> None:
    """AU-02."""
    people.mira()
    client = signed_in()

    form = {"oldpassword": people.PASSWORD, **NEW_PASSWORDS, **changes}
    page = client.post("/accounts/password/change/", form).content.decode()

    assert sentence in page
    signed_in()


def test_an_account_without_password_gets_one() -> None:
    mira = people.mira()
    mira.person.set_unusable_password()
    mira.person.save()
    client = people.client_of(mira)

    sent = client.get("/accounts/password/change/")
    page = client.get("/accounts/password/set/")
    client.post("/accounts/password/set/", NEW_PASSWORDS)

    assert sent["Location"] == "/accounts/password/set/"
    assert "Your account has none yet." in page.content.decode()
    assert actions() == ["account.set_password"]
    assert last_letter("mira@example.hk").kind == "password_set"


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/accounts/email/", {"email": "new@example.hk", "action_add": "yes"}),
        ("/accounts/2fa/totp/activate/", {"code": "123456"}),
        ("/accounts/2fa/webauthn/add/", {"credential": "{}"}),
        ("/accounts/2fa/recovery-codes/generate/", {}),
    ],
)
def test_whoever_did_not_prove_it_lately_is_asked_again(path: str, form: dict[str, str]) -> None:
    """AU-02."""
    client = people.client_of(people.mira())

    answer = client.post(path, form)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/reauthenticate/?next=")
    assert not Authenticator.objects.exists()
    assert not EmailAddress.objects.filter(email="new@example.hk").exists()


def test_the_password_proves_it_and_the_deed_goes_on() -> None:
    client = people.client_of(people.mira())
    asked = client.post("/accounts/email/", {"email": "new@example.hk", "action_add": "yes"})

    wrong = client.post(asked["Location"], {"password": "wrong", "next": "/accounts/email/"})
    client.post(asked["Location"], {"password": people.PASSWORD, "next": "/accounts/email/"})

    assert "This password is not right." in wrong.content.decode()
    assert EmailAddress.objects.filter(email="new@example.hk").exists()


def test_an_address_changes_when_the_new_one_is_confirmed() -> None:
    """AU-02."""
    mira = people.mira()
    other, client = elsewhere(mira), proven()

    client.post("/accounts/email/", {"email": "new@example.hk", "action_add": "yes"})
    waiting = client.get("/accounts/email/").content.decode()
    client.post(link_in(last_letter("new@example.hk")))

    assert "Not confirmed yet" in waiting
    assert people.refreshed(mira).person.email == "new@example.hk"
    assert other.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200
    assert last_letter("mira@example.hk").kind == "email_changed"
    assert "account.change_address" in actions()


def test_an_address_confirmed_in_another_browser_ends_every_session() -> None:
    """AU-02."""
    mira = people.mira()
    other, client = elsewhere(mira), proven()
    client.post("/accounts/email/", {"email": "new@example.hk", "action_add": "yes"})

    Client().post(link_in(last_letter("new@example.hk")))

    assert other.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 302
    assert not UserSession.objects.filter(user=mira.user).exists()


def test_a_change_of_address_can_be_given_up_or_sent_again() -> None:
    people.mira()
    client = proven()
    client.post("/accounts/email/", {"email": "new@example.hk", "action_add": "yes"})

    again = client.post("/accounts/email/", {"email": "new@example.hk", "action_send": "yes"})
    client.post("/accounts/email/", {"email": "new@example.hk", "action_remove": "yes"})

    assert again.status_code == 302
    assert not EmailAddress.objects.filter(email="new@example.hk").exists()
    assert last_letter("mira@example.hk").kind == "email_deleted"


def test_the_only_address_stays() -> None:
    people.mira()
    client = proven()

    answer = client.post(
        "/accounts/email/", {"email": "mira@example.hk", "action_remove": "yes"}, follow=True
    )

    assert "You cannot remove your only e-mail address." in answer.content.decode()


def test_the_address_one_has_is_no_new_address() -> None:
    people.mira()

    answer = proven().post("/accounts/email/", {"email": "mira@example.hk", "action_add": "y"})

    assert "This is your e-mail address already." in answer.content.decode()


def test_an_address_must_be_confirmed_before_it_is_the_main_one() -> None:
    people.mira()
    client = proven()
    client.post("/accounts/email/", {"email": "new@example.hk", "action_add": "yes"})

    answer = client.post(
        "/accounts/email/", {"email": "new@example.hk", "action_primary": "yes"}, follow=True
    )

    assert "Confirm the new e-mail address first." in answer.content.decode()


def test_a_confirmed_address_can_be_made_the_main_one() -> None:
    mira = people.mira()
    EmailAddress.objects.create(user=mira.person, email="second@example.hk", verified=True)

    answer = proven().post(
        "/accounts/email/", {"email": "second@example.hk", "action_primary": "yes"}, follow=True
    )

    assert "Your e-mail address is changed." in answer.content.decode()
    assert people.refreshed(mira).person.email == "second@example.hk"


def test_all_other_sessions_are_ended_with_one_click() -> None:
    """AU-05."""
    mira = people.mira()
    other, client = elsewhere(mira), elsewhere(mira)
    page = client.get("/accounts/sessions/").content.decode()

    answer = client.post("/accounts/sessions/", follow=True)

    assert page.count("End this session") == 1
    assert "This session" in page
    assert "All other sessions have ended." in answer.content.decode()
    assert "End all other sessions" not in answer.content.decode()
    assert other.get("/account/").status_code == 302


def test_one_session_is_ended_from_the_list() -> None:
    """AU-05."""
    mira = people.mira()
    other, client = elsewhere(mira), elsewhere(mira)
    session = UserSession.objects.get(session_key=other.session.session_key)

    answer = client.post(f"/account/sessions/{session.pk}/end/", follow=True)
    again = client.post(f"/account/sessions/{session.pk}/end/", follow=True)

    assert "The session has ended." in answer.content.decode()
    assert "This session has ended already." in again.content.decode()
    assert other.get("/account/").status_code == 302
