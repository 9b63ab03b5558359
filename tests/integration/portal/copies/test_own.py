"""What a copy says of account, organisations, mails and deeds, and of nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from portal.accounts.models import Role
from portal.copies import account, records
from portal.notifications.operations import post
from tests.factories import copies, invitations, organisations, people
from tests.factories.people import client_of, mira, otto, paul, refreshed

pytestmark = pytest.mark.django_db


def test_the_account_is_told_without_a_secret() -> None:
    """Factors by kind, sessions without their keys, no hash of the password."""
    officer = paul()
    client_of(officer).get(reverse("home"))
    factor = Authenticator.objects.get(user=officer.person)
    session = UserSession.objects.get(user=officer.person)

    copy = copies.made(officer)

    profile, addresses, roles, factors, sessions = copies.part(copy, "account")
    assert (profile["name"], profile["email"]) == ("Paul Ho", "paul@example.hk")
    assert addresses["entries"][0]["title"] == "paul@example.hk"
    assert roles["entries"][0]["role"] == Role.OFFICER
    assert factors["entries"][0]["kind"] == "totp"
    assert sessions["entries"][0]["ip"] == session.ip
    everything = copies.everything(copy)
    for secret in (officer.person.password, factor.data["secret"], session.session_key):
        assert secret not in everything


def test_organisations_are_told_without_the_other_members() -> None:
    organisation = organisations.of(mira())
    colleague = otto()
    colleague.person.phone = "+85291112222"
    colleague.person.save(update_fields=["phone"])
    organisations.join(organisation, colleague, "viewer")
    client_of(colleague).get(reverse("home"))

    copy = copies.made(mira())

    (told,) = copies.part(copy, "organisations")
    assert (told["role"], told["registration_number"]) == (
        "owner",
        organisation.registration_number,
    )
    everything = copies.everything(copy)
    for private in ("otto@example.hk", "+85291112222", "Otto Lee"):
        assert private not in everything


def test_a_stranger_stands_in_nobodys_copy() -> None:
    organisations.of(otto(), name="Stranger Limited")

    everything = copies.everything(copies.made(mira()))

    assert "Stranger Limited" not in everything
    assert "otto@example.hk" not in everything
    assert "Otto Lee" not in everything


def test_a_membership_that_ended_tells_its_dates_and_nothing_of_the_organisation() -> None:
    organisation = organisations.of(otto())
    organisations.join(organisation, mira(), "editor")
    organisation.memberships.filter(user=mira().person).update(
        ended_at=organisation.created_at, joined_at=organisation.created_at
    )

    (told,) = copies.part(copies.made(mira()), "organisations")

    assert told["ended_at"]
    assert "registration_number" not in told


def test_mails_are_told_but_not_the_links_that_let_somebody_in() -> None:
    organisation = organisations.of(otto())
    invitations.to("mira@example.hk", organisation, refreshed(otto()))
    secret = invitations.link_to("mira@example.hk").split("/")[-2]
    with transaction.atomic():
        post(
            kind="password_reset_key",
            key="account:1",
            address="mira@example.hk",
            recipient=mira().person,
            subject="Reset",
            body="https://example.hk/reset/3-secretkey/",
        )
        post(
            kind="role_given",
            key="plain",
            address="mira@example.hk",
            recipient=mira().person,
            subject="Hello",
            body="Good day.",
        )

    copy = copies.made(mira())

    told = {mail["title"]: mail["text"] for mail in copies.part(copy, "messages")}
    assert told["Hello"] == "Good day.\n"
    assert "Left out" in told["Reset"]
    everything = copies.everything(copy)
    assert "3-secretkey" not in everything
    assert secret not in everything


def test_own_deeds_are_told_with_their_reasons_and_those_of_others_without() -> None:
    organisations.of(mira())
    ada = people.ada()
    from portal.audit.operations import record

    with transaction.atomic():
        record("account.close", actor=ada, subject=mira().person, reason="Seen by Ada Mak")
        record("account.profile", actor=mira(), subject=mira().person, reason="My own words")
        record("account.profile", actor=otto(), subject=otto().person, reason="Otto's words")

    copy = copies.made(mira())

    told = copies.part(copy, "events")
    assert [one["by"] for one in told if one["title"] == "account.close"] == ["portal"]
    everything = copies.everything(copy)
    assert "My own words" in everything
    assert "Ada Mak" not in everything
    assert "Otto's words" not in everything


def test_a_copy_is_in_the_language_it_was_asked_for_in() -> None:
    with translation.override("zh-hant"):
        copy = copies.made(mira())

    index = copies.opened(copy).read("index.html").decode()

    assert '<html lang="zh-hant">' in index
    assert "個人資料複本" in index


@pytest.mark.parametrize("code", ["account", "organisations", "messages", "events"])
def test_a_part_costs_the_same_for_one_row_and_for_thirty(
    code: str, django_assert_num_queries: Any
) -> None:
    collect = {
        "account": account.collect,
        "organisations": records.organisations,
        "messages": records.messages,
        "events": records.events,
    }[code]
    queries = {"account": 5, "organisations": 2, "messages": 2, "events": 1}[code]
    for number in range(2):
        organisations.of(mira())
        with transaction.atomic():
            for count in range(1 + 29 * number):
                _one_more(f"{number}-{count}")
        who = refreshed(mira())

        with django_assert_num_queries(queries):
            list(collect(who))


def _one_more(key: str) -> None:
    post(
        kind="role_given",
        key=key,
        address="mira@example.hk",
        recipient=mira().person,
        subject="Hello",
        body="Good day.",
    )
    EmailAddress.objects.create(user=mira().person, email=f"{key}@example.hk")
