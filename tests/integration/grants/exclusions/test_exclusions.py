"""Applicants ask that somebody does not assess; officers read it, nobody else does."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from grants.applications import clearing
from grants.applications.models import Application
from grants.exclusions import operations, queries
from grants.exclusions.models import ExclusionRequest
from grants.exclusions.rules import MOST
from portal.accounts.actors import Actor
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from tests.factories import applications, organisations, people

pytestmark = pytest.mark.django_db


def ask(
    application: Application, name: str = "Ines Wong", by: Actor | None = None, **changes: str
) -> ExclusionRequest:
    values = {"kind": "person", "reason": "She left us in anger.", **changes}
    return operations.ask(
        application_id=application.pk,
        name=name,
        actor=people.refreshed(by or people.mira()),
        now=timezone.now(),
        **values,
    )


def test_a_request_is_kept_and_the_log_names_nobody() -> None:
    asked = ask(applications.at("draft"))

    assert (asked.name, asked.requested_by) == ("Ines Wong", people.mira().user)
    event = AuditEvent.objects.get(action="exclusion.ask")
    assert "Ines" not in str(vars(event))


def test_a_request_is_taken_back_before_submission() -> None:
    asked = ask(applications.at("draft"))

    operations.take_back(
        request_id=asked.pk, actor=people.refreshed(people.mira()), now=timezone.now()
    )

    assert not ExclusionRequest.objects.exists()
    assert AuditEvent.objects.filter(action="exclusion.take_back").exists()


def test_requests_are_refused_when_they_say_too_little_or_too_much() -> None:
    draft = applications.at("draft")
    organisations.join(draft.organisation, people.otto(), "viewer")
    ask(draft)

    for name, reason in ((" ", "x"), ("Noor", " ")):
        with pytest.raises(Denied, match="Name whom you mean"):
            ask(draft, name, reason=reason)
    with pytest.raises(Denied, match="asked this already"):
        ask(draft, "INES WONG")
    with pytest.raises(Denied, match="Only owners and editors"):
        ask(draft, "Noor", people.otto())
    for number in range(1, MOST):
        ask(draft, f"Person {number}")
    with pytest.raises(Denied, match="At most 5"):
        ask(draft, "One more")


def test_a_submitted_application_is_not_changed() -> None:
    submitted = applications.at("submitted")

    with pytest.raises(Denied, match="The application is submitted"):
        ask(submitted)


def test_a_deleted_draft_takes_its_requests_along() -> None:
    draft = applications.at("draft")
    ask(draft)

    clearing.delete_draft(
        application_id=draft.pk, actor=people.refreshed(people.mira()), now=timezone.now()
    )

    assert not ExclusionRequest.objects.exists()


def test_the_database_wants_a_name_and_a_reason_once() -> None:
    asked = ask(applications.at("draft"))
    row = {
        "application": asked.application,
        "kind": "person",
        "requested_by": asked.requested_by,
        "requested_at": timezone.now(),
    }

    with pytest.raises(IntegrityError, match="name_and_a_reason"), transaction.atomic():
        ExclusionRequest.objects.create(**row, name="", reason="x")
    with pytest.raises(IntegrityError, match="exclude_the_same"), transaction.atomic():
        ExclusionRequest.objects.create(**row, name="Ines Wong", reason="x")


def test_officers_and_auditors_read_what_was_submitted_and_nobody_else_does() -> None:
    draft = applications.at("complete")
    ask(draft)
    officer, call = people.paul(), draft.call

    assert list(queries.read_by(officer, call)) == []
    applications.submit(draft, by=people.refreshed(people.mira()))
    assert [one.name for one in queries.read_by(officer, call)] == ["Ines Wong"]
    assert [one.name for one in queries.read_by(people.alan(), call)] == ["Ines Wong"]
    for other in (people.petra(), people.grace(), people.ines(), people.otto()):
        assert list(queries.read_by(other, call)) == []
    organisations.join(draft.organisation, officer, "viewer")
    assert list(queries.read_by(people.refreshed(officer), call)) == []
    assert "Ines Wong" not in str(draft.snapshots.get().content)


def test_the_page_takes_and_drops_a_request() -> None:
    draft = applications.at("draft")
    client = people.client_of(people.refreshed(people.mira()))
    url = reverse("application-exclusions", args=[draft.reference])
    values = {"kind": "body", "name": "Rival Exchange", "reason": "A competitor."}

    assert client.get(url).status_code == 200
    assert "asked this already" not in client.post(url, values, follow=True).content.decode()
    assert "asked this already" in client.post(url, values).content.decode()
    asked = ExclusionRequest.objects.get()
    drop = reverse("application-exclusion-drop", args=[draft.reference, asked.pk])
    assert client.post(drop, follow=True).status_code == 200
    assert not ExclusionRequest.objects.exists()
    assert client.post(drop).status_code == 404
    ask(draft)
    applications.fill(draft, by=people.refreshed(people.mira()))
    draft.refresh_from_db()
    applications.submit(draft, by=people.refreshed(people.mira()))
    late = reverse(
        "application-exclusion-drop", args=[draft.reference, draft.exclusion_requests.get().pk]
    )
    assert "The application is submitted" in client.post(late, follow=True).content.decode()
    assert people.client_of(people.otto()).get(url).status_code == 404
    assert people.client_of(people.paul()).get(url).status_code == 404


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": ""}, "There is a problem"),
        ({"name": "a\x00b"}, "Null characters"),
        ({"name": "x" * 1_000_000}, "at most 200"),
        ({"reason": "x" * 1_000_000}, "There is a problem"),
        ({"kind": "everybody"}, "Select a valid choice"),
    ],
)
def test_bad_input_is_told(values: dict[str, Any], sentence: str) -> None:
    """IN-01."""
    draft = applications.at("draft")
    client = people.client_of(people.refreshed(people.mira()))
    row = {"kind": "person", "name": "Ines", "reason": "Kept words.", **values}

    answer = client.post(reverse("application-exclusions", args=[draft.reference]), row)

    assert answer.status_code == 200
    assert sentence in answer.content.decode("utf-8", "replace")
    assert not ExclusionRequest.objects.exists()


def test_the_way_to_the_page_says_what_can_be_done_there() -> None:
    bare, named = applications.at("draft"), applications.at("draft", by=people.otto())
    ask(named, by=people.otto())
    link = "application-exclusions"

    def detail(application: Application, who: Actor) -> str:
        url = reverse("application-detail", args=[application.reference])
        return people.client_of(people.refreshed(who)).get(url).content.decode()

    before = detail(bare, people.mira())
    Application.objects.update(state="rejected", submitted_at=timezone.now())
    without, later = detail(bare, people.mira()), detail(named, people.otto())

    assert "Name people who should not assess it" in before
    assert reverse(link, args=[bare.reference]) not in without
    assert "People you named who should not assess it" in later
    assert reverse(link, args=[named.reference]) in later
