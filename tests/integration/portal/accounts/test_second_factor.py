"""Staff reach nothing without a second factor; roles end between two clicks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from portal.accounts import operations
from portal.accounts.actors import Actor
from portal.accounts.models import Role, RoleGrant
from tests.factories import people

pytestmark = pytest.mark.django_db

NEEDED = "/account/second-factor/"


def unprotected(role: Role) -> Actor:
    """Somebody who holds ``role`` and has a password alone."""
    actor = people.person("Nora Fung", role)
    Authenticator.objects.filter(user=actor.user).delete()
    return actor


@pytest.mark.parametrize("role", list(Role))
def test_every_role_needs_a_second_factor(role: Role) -> None:
    """AU-01."""
    client = people.client_of(unprotected(role))

    for path in ("/", "/home/", "/account/", "/account/people/", "/oversight/log/", "/nowhere/"):
        answer = client.get(path)

        assert (answer.status_code, answer["Location"]) == (302, NEEDED), path


def test_the_page_says_why_and_names_the_role() -> None:
    """AU-01."""
    client = people.client_of(unprotected(Role.FINANCE))

    page = client.get(NEEDED).content.decode()

    assert "A stolen password alone must not open it." in page
    assert "Finance – All calls" in page


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (NEEDED, 200),
        ("/healthz/live", 200),
        ("/accounts/reauthenticate/", 200),
        ("/accounts/logout/", 200),
        ("/accounts/2fa/totp/activate/", 302),
        ("/accounts/2fa/webauthn/add/", 302),
    ],
)
def test_what_the_set_up_needs_is_open(path: str, status: int) -> None:
    answer = people.client_of(unprotected(Role.OFFICER)).get(path)

    assert answer.status_code == status
    assert answer.headers.get("Location", "") != NEEDED


def test_the_language_can_be_changed_before_the_set_up() -> None:
    client = people.client_of(unprotected(Role.OFFICER))

    client.post("/i18n/setlang/", {"language": "zh-hant", "next": NEEDED})

    assert 'lang="zh-Hant-HK"' in client.get(NEEDED).content.decode()


def test_posting_is_no_way_around_it() -> None:
    """AU-01."""
    actor = unprotected(Role.ADMINISTRATOR)
    mira = people.mira()

    answer = people.client_of(actor).post(
        f"/account/people/account-{mira.person.pk}/close/", {"reason": "Why not."}
    )

    assert answer["Location"] == NEEDED
    assert people.refreshed(mira).person.is_active


def test_recovery_codes_alone_are_no_second_factor() -> None:
    """AU-01."""
    actor = unprotected(Role.OFFICER)
    Authenticator.objects.create(
        user=actor.person, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"}
    )

    assert people.client_of(actor).get("/home/")["Location"] == NEEDED


def test_a_passkey_is_a_second_factor() -> None:
    """AU-01."""
    actor = unprotected(Role.OFFICER)
    Authenticator.objects.create(
        user=actor.person, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"}
    )

    client = people.client_of(actor)

    assert client.get("/home/").status_code == 200
    assert client.get(NEEDED)["Location"] == "/home/"


def test_applicants_need_none() -> None:
    client = people.client_of(people.mira())

    assert client.get("/home/").status_code == 200
    assert client.get(NEEDED)["Location"] == "/home/"


def test_visitors_need_none() -> None:
    assert Client().get("/").status_code == 200
    assert Client().get(NEEDED)["Location"].startswith("/accounts/login/")


def test_the_demo_waives_it(settings: Any) -> None:
    settings.DEMO_MODE = True

    assert people.client_of(unprotected(Role.OFFICER)).get("/home/").status_code == 200


def test_a_role_that_ended_refuses_the_next_click() -> None:
    """AZ-09."""
    ada, other = people.ada(), people.person("Adam Poon", Role.ADMINISTRATOR)
    client = people.client_of(other)
    assert client.get("/account/people/").status_code == 200
    grant = RoleGrant.objects.get(user=other.user)

    operations.end_role(grant_id=grant.pk, reason="Left.", actor=ada, now=timezone.now())

    assert client.get("/account/people/").status_code == 403


def test_a_role_that_lapsed_refuses_the_next_click() -> None:
    """AZ-09."""
    ada = people.ada()
    client = people.client_of(ada)
    assert client.get("/account/people/").status_code == 200

    RoleGrant.objects.filter(user=ada.user).update(ends_at=timezone.now() - timedelta(seconds=1))

    assert client.get("/account/people/").status_code == 403


def test_pages_of_a_person_are_kept_by_nobody() -> None:
    """AZ-10."""
    client = people.client_of(people.mira())

    for path in ("/home/", "/account/", "/privacy/", "/nowhere/"):
        assert client.get(path)["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in Client().get("/privacy/").headers
