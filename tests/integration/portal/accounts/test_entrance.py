"""Creating an account, confirming the address, signing in and out, a new password."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.notifications.models import Message
from tests.factories import people
from tests.integration.portal.accounts.letters import last_letter, link_in

pytestmark = pytest.mark.django_db

NEW = {"name": "Mira Chan", "email": "mira@example.hk", "password1": people.PASSWORD}


def sign_up(**changes: str) -> Any:
    """The answer to a sign-up."""
    return Client().post("/accounts/signup/", {**NEW, **changes})


def sign_in(client: Client, password: str = people.PASSWORD, **more: str) -> Any:
    """The answer to a log-in of Mira."""
    return client.post(
        "/accounts/login/", {"login": "mira@example.hk", "password": password, **more}
    )


def actions() -> list[str]:
    """Every action in the log, in order."""
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def test_a_new_account_is_open_once_its_address_is_confirmed() -> None:
    answer = sign_up()
    refused = sign_in(client := Client())
    page = client.get(link_in(last_letter("mira@example.hk")))
    confirmed = client.post(link_in(last_letter("mira@example.hk")))
    entered = sign_in(client)

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/confirm-email/")
    assert refused["Location"] == "/accounts/confirm-email/"
    assert "Is mira@example.hk your address?" in page.content.decode()
    assert confirmed.status_code == 302
    assert (entered.status_code, entered["Location"]) == (302, "/home/")
    assert actions() == ["account.sign_up", "account.confirm_address", "account.sign_in"]


def test_an_account_keeps_the_name_and_the_language_of_the_page() -> None:
    client = Client()
    client.post("/i18n/setlang/", {"language": "zh-hant"})

    client.post("/accounts/signup/", {**NEW, "name": "  陳   美華 "})

    person = User.objects.get()
    assert (person.name, person.language, person.is_active) == ("陳 美華", "zh-hant", True)
    assert last_letter("mira@example.hk").language == "zh-hant"


def test_the_letter_to_confirm_names_nobody() -> None:
    """IN-08: the name is what a stranger typed."""
    sign_up(name="Win a car now")

    assert "Win a car" not in last_letter("mira@example.hk").body


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "evil.example"}, "Enter a name without web or e-mail addresses."),
        ({"email": "mira"}, "Enter a valid email address."),
        ({"password1": "short"}, "This password is too short."),
        ({"password1": "mira@example.hk"}, "too similar"),
        ({"email": "mira\x00@example.hk"}, "Null characters are not allowed."),
    ],
)
def test_bad_input_is_told_beside_the_field_and_nothing_is_lost(
    changes: dict[str, str], sentence: str
) -> None:
    answer = sign_up(**changes)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert "There is a problem" in page
    kept = [value for name, value in NEW.items() if name not in (*changes, "password1")]
    assert all(f'value="{value}"' in page for value in kept)
    assert not User.objects.exists()


def test_an_address_that_is_known_gets_the_same_answer_and_another_letter() -> None:
    """AU-04."""
    people.mira()

    known, unknown = sign_up(), sign_up(email="new@example.hk")

    assert known.status_code == unknown.status_code
    assert known["Location"] == unknown["Location"]
    assert len(known.content) == len(unknown.content)
    assert last_letter("mira@example.hk").kind == "account_already_exists"
    assert User.objects.filter(email="mira@example.hk").count() == 1


def test_a_wrong_password_and_an_unknown_address_look_alike() -> None:
    """AU-04."""
    people.mira()

    wrong = sign_in(Client(), "wrong")
    unknown = Client().post("/accounts/login/", {"login": "nobody@example.hk", "password": "wrong"})

    sentence = "The e-mail address or the password is not right."
    assert wrong.status_code == unknown.status_code == 200
    assert sentence in wrong.content.decode()
    assert sentence in unknown.content.decode()


def test_an_unknown_address_costs_as_much_time_as_a_known_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """AU-04: nearly all the time of a log-in is one hash, so hashes are counted, not seconds."""
    people.mira()
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counting(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    sign_in(Client(), "wrong")
    known = len(hashed)

    Client().post("/accounts/login/", {"login": "nobody@example.hk", "password": "wrong"})

    assert (known, len(hashed)) == (1, 2)


def test_too_many_attempts_are_stopped() -> None:
    people.mira()
    for _attempt in range(5):
        sign_in(Client(), "wrong")

    answer = sign_in(Client())

    assert "Too many attempts to sign in." in answer.content.decode()


def test_very_many_requests_get_a_page_of_ours() -> None:
    """AU-03."""
    for _attempt in range(30):
        Client().post("/accounts/login/", {"login": "", "password": ""})

    answer = Client().post("/accounts/login/", {"login": "", "password": ""})

    assert answer.status_code == 429
    assert "Wait a minute, then try again." in answer.content.decode()


def test_the_session_has_another_key_after_the_log_in_and_none_after_the_log_out() -> None:
    """AU-05."""
    people.mira()
    client = Client()
    client.get("/accounts/login/")
    client.post("/i18n/setlang/", {"language": "en"})
    before = client.session.session_key

    sign_in(client)
    during = client.session.session_key
    stolen = client.cookies["sessionid"].value
    client.post("/accounts/logout/")

    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert before != during
    assert thief.get("/home/").status_code == 302
    assert actions()[-1] == "account.sign_out"


def test_a_closed_account_is_told_so_after_the_right_password() -> None:
    mira = people.mira()
    mira.person.is_active = False
    mira.person.save()

    answer = sign_in(Client())

    assert answer["Location"] == "/accounts/inactive/"
    assert "Nobody can sign in with it." in Client().get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example/",
        "http:evil.example",
        r"\\evil.example",
        "/%09/evil.example",
        "javascript:alert(1)",
        "https://testserver@evil.example/",
        "https:///evil.example",
    ],
)
def test_nobody_is_sent_away_after_the_log_in(target: str) -> None:
    """AU-10."""
    people.mira()

    answer = sign_in(Client(), next=target)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith(("//", "/\\"))


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/"])
def test_nobody_is_sent_away_by_log_out_or_language(target: str) -> None:
    """AU-10."""
    client = people.client_of(people.mira())

    languages = client.post("/i18n/setlang/", {"language": "en", "next": target})
    out = client.post("/accounts/logout/", {"next": target})

    assert (languages["Location"], out["Location"]) == ("/", "/")


def test_a_log_in_goes_on_to_the_page_that_asked_for_it() -> None:
    people.mira()
    client = Client()
    asked = client.get("/account/profile/")

    answer = sign_in(client, next="/account/profile/")

    assert asked["Location"] == "/accounts/login/?next=/account/profile/"
    assert answer["Location"] == "/account/profile/"


def test_a_forgotten_password_is_chosen_anew_and_ends_every_session() -> None:
    """AU-02."""
    mira = people.mira()
    elsewhere, client = people.client_of(mira), Client()
    assert elsewhere.get("/home/").status_code == 200

    asked = client.post("/accounts/password/reset/", {"email": "mira@example.hk"})
    form = client.get(link_in(last_letter("mira@example.hk")), follow=True)
    new = {"password1": "another long password", "password2": "another long password"}
    done = client.post(form.redirect_chain[-1][0], new, follow=True)

    assert asked["Location"] == "/accounts/password/reset/done/"
    assert "Your password is changed" in done.content.decode()
    assert elsewhere.get("/home/").status_code == 302
    assert sign_in(Client()).status_code == 200
    assert sign_in(Client(), "another long password")["Location"] == "/home/"
    assert last_letter("mira@example.hk").kind == "password_reset"


def test_a_link_to_choose_a_password_works_once() -> None:
    """AU-08."""
    people.mira()
    client = Client()
    client.post("/accounts/password/reset/", {"email": "mira@example.hk"})
    link = link_in(last_letter("mira@example.hk"))
    form = client.get(link, follow=True)
    new = {"password1": "another long password", "password2": "another long password"}
    client.post(form.redirect_chain[-1][0], new)

    again = Client().get(link, follow=True)

    assert "This link does not work any more" in again.content.decode()


def test_a_link_to_choose_a_password_works_for_an_hour() -> None:
    """AU-08."""
    people.mira()
    client = Client()
    client.post("/accounts/password/reset/", {"email": "mira@example.hk"})
    link = link_in(last_letter("mira@example.hk"))

    with freeze_time(timezone.now() + timedelta(minutes=61), tz_offset=8):
        late = Client().get(link, follow=True)

    assert "This link does not work any more" in late.content.decode()


def test_two_new_passwords_that_differ_are_told_apart() -> None:
    people.mira()
    client = Client()
    client.post("/accounts/password/reset/", {"email": "mira@example.hk"})
    form = client.get(link_in(last_letter("mira@example.hk")), follow=True)

    answer = client.post(
        form.redirect_chain[-1][0],
        {"password1": "another long password", "password2": "a different password"},
    )

    assert "You must type the same password each time." in answer.content.decode()


def test_an_unknown_address_asks_for_a_password_and_learns_nothing() -> None:
    """AU-04."""
    people.mira()

    known = Client().post("/accounts/password/reset/", {"email": "mira@example.hk"})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@example.hk"})

    assert known.status_code == unknown.status_code
    assert known["Location"] == unknown["Location"]
    assert last_letter("nobody@example.hk").kind == "unknown_account"


def test_five_letters_an_hour_to_one_address_are_enough() -> None:
    """AU-08."""
    people.mira()

    for _request in range(8):
        Client().post("/accounts/password/reset/", {"email": "mira@example.hk"})

    assert Message.objects.filter(address="mira@example.hk").count() == 5


def test_a_link_to_confirm_that_nobody_made_says_so() -> None:
    page = Client().get("/accounts/confirm-email/nonsense/")

    assert "This link is used or too old." in page.content.decode()


def test_an_address_of_another_account_cannot_be_confirmed() -> None:
    mira, otto = people.mira(), people.otto()
    client = people.client_of(otto)
    client.post("/accounts/reauthenticate/", {"password": people.PASSWORD})
    client.post("/accounts/email/", {"email": "shared@example.hk", "action_add": "yes"})
    EmailAddress.objects.create(
        user=mira.person, email="shared@example.hk", verified=True, primary=False
    )

    page = client.get(link_in(last_letter("shared@example.hk")))

    assert "belongs to another account" in page.content.decode()
