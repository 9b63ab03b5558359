"""An application is taken back with a reason, for good."""

from __future__ import annotations

import pytest
from django.utils import timezone

from grants.applications import operations
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.notifications.models import Message
from tests.factories import applications, people

pytestmark = pytest.mark.django_db


def test_a_withdrawal_keeps_its_reason_is_logged_and_told() -> None:
    application = applications.at("withdrawn")

    event = AuditEvent.objects.get(action="application.withdraw")
    message = Message.objects.get(kind="application-withdrawn")
    assert (application.state, application.withdraw_reason) == ("withdrawn", "The sponsor left.")
    assert application.withdrawn_at is not None
    assert (event.from_state, event.to_state) == ("submitted", "withdrawn")
    assert event.reason == "The sponsor left."
    assert "The sponsor left." in message.body
    assert application.reference in message.subject


def test_a_draft_can_be_withdrawn_too() -> None:
    application = applications.at("draft")

    withdrawn = operations.withdraw(
        application_id=application.pk, reason="No time.", actor=people.mira(), now=timezone.now()
    )

    assert (withdrawn.state, withdrawn.submitted_at) == ("withdrawn", None)


def test_nobody_withdraws_twice_and_no_stranger_at_all() -> None:
    application = applications.at("withdrawn")

    with pytest.raises(Denied, match="no longer be withdrawn"):
        operations.withdraw(
            application_id=application.pk, reason="Again", actor=people.mira(), now=timezone.now()
        )
    with pytest.raises(Denied, match="owners and editors"):
        operations.withdraw(
            application_id=application.pk, reason="Otto", actor=people.otto(), now=timezone.now()
        )


def test_the_page_asks_for_a_reason_and_confirms() -> None:
    application = applications.at("submitted")
    mira = people.client_of(people.mira())
    page = f"/applications/{application.reference}/withdraw/"

    shown = mira.get(page)
    without = mira.post(page, {"reason": " "})
    answer = mira.post(page, {"reason": "The sponsor left."}, follow=True)
    again = mira.post(page, {"reason": "Once more."})

    assert "This cannot be undone." in shown.content.decode()
    assert "There is a problem" in without.content.decode()
    assert "The application is withdrawn." in answer.content.decode()
    assert "Withdrawn" in answer.content.decode()
    assert "This application can no longer be withdrawn." in again.content.decode()
