"""Closing one's own account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts import closing
from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.notifications.models import Message
from portal.organisations.models import Membership
from tests.factories import applications, organisations
from tests.factories.people import PASSWORD, client_of, mira, otto, paul, refreshed

pytestmark = pytest.mark.django_db

URL = "/account/close/"


def close(actor: Any) -> User:
    return closing.close_own_account(actor=refreshed(actor), now=timezone.now())


def signed_in(email: str = "mira@example.hk") -> Client:
    """A browser in which the person has just given their password."""
    client = Client()
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def test_memberships_and_sessions_end_and_a_mail_confirms() -> None:
    organisation = organisations.of(mira())
    client_of(mira()).get(reverse("home"))
    assert UserSession.objects.filter(user=mira().person).exists()

    person = close(mira())

    assert not person.is_active
    assert not UserSession.objects.filter(user=person).exists()
    assert Membership.objects.get(organisation=organisation, user=person).ended_at is not None
    actions = AuditEvent.objects.order_by("-pk").values_list("action", flat=True)[:2]
    assert list(actions) == ["account.close", "membership.leave"]
    message = Message.objects.get(kind="account_closed")
    assert (message.address, message.subject) == ("mira@example.hk", "Your account is closed")


def test_the_only_owner_passes_ownership_on_first() -> None:
    organisation = organisations.of(mira())
    organisations.join(organisation, otto(), "editor")

    with pytest.raises(Denied, match="the only owner of"):
        close(mira())
    Membership.objects.filter(user=otto().person).update(role="owner")

    assert not close(mira()).is_active


def test_running_applications_are_settled_first() -> None:
    application = applications.at("submitted")

    with pytest.raises(Denied, match=f"{application.reference} is still running"):
        close(mira())
    applications.operations.withdraw(
        application_id=application.pk,
        reason="We stop.",
        actor=refreshed(mira()),
        now=timezone.now(),
    )

    assert not close(mira()).is_active


def test_staff_ask_an_administrator_and_nobody_closes_twice() -> None:
    with pytest.raises(Denied, match="You hold a role"):
        close(paul())
    close(mira())
    with pytest.raises(Denied, match="closed already"):
        close(mira())


def test_the_page_asks_for_the_password_then_for_the_tick() -> None:
    """AU-02."""
    mira()
    assert Client().get(URL).status_code == 302
    assert "reauthenticate" in client_of(mira()).get(URL)["Location"]
    client = signed_in()
    page = client.get(URL).content.decode()
    assert "every session ends at once" in page

    unsure = client.post(URL, {}).content.decode()
    done = client.post(URL, {"sure": "on"}, follow=True).content.decode()

    assert "Tick the box" in unsure
    assert "Your account is closed." in done
    assert client.get(reverse("home")).status_code == 302
    again = signed_in().get(reverse("home"))
    assert again.status_code == 302


def test_what_stands_against_it_is_listed_and_the_post_is_refused() -> None:
    application = applications.at("submitted")
    client = signed_in()

    page = client.get(URL).content.decode()
    refused = client.post(URL, {"sure": "on"}).content.decode()

    assert "Settle this first" in page
    assert application.reference in page
    assert "There is a problem" in refused
    assert User.objects.get(email="mira@example.hk").is_active


def test_an_ended_membership_counts_no_more() -> None:
    organisation = organisations.of(mira())
    organisations.join(organisation, otto(), "editor")
    Membership.objects.filter(user=otto().person).update(
        ended_at=timezone.now() - timedelta(days=1)
    )

    assert not close(mira()).is_active
