"""Stopped jobs and stuck messages: listed, set going again, written down."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.actors import Actor
from portal.audit.models import AuditEvent
from portal.core.denial import Denied
from portal.dashboard import registry
from portal.jobs.models import Job, JobState
from portal.notifications import operations as outbox
from portal.notifications.models import Message, MessageState
from portal.oversight import operations, queries
from portal.oversight.registration import register
from tests.factories import applications, organisations, people

pytestmark = pytest.mark.django_db


def job(state: JobState = JobState.DEAD, **changes: Any) -> Job:
    """A letter that could not be made."""
    values = {"starts": 3, "finished_at": timezone.now(), "error": "FontError: no 㗎", **changes}
    name = "grants.awards.render_letter"
    return Job.objects.create(name=name, key=str(uuid.uuid4()), state=state, **values)


def message(state: MessageState = MessageState.UNCERTAIN, **changes: Any) -> Message:
    """An e-mail to Mira that got stuck."""
    values = {"subject": "Your letter", "body": "Read it.\n", "error": "Lost the line.", **changes}
    return Message.objects.create(
        kind="award_letter",
        key=str(uuid.uuid4()),
        recipient=people.mira().user,
        address="mira@example.hk",
        language="en",
        scope="2025-1",
        state=state,
        **values,
    )


def last_event() -> tuple[str, str | None, str, str]:
    """Action, person and states of the newest event."""
    event = AuditEvent.objects.latest("pk")
    name = event.actor.name if event.actor else None
    return event.action, name, event.from_state, event.to_state


@pytest.mark.parametrize("path", ["/oversight/jobs/", "/oversight/messages/"])
def test_nobody_but_administrators_gets_in(path: str) -> None:
    for who in (people.mira(), people.paul(), people.alan()):
        assert people.client_of(who).get(path).status_code == 403
    assert Client().get(path).status_code == 302


def test_nobody_but_administrators_sets_anything_going() -> None:
    stopped, stuck = job(), message()
    client = people.client_of(people.paul())

    for path in (
        f"/oversight/jobs/{stopped.pk}/retry/",
        f"/oversight/messages/message-{stuck.pk}/send-again/",
        f"/oversight/messages/message-{stuck.pk}/mark-as-sent/",
    ):
        assert client.post(path).status_code == 403
    for deed, values in (
        (operations.retry_job, {"job_id": stopped.pk}),
        (outbox.send_again, {"message_id": stuck.pk}),
        (outbox.mark_as_sent, {"message_id": stuck.pk}),
    ):
        with pytest.raises(Denied, match="Only an administrator"):
            deed(actor=people.paul(), now=timezone.now(), **values)


def test_nobody_but_administrators_has_a_list() -> None:
    """AZ-04."""
    job()

    assert not queries.stopped_jobs(people.alan()).exists()
    assert queries.stopped_jobs(people.ada()).count() == 1


def test_stopped_jobs_are_listed_with_their_error() -> None:
    job()
    job(JobState.DONE, error="")

    page = people.client_of(people.ada()).get("/oversight/jobs/").content.decode()

    assert page.count("grants.awards.render_letter</th>") == 1
    assert "FontError: no 㗎" in page


@pytest.mark.parametrize(
    ("path", "words"),
    [("/oversight/jobs/", "No job has stopped."), ("/oversight/messages/", "No message is stuck.")],
)
def test_an_empty_list_says_so(path: str, words: str) -> None:
    assert words in people.client_of(people.ada()).get(path).content.decode()


def test_a_stopped_job_is_tried_again() -> None:
    stopped = job()

    answer = people.client_of(people.ada()).post(
        f"/oversight/jobs/{stopped.pk}/retry/", follow=True
    )

    stopped.refresh_from_db()
    assert "The job is tried again." in answer.content.decode()
    assert (stopped.state, stopped.starts) == (JobState.WAITING, 0)
    assert last_event() == ("job.retry", "Ada Mak", "dead", "waiting")
    details = AuditEvent.objects.latest("pk").details
    assert details == {"job": "grants.awards.render_letter", "error": "FontError: no 㗎"}


def test_a_job_that_did_not_stop_is_not_found_and_not_retried() -> None:
    done = job(JobState.DONE)
    ada = people.ada()

    answer = people.client_of(ada).post(f"/oversight/jobs/{done.pk}/retry/")

    assert answer.status_code == 404
    with pytest.raises(Denied, match="nothing to retry"):
        operations.retry_job(job_id=done.pk, actor=ada, now=timezone.now())


def test_stuck_messages_are_listed_oldest_first() -> None:
    message(subject="First letter")
    message(MessageState.FAILED, subject="Second letter")
    message(MessageState.SENT, subject="Third letter")

    page = people.client_of(people.ada()).get("/oversight/messages/").content.decode()

    assert page.index("First letter") < page.index("Second letter")
    assert "Third letter" not in page
    assert "Refused by the mail server" in page
    assert "May or may not have left" in page


def test_a_stuck_message_is_sent_again_by_a_new_job() -> None:
    """TK-10."""
    stuck = message()

    answer = people.client_of(people.ada()).post(
        f"/oversight/messages/message-{stuck.pk}/send-again/", follow=True
    )

    stuck.refresh_from_db()
    assert "The message is sent again." in answer.content.decode()
    assert stuck.state == MessageState.QUEUED
    assert Job.objects.get().arguments == {"message_id": stuck.pk}
    assert last_event() == ("message.send_again", "Ada Mak", "uncertain", "queued")
    assert AuditEvent.objects.latest("pk").scope == "2025-1"


def test_a_message_that_left_after_all_is_marked_as_sent() -> None:
    """TK-10."""
    stuck = message()

    answer = people.client_of(people.ada()).post(
        f"/oversight/messages/message-{stuck.pk}/mark-as-sent/", follow=True
    )

    stuck.refresh_from_db()
    assert "The message is marked as sent." in answer.content.decode()
    assert (stuck.state, stuck.sent_at is None) == (MessageState.SENT, False)
    assert not Job.objects.exists()
    assert last_event() == ("message.mark_as_sent", "Ada Mak", "uncertain", "sent")


@pytest.mark.parametrize("deed", ["send-again", "mark-as-sent"])
def test_a_message_that_was_sent_needs_nothing(deed: str) -> None:
    sent = message(MessageState.SENT)

    answer = people.client_of(people.ada()).post(
        f"/oversight/messages/message-{sent.pk}/{deed}/", follow=True
    )

    assert "This message needs nothing" in answer.content.decode()
    assert not AuditEvent.objects.exists()


def test_a_message_that_was_never_written_is_not_found() -> None:
    client = people.client_of(people.ada())

    assert client.post("/oversight/messages/message-1/send-again/").status_code == 404


@pytest.mark.parametrize("path", ["/oversight/jobs/", "/oversight/messages/"])
def test_thirty_rows_cost_as_many_queries_as_one(path: str, django_assert_num_queries: Any) -> None:
    client = people.client_of(people.ada())
    job(), message()
    client.get(path)

    with django_assert_num_queries(10):
        client.get(path)
    for _number in range(60):
        job(), message()
    with django_assert_num_queries(10):
        page = client.get(path).content.decode()

    assert 'rel="next"' in page


def test_home_tells_auditors_and_administrators(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_cards", [])
    register()
    job(), message(), message()

    ada = people.client_of(people.ada()).get("/home/").content.decode()
    alan = people.client_of(people.alan()).get("/home/").content.decode()
    mira = people.client_of(people.mira()).get("/home/").content.decode()

    assert "Running the portal" in ada
    assert '<p class="entry__count">1</p>' in ada
    assert '<p class="entry__count">2</p>' in ada
    assert "Events written today." in alan
    assert "Stopped jobs" not in alan
    assert "Audit log" not in mira


def test_what_names_an_application_of_ones_interest_is_withheld() -> None:
    """AZ-06."""
    application = applications.at("submitted")
    reference = application.reference
    job(error=f"{reference} cannot be printed")
    job(error="Another fault")
    message(subject=f"Your application {reference}", error=f"{reference} bounced")
    message(subject="Your invitation", body="Come.")
    seen = {path: page(people.ada(), path) for path in ("jobs", "messages")}
    organisations.join(application.organisation, people.ada(), "viewer")

    veiled = {path: page(people.refreshed(people.ada()), path) for path in ("jobs", "messages")}

    assert all(reference in text for text in seen.values())
    for text in veiled.values():
        assert reference not in text
        assert "Withheld: it names an application that you have an interest in." in text
    assert "Another fault" in veiled["jobs"]
    assert "Your invitation" in veiled["messages"]
    assert veiled["messages"].count("mira@example.hk") == 1


def page(actor: Actor, name: str) -> str:
    response = people.client_of(actor).get(f"/oversight/{name}/")
    assert response.status_code == 200
    return response.content.decode()
