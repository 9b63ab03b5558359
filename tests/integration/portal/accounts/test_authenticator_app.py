"""The authenticator app and its recovery codes: set up, asked for, renewed, removed."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from tests.factories import people
from tests.integration.portal.accounts.browsers import actions, elsewhere, proven, signed_in
from tests.integration.portal.accounts.letters import last_letter

pytestmark = pytest.mark.django_db

Committing = Callable[..., AbstractContextManager[Any]]


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def set_up_app(client: Client, committing: Committing) -> str:
    """Set up the authenticator app; returns its secret."""
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    found = re.search(r'<code class="ref">(\w+)</code>', page)
    assert found
    secret = found.group(1)
    with committing(execute=True):
        answer = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    return secret


def test_an_app_is_set_up_with_recovery_codes_and_other_sessions_end(
    django_capture_on_commit_callbacks: Committing,
) -> None:
    """AU-01, AU-02."""
    mira = people.mira()
    other, client = elsewhere(mira), proven()

    set_up_app(client, django_capture_on_commit_callbacks)

    codes = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert codes.count("<li><code>") == 10
    assert other.get("/account/").status_code == 302
    assert last_letter("mira@example.hk").kind in ("totp_activated", "recovery_codes_generated")
    assert actions().count("account.add_second_factor") == 2


def test_a_wrong_code_sets_nothing_up() -> None:
    people.mira()
    client = proven()
    client.get("/accounts/2fa/totp/activate/")

    page = client.post("/accounts/2fa/totp/activate/", {"code": "000000"}).content.decode()

    assert "This code is not right. Enter the newest one." in page
    assert "qr-code" in page
    assert not Authenticator.objects.exists()


def test_signing_in_asks_for_the_code_and_a_recovery_code_works_once(
    django_capture_on_commit_callbacks: Committing,
) -> None:
    """AU-01."""
    mira = people.mira()
    first = proven()
    set_up_app(first, django_capture_on_commit_callbacks)
    download = first.get("/accounts/2fa/recovery-codes/download/").content.decode()
    (code, *_rest) = re.findall(r"^\d{8}$", download, re.MULTILINE)

    client = signed_in()
    before = client.get("/account/")
    page = client.get("/accounts/2fa/authenticate/").content.decode()
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    right = client.post("/accounts/2fa/authenticate/", {"code": code})
    again = signed_in().post("/accounts/2fa/authenticate/", {"code": code})

    assert before["Location"].startswith("/accounts/login/")
    assert "Now show that you hold your second factor." in page
    assert "This code is not right." in wrong.content.decode()
    assert right["Location"] == "/home/"
    assert again.status_code == 200
    assert mira.person.pk == int(client.session["_auth_user_id"])
    assert "account.fail_second_factor" in actions()


def test_the_code_proves_it_too(django_capture_on_commit_callbacks: Committing) -> None:
    mira = people.mira()
    secret = set_up_app(proven(), django_capture_on_commit_callbacks)
    client = people.client_of(mira)

    asked = client.get("/accounts/2fa/recovery-codes/generate/", follow=True)
    page = client.get("/accounts/2fa/reauthenticate/").content.decode()
    right = client.post(
        "/accounts/2fa/reauthenticate/",
        {"code": code_of(secret), "next": "/accounts/2fa/recovery-codes/generate/"},
    )

    assert "Use a code" in asked.content.decode()
    assert "Use your password" in page
    assert right["Location"] == "/accounts/2fa/recovery-codes/generate/"


def test_recovery_codes_are_made_anew(django_capture_on_commit_callbacks: Committing) -> None:
    people.mira()
    client = proven()
    set_up_app(client, django_capture_on_commit_callbacks)
    before = client.get("/accounts/2fa/recovery-codes/").content.decode()

    asked = client.get("/accounts/2fa/recovery-codes/generate/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/accounts/2fa/recovery-codes/generate/", follow=True)

    after = answer.content.decode()
    assert "The codes you have now will not work any more." in asked
    assert set(re.findall(r"<code>(\d{8})", before)).isdisjoint(re.findall(r"<code>(\d{8})", after))
    assert "account.renew_recovery_codes" in actions()


def test_recovery_codes_need_a_second_factor_first() -> None:
    people.mira()
    client = proven()

    page = client.get("/accounts/2fa/recovery-codes/generate/")
    answer = client.post("/accounts/2fa/recovery-codes/generate/")

    assert "You get ten codes." in page.content.decode()
    assert "Set up an authenticator app or a passkey first." in answer.content.decode()
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 404


def test_used_up_codes_are_said_to_be(django_capture_on_commit_callbacks: Committing) -> None:
    mira = people.mira()
    client = proven()
    set_up_app(client, django_capture_on_commit_callbacks)
    codes = Authenticator.objects.get(user=mira.user, type="recovery_codes")
    codes.data["used_mask"] = 2**10 - 1
    codes.save()

    page = client.get("/accounts/2fa/recovery-codes/").content.decode()

    assert "All codes are used. Make new ones." in page


def test_the_app_is_removed_and_people_are_told(
    django_capture_on_commit_callbacks: Committing,
) -> None:
    people.mira()
    client = proven()
    set_up_app(client, django_capture_on_commit_callbacks)
    overview = client.get("/accounts/2fa/").content.decode()
    again = client.get("/accounts/2fa/totp/activate/")

    asked = client.get("/accounts/2fa/totp/deactivate/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/2fa/totp/deactivate/")

    assert "10 codes are left." in overview
    assert again["Location"] == "/accounts/2fa/totp/deactivate/"
    assert "Codes of the app will not let you in any more." in asked
    assert not Authenticator.objects.exists()
    assert last_letter("mira@example.hk").kind == "totp_deactivated"
    assert "account.remove_second_factor" in actions()
