"""Messages between an applicant and the programme office."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from grants.applications import standing
from grants.correspondence import operations, queries
from grants.correspondence.models import Enclosure, Line, ReadMark
from grants.correspondence.registration import to_answer, to_read
from portal.accounts.models import Role
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.documents.models import Document
from portal.notifications.models import Message
from portal.ui.formats import in_hong_kong
from portal.workdays.queries import end_of
from portal.workdays.reckoning import Calendar
from tests.factories import applications, correspondence, organisations
from tests.factories.people import (
    ada,
    alan,
    charles,
    grace,
    ines,
    mira,
    otto,
    paul,
    person,
    refreshed,
)

pytestmark = pytest.mark.django_db


def test_a_message_reaches_the_officers_of_the_call_and_the_log_says_not_what() -> None:
    application = applications.at("submitted")
    person("Pia Fong", Role.OFFICER, scope="1999-1")
    person("Quin Ma", Role.OFFICER, scope=application.call.code)

    line = correspondence.written(application, "When do we hear?")

    assert (line.side, line.text, line.is_from_office) == ("applicant", "When do we hear?", False)
    sent = Message.objects.filter(kind="correspondence-applicant").order_by("address")
    assert [message.address for message in sent] == ["paul@example.hk", "quin@example.hk"]
    assert all("When do we hear?" not in message.body for message in sent)
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.details["side"]) == ("application.write_message", "applicant")
    assert "hear" not in str(event.details)


def test_the_office_answers_every_member_and_is_called_the_office() -> None:
    application = applications.at("submitted")
    organisations.join(application.organisation, otto(), "viewer")

    line = correspondence.replied(application)

    assert line.is_from_office
    sent = Message.objects.filter(kind="correspondence-office").order_by("address")
    assert [message.address for message in sent] == ["mira@example.hk", "otto@example.hk"]
    for message in sent:
        assert "Paul" not in message.subject + message.body


def test_two_clicks_write_one_message() -> None:
    application = applications.at("submitted")
    by: dict[str, Any] = {"application_id": application.pk, "actor": refreshed(mira())}

    first = operations.write(text="Hello.", key="k", now=timezone.now(), **by)
    second = operations.write(text="Hello.", key="k", now=timezone.now(), **by)

    assert first == second
    assert Line.objects.count() == 1


def test_who_may_not_write() -> None:
    draft = applications.at("draft")
    with pytest.raises(Denied, match="once you have submitted"):
        correspondence.written(draft)
    application = applications.at("submitted", by=otto())
    organisations.join(application.organisation, mira(), "viewer")

    with pytest.raises(Denied, match="Write the message"):
        correspondence.written(application, "  ", by=otto())
    with pytest.raises(Denied, match="owners and editors"):
        correspondence.written(application, by=mira())
    pia = person("Pia Fong", Role.OFFICER, scope="1999-1")
    for actor in (alan(), grace(), charles(), ines(), ada(), pia):
        with pytest.raises(Denied, match="officer of this call"):
            correspondence.written(application, by=actor)


def test_an_officer_of_the_organisation_writes_as_the_applicant() -> None:
    application = applications.at("submitted")
    organisations.join(application.organisation, paul(), "editor")

    line = correspondence.written(application, by=paul())

    assert line.side == "applicant"
    assert not Message.objects.filter(address="paul@example.hk", kind__startswith="corr").exists()


def test_a_message_is_never_changed_or_deleted() -> None:
    line = correspondence.written(applications.at("submitted"))
    ReadMark.objects.all().delete()

    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        Line.objects.filter(pk=line.pk).update(text="Something else.")
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        Line.objects.filter(pk=line.pk).delete()
    with pytest.raises(IntegrityError, match="message_says_something"):
        Line.objects.create(
            application=line.application,
            side="office",
            written_by=line.written_by,
            written_at=timezone.now(),
            text="",
            key="empty",
        )


def test_a_file_is_open_to_the_other_side_once_it_is_safe() -> None:
    """FI-05."""
    application = applications.at("submitted")
    file = correspondence.enclosed(application)
    assert queries.enclosure_of(application, file.pk, is_own=False) == file

    Document.objects.filter(pk=file.document_id).update(scan_state="pending")

    assert queries.enclosure_of(application, file.pk, is_own=False) is None
    assert queries.enclosure_of(application, file.pk, is_own=True) == file
    assert Enclosure.objects.count() == 1


def test_threads_wait_from_the_first_message_nobody_answered() -> None:
    first = applications.at("submitted")
    second = applications.at("submitted", by=otto())
    now = timezone.now()
    today = in_hong_kong(now).date()
    then = Calendar().after(today - timedelta(days=30), 1)
    at = end_of(then, now)
    correspondence.written(second, by=otto(), now=at)
    correspondence.replied(second)
    correspondence.written(first, now=at)
    correspondence.written(first, "Hello?", now=now)

    found = queries.threads(refreshed(paul()), now=now)

    assert [(one.application, one.is_waiting) for one in found] == [(first, True), (second, False)]
    assert found[0].age == Calendar().between(then, today)
    assert [entry.title for entry in to_answer(refreshed(paul()), now)] == [first.reference]


def test_what_is_unread_is_told_until_it_is_opened() -> None:
    application = applications.at("submitted")
    correspondence.replied(application)
    actor, now = refreshed(mira()), timezone.now()
    assert queries.unread_in(application, actor) == 1
    assert [entry.status for entry in to_read(actor, now)] == ["New"]

    operations.mark_read(application_id=application.pk, actor=actor)

    assert to_read(actor, now) == []
    assert queries.unread_in(application, actor) == 0
    operations.mark_read(application_id=applications.at("submitted", by=otto()).pk, actor=actor)
    assert ReadMark.objects.filter(reader=actor.person).count() == 1


def test_the_timeline_tells_of_messages_without_names() -> None:
    application = applications.at("submitted")
    correspondence.written(application)
    correspondence.replied(application)

    lines = standing.told_elsewhere(application)

    assert [str(line.title) for line in lines] == [
        "You wrote to the programme office",
        "The programme office wrote to you",
    ]
