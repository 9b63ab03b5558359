"""Browsers of Mira, and what the log has about accounts."""

from __future__ import annotations

from typing import Any

from django.test import Client

from portal.audit.models import AuditEvent
from tests.factories import people


def signed_in(email: str = "mira@example.hk") -> Client:
    """A browser that signed in with the password a moment ago."""
    client = Client()
    answer = client.post("/accounts/login/", {"login": email, "password": people.PASSWORD})
    assert answer.status_code == 302
    return client


def proven() -> Client:
    """The same, and the password was given once more."""
    client = signed_in()
    client.post("/accounts/reauthenticate/", {"password": people.PASSWORD})
    return client


def elsewhere(actor: Any) -> Client:
    """Another browser of the same person."""
    client = people.client_of(actor)
    assert client.get("/account/").status_code == 200
    return client


def actions() -> list[str]:
    """Every action in the log about accounts but signing in, in order."""
    found = AuditEvent.objects.exclude(action="account.sign_in").order_by("pk")
    return list(found.values_list("action", flat=True))
