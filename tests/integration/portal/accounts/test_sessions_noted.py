"""What the page of a person's sessions rests on: noted seldom, but never wrongly (AU-05)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.middleware import SEEN_WITHIN
from tests.factories import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    client = people.client_of(people.mira())
    client.get("/account/")
    return client


def noted(client: Client) -> UserSession:
    return UserSession.objects.get(session_key=client.session.session_key)


def test_a_session_is_noted_with_its_first_request(client: Client) -> None:
    session = noted(client)

    assert (session.user, session.ip) == (people.mira().person, "127.0.0.1")
    assert timezone.now() - session.last_seen_at < SEEN_WITHIN


def test_a_request_soon_after_writes_nothing(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get("/account/")

    written = [one["sql"] for one in queries if "UPDATE" in one["sql"] or "INSERT" in one["sql"]]
    assert not [one for one in written if "usersession" in one]


def test_a_request_later_moves_the_time(client: Client) -> None:
    then = timezone.now() - SEEN_WITHIN - timedelta(seconds=1)
    UserSession.objects.update(last_seen_at=then)

    client.get("/account/")

    assert noted(client).last_seen_at > then + SEEN_WITHIN


@pytest.mark.parametrize(
    ("header", "column", "value"),
    [("HTTP_USER_AGENT", "user_agent", "Another browser"), ("REMOTE_ADDR", "ip", "10.1.2.3")],
)
def test_another_place_is_noted_at_once(
    client: Client, header: str, column: str, value: str
) -> None:
    client.get("/account/", **{header: value})  # type: ignore[arg-type]  # a header of the request

    assert getattr(noted(client), column) == value


def test_a_browser_that_names_itself_at_length_is_noted_once(client: Client) -> None:
    client.get("/account/", HTTP_USER_AGENT="x" * 900)
    before = noted(client).last_seen_at

    client.get("/account/", HTTP_USER_AGENT="x" * 900)

    assert noted(client).last_seen_at == before


def test_a_visitor_is_not_noted() -> None:
    Client().get("/")

    assert not UserSession.objects.exists()
