"""An application is started once for an organisation and call, and gets the next reference."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from grants.applications import operations
from grants.applications.models import Application
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from tests.factories import applications, organisations, people

pytestmark = pytest.mark.django_db


def test_a_started_application_is_a_draft_with_the_next_reference_and_a_line_in_the_log() -> None:
    first, second = applications.at("draft"), applications.at("draft")

    assert (first.reference, second.reference) == ("BDA30-0001", "BDA30-0002")
    assert (first.state, first.version, first.created_by) == ("draft", 1, people.mira().user)
    event = AuditEvent.objects.get(subject_reference="BDA30-0001")
    assert (event.action, event.scope, event.to_state) == ("application.start", "2030-1", "draft")


def test_an_organisation_has_one_live_application_to_a_call() -> None:
    mira = people.mira()
    organisation = organisations.of(mira)
    applications.at("draft", organisation=organisation)

    with pytest.raises(Denied, match="already has an application"):
        applications.at("draft", organisation=organisation)

    assert Application.objects.count() == 1


def test_after_a_withdrawal_another_one_may_be_started() -> None:
    mira = people.mira()
    organisation = organisations.of(mira)
    applications.at("withdrawn", organisation=organisation)

    second = applications.at("draft", organisation=organisation)

    assert second.reference == "BDA30-0002"


def test_a_closed_call_starts_nothing() -> None:
    call = applications.open_call()
    organisation = organisations.of(people.mira())

    with pytest.raises(Denied, match=r"The call has closed\."):
        operations.start(
            call_id=call.pk,
            organisation_id=organisation.pk,
            actor=people.mira(),
            now=call.closes_at,
        )


@pytest.mark.django_db(transaction=True)
def test_eight_colleagues_at_once_start_one_application() -> None:
    call = applications.open_call()
    organisation = organisations.of(people.mira())
    actor, now = people.mira(), timezone.now()
    outcomes: list[str] = []

    def start() -> None:
        try:
            operations.start(call_id=call.pk, organisation_id=organisation.pk, actor=actor, now=now)
            outcomes.append("started")
        except Denied:
            outcomes.append("denied")
        finally:
            connection.close()

    threads = [threading.Thread(target=start) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["denied"] * 7 + ["started"]
    assert Application.objects.get().reference == "BDA30-0001"


def test_who_has_no_organisation_registers_one_first_and_comes_back() -> None:
    call = applications.open_call()
    mira = people.client_of(people.mira())

    answer = mira.get(f"/applications/start/{call.code}/")

    assert (
        answer.headers["Location"]
        == f"/organisations/new/?next=%2Fapplications%2Fstart%2F{call.code}%2F"
    )


def test_the_page_starts_an_application_for_the_organisation_that_is_chosen() -> None:
    call = applications.open_call()
    organisation = organisations.of(people.mira())
    mira = people.client_of(people.mira())
    page = f"/applications/start/{call.code}/"

    shown = mira.get(page)
    answer = mira.post(page, {"organisation": str(organisation.pk)})
    again = mira.post(page, {"organisation": str(organisation.pk)})

    assert organisation.registration_number in shown.content.decode()
    assert answer.headers["Location"] == "/applications/BDA30-0001/"
    assert "Your organisation already has an application to this call." in again.content.decode()


@pytest.mark.parametrize("chosen", ["", "nonsense", "\x00", "x" * 10_000])
def test_an_organisation_that_is_not_ones_own_is_no_choice(chosen: str) -> None:
    """IN-01."""
    call = applications.open_call()
    organisations.of(people.mira())
    strange = organisations.of(people.otto())
    mira = people.client_of(people.mira())

    for organisation in (chosen, str(strange.pk)):
        answer = mira.post(f"/applications/start/{call.code}/", {"organisation": organisation})
        assert answer.status_code == 200
        assert "There is a problem" in answer.content.decode()

    assert not Application.objects.exists()


def test_a_viewer_cannot_start_and_an_unknown_call_is_not_there() -> None:
    call = applications.open_call()
    organisation = organisations.of(people.mira())
    organisations.join(organisation, people.otto(), "viewer")
    otto = people.client_of(people.otto())

    answer = otto.get(f"/applications/start/{call.code}/")

    assert answer.headers["Location"].startswith("/organisations/new/")
    assert otto.get("/applications/start/nothing/").status_code == 404
    assert Client().get(f"/applications/start/{call.code}/").status_code == 302


def test_a_call_that_opens_tomorrow_cannot_be_applied_to_yet() -> None:
    now = timezone.now()
    call = applications.open_call(opens_at=now + timedelta(days=1))
    organisation = organisations.of(people.mira())
    mira = people.client_of(people.mira())

    answer = mira.post(f"/applications/start/{call.code}/", {"organisation": str(organisation.pk)})

    assert "The call is not open for applications." in answer.content.decode()
