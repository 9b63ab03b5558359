"""Pages of passkeys; what the device does is played in tests/journeys/test_passkeys.py."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from portal.notifications.models import Message
from tests.factories import people
from tests.integration.portal.accounts.device import Device, options_in
from tests.integration.portal.accounts.letters import last_letter

pytestmark = pytest.mark.django_db

Committing = Callable[..., AbstractContextManager[Any]]


def passkey(person: User, name: str, **more: Any) -> Authenticator:
    """A key as allauth keeps it."""
    extensions = {"clientExtensionResults": {"credProps": {"rk": name == "Telephone"}}}
    data = {"name": name, "credential": extensions}
    kind = Authenticator.Type.WEBAUTHN
    key: Authenticator = Authenticator.objects.create(user=person, type=kind, data=data, **more)
    return key


def proven() -> Client:
    """Mira's browser, her password given a moment ago."""
    client = people.client_of(people.mira())
    client.post("/accounts/reauthenticate/", {"password": people.PASSWORD})
    return client


def test_keys_are_listed_with_their_use() -> None:
    client, person = proven(), people.mira().person
    passkey(person, "Telephone", last_used_at=timezone.now())
    passkey(person, "Work <laptop>")

    page = client.get("/accounts/2fa/webauthn/").content.decode()
    overview = client.get("/accounts/2fa/").content.decode()

    assert "Signs in alone" in page
    assert "Never" in page
    assert "Work &lt;laptop&gt;" in page
    assert "2 passkeys are registered." in overview
    assert "There are none. Make some, for the day your device is lost." in overview


def test_without_keys_the_list_says_what_they_are_for() -> None:
    assert "No passkey yet." in proven().get("/accounts/2fa/webauthn/").content.decode()


def test_the_page_to_add_a_key_carries_its_options_as_data() -> None:
    """IN-04."""
    page = proven().get("/accounts/2fa/webauthn/add/").content.decode()

    assert '<script id="passkey-options" type="application/json">{"creation_options":' in page
    assert '"name": "LEAP Pilot Funding"' in page
    assert 'value="Passkey 1"' in page


@pytest.mark.parametrize("credential", ["", "{}", "nonsense", '{"id": "x"}'])
def test_what_no_device_answered_adds_no_key(credential: str) -> None:
    answer = proven().post("/accounts/2fa/webauthn/add/", {"name": "Key", "credential": credential})

    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_a_key_is_renamed_by_its_owner() -> None:
    client, key = proven(), passkey(people.mira().person, "Old")

    page = client.get(f"/accounts/2fa/webauthn/keys/{key.pk}/edit/").content.decode()
    empty = client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/edit/", {"name": ""})
    client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/edit/", {"name": "New"})

    key.refresh_from_db()
    assert 'value="Old"' in page
    assert "This field is required." in empty.content.decode()
    assert str(key) == "New"


@pytest.mark.parametrize("deed", ["edit", "remove"])
def test_the_key_of_somebody_else_is_not_found(deed: str) -> None:
    """AZ-03."""
    client, key = proven(), passkey(people.otto().person, "Otto's")

    assert client.get(f"/accounts/2fa/webauthn/keys/{key.pk}/{deed}/").status_code == 404
    assert client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/{deed}/").status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_a_key_is_removed_and_its_owner_told(
    django_capture_on_commit_callbacks: Committing,
) -> None:
    client, key = proven(), passkey(people.mira().person, "Old")

    page = client.get(f"/accounts/2fa/webauthn/keys/{key.pk}/remove/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/remove/", follow=True)

    assert "“Old” will not let you in any more." in page
    assert "The passkey is removed." in answer.content.decode()
    assert last_letter("mira@example.hk").kind == "webauthn_removed"


def with_key(device: Device, committing: Committing) -> Client:
    """Mira's browser after she added ``device``."""
    client = proven()
    page = client.get("/accounts/2fa/webauthn/add/").content.decode()
    form = {"name": "Telephone", "passwordless": "on", "credential": device.create(page)}
    with committing(execute=True):
        answer = client.post("/accounts/2fa/webauthn/add/", form)
    assert answer.status_code == 302, answer.content.decode()
    return client


def test_a_key_is_added_and_its_owner_told(
    django_capture_on_commit_callbacks: Committing,
) -> None:
    """AU-01."""
    client = with_key(Device(), django_capture_on_commit_callbacks)

    page = client.get("/accounts/2fa/webauthn/").content.decode()

    assert "Telephone" in page
    assert "The passkey is added." in page
    kinds = set(Message.objects.values_list("kind", flat=True))
    assert {"webauthn_added", "recovery_codes_generated"} & kinds


def test_a_device_that_did_not_ask_its_owner_signs_nobody_in_alone() -> None:
    client = proven()
    page = client.get("/accounts/2fa/webauthn/add/").content.decode()
    careless = Device(says_yes=False)

    answer = client.post(
        "/accounts/2fa/webauthn/add/",
        {"name": "Key", "passwordless": "on", "credential": careless.create(page)},
    )

    assert "This code is not right." in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_a_key_alone_signs_in(django_capture_on_commit_callbacks: Committing) -> None:
    device = Device()
    with_key(device, django_capture_on_commit_callbacks)
    client = Client()
    asked = client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})

    answer = client.post("/accounts/2fa/webauthn/login/", {"credential": device.get(asked.json())})

    assert answer["Location"] == "/home/"
    assert client.get("/home/").status_code == 200


def test_a_key_is_the_second_factor_and_another_key_is_not(
    django_capture_on_commit_callbacks: Committing,
) -> None:
    """AU-01."""
    device = Device()
    with_key(device, django_capture_on_commit_callbacks)
    client = Client()
    client.post("/accounts/login/", {"login": "mira@example.hk", "password": people.PASSWORD})
    path = "/accounts/2fa/authenticate/"
    stranger = Device()

    options = options_in(client.get(path).content.decode())
    wrong = client.post(path, {"credential": stranger.get(options)})
    options = options_in(wrong.content.decode())
    right = client.post(path, {"credential": device.get(options)})

    assert "This code is not right." in wrong.content.decode()
    assert right["Location"] == "/home/"


def test_a_key_proves_it_too(django_capture_on_commit_callbacks: Committing) -> None:
    device = Device()
    with_key(device, django_capture_on_commit_callbacks)
    client, path = people.client_of(people.mira()), "/accounts/2fa/webauthn/reauthenticate/"

    page = client.get(path).content.decode()
    wrong = client.post(path, {"credential": '{"id": "x"}'})
    options = options_in(client.get(path).content.decode())
    right = client.post(path, {"credential": device.get(options), "next": "/account/"})

    assert 'data-passkey="use"' in page
    assert wrong.status_code == 302
    assert right["Location"] == "/account/"


@pytest.mark.parametrize(
    "credential",
    ["{}", "[]", "7", '"x"', "null", '{"id": "x"}', '{"response": {"userHandle": "!"}}', "{" * 99],
)
def test_what_no_device_answers_signs_nobody_in(credential: str) -> None:
    """IN-01."""
    client = Client()
    client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})

    answer = client.post("/accounts/2fa/webauthn/login/", {"credential": credential})

    assert answer["Location"] == "/accounts/login/"


def test_a_browser_that_asks_without_being_able_to_is_sent_to_the_log_in() -> None:
    assert Client().get("/accounts/2fa/webauthn/login/")["Location"] == "/accounts/login/"
