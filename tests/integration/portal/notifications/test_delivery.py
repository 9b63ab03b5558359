"""Delivery: once, tried again after a refusal, and left to a person where nobody can know."""

from __future__ import annotations

from collections.abc import Callable
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction

from portal.documents.operations import store
from portal.jobs.execution import execute
from portal.jobs.models import Job, JobState
from portal.notifications import operations, tasks
from portal.notifications.models import Message, MessageState

pytestmark = pytest.mark.django_db(transaction=True)


def written(**changes: Any) -> Message:
    """A message in the outbox; its delivery is promised and not begun."""
    values = {"subject": "Hello", "body": "It is done.", "address": "mira@example.hk", **changes}
    with transaction.atomic():
        return operations.post(kind="note", key="one", **values)


def deliver() -> tuple[str, str]:
    """Run the newest job once; the states of job and message after it."""
    job = Job.objects.latest("created_at")
    assert job.name == tasks.deliver.name
    execute(job.pk)
    job.refresh_from_db()
    return job.state, Message.objects.get().state


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception | None], None]:
    """Sets what the mail server answers from now on."""
    send = EmailBackend.send_messages

    def answer(trouble: Exception | None) -> None:
        def send_messages(self: EmailBackend, messages: Any) -> int:
            if trouble is not None:
                raise trouble
            return send(self, messages)

        monkeypatch.setattr(EmailBackend, "send_messages", send_messages)

    return answer


@pytest.fixture(autouse=True)
def _nobody_else_runs_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.jobs.operations.ring", lambda _name, _job_id: True)


def test_a_message_reaches_its_reader_once() -> None:
    """TK-07."""
    message = written()

    first, second = deliver(), deliver()

    (sent,) = mail.outbox
    assert first == second == (JobState.DONE, MessageState.SENT)
    assert (sent.to, sent.subject, sent.body) == (["mira@example.hk"], "Hello", "It is done.\n")
    assert sent.extra_headers == {
        "Message-ID": f"<portal-message-{message.pk}@leap.example.hk>",
    }
    message.refresh_from_db()
    assert message.sent_at is not None


def test_files_travel_with_it() -> None:
    file = ContentFile(b"%PDF-1.7 letter", name="x.pdf")
    document = store(file=file, name="信.pdf", content_type="application/pdf", actor=None)
    written(documents=[document])

    deliver()

    (sent,) = mail.outbox
    assert sent.attachments == [("信.pdf", b"%PDF-1.7 letter", "application/pdf")]


def test_what_was_typed_makes_no_header_and_no_second_reader() -> None:
    """IN-08."""
    written(subject="Hello\nBcc: all@evil.example", body="To: all@evil.example\n\nhttps://evil.hk")

    deliver()

    (sent,) = mail.outbox
    raw = sent.message()
    assert sent.recipients() == ["mira@example.hk"]
    assert raw["Bcc"] is None
    assert raw.get_all("To") == ["mira@example.hk"]
    assert b"https://evil.hk" not in raw.as_bytes()


def test_a_refusal_is_tried_again_and_then_sent(server: Any) -> None:
    """TK-10."""
    written()
    server(SMTPServerDisconnected("busy"))
    refused = deliver()
    error = Message.objects.get().error

    server(None)
    sent = deliver()

    assert refused == (JobState.WAITING, MessageState.FAILED)
    assert error == "SMTPServerDisconnected: busy"
    assert sent == (JobState.DONE, MessageState.SENT)
    assert Message.objects.get().error == ""
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    "trouble",
    [OSError("no route"), ValueError("no such address"), SMTPServerDisconnected("550 no")],
)
def test_three_refusals_are_left_to_a_person(trouble: Exception, server: Any) -> None:
    """TK-08, TK-10."""
    written()
    server(trouble)

    states = [deliver() for _start in range(3)]

    assert states[-1] == (JobState.DEAD, MessageState.FAILED)
    assert mail.outbox == []


def test_a_message_found_half_sent_is_not_sent_again() -> None:
    """TK-03, LT-05: the worker died while the mail server took it, and nobody knows."""
    message = written()
    operations.claim(message_id=message.pk)

    states = deliver()

    assert states == (JobState.DONE, MessageState.UNCERTAIN)
    assert mail.outbox == []


def test_a_message_whose_file_is_gone_is_a_failure() -> None:
    file = ContentFile(b"%PDF-1.7 letter", name="x.pdf")
    document = store(file=file, name="x.pdf", content_type="application/pdf", actor=None)
    written(documents=[document])
    document.file.storage.delete(str(document.file.name))

    assert deliver() == (JobState.WAITING, MessageState.FAILED)
    assert mail.outbox == []


@pytest.mark.parametrize("state", [MessageState.SENT, MessageState.UNCERTAIN])
def test_only_what_waits_or_failed_is_claimed(state: MessageState) -> None:
    message = written()
    Message.objects.update(state=state)

    assert operations.claim(message_id=message.pk) is None
    assert Message.objects.get().state == state
