"""Writing messages with the deed, and delivering them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.utils import timezone, translation

from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.audit.operations import record
from portal.documents.models import Document
from portal.jobs.operations import enqueue
from portal.notifications import rules
from portal.notifications.models import Message, MessageState
from portal.notifications.rendering import render_plain, without_foreign_links


def notify(
    kind: str,
    *,
    key: str,
    to: User,
    context: Mapping[str, Any],
    documents: Sequence[Document] = (),
    scope: str = "",
) -> Message:
    """Write the message ``kind`` to ``to`` in their language, and promise its delivery.

    Templates are ``emails/<kind>/subject.txt`` and ``body.txt``; ``key`` is unique, so the same
    event writes one message however often its deed is repeated. Belongs into the deed's
    transaction. ``context`` also gets ``recipient`` and ``site_url``.
    """
    with translation.override(to.language):
        values = {**context, "recipient": to, "site_url": settings.SITE_URL}
        return post(
            kind=kind,
            key=key,
            address=to.email,
            recipient=to,
            subject=render_plain(f"emails/{kind}/subject.txt", values),
            body=render_plain(f"emails/{kind}/body.txt", values),
            documents=documents,
            scope=scope,
        )


def post(
    *,
    kind: str,
    key: str,
    address: str,
    subject: str,
    body: str,
    recipient: User | None = None,
    documents: Sequence[Document] = (),
    scope: str = "",
) -> Message:
    """Write a message whose text is ready, once for each ``key``, and promise its delivery.

    The subject becomes one line; links that lead away from the portal become harmless text.
    """
    if not connection.in_atomic_block:
        raise ValueError("a message is written in the transaction of its deed")
    message, created = Message.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "address": address,
            "recipient": recipient,
            "language": translation.get_language() or "en",
            "subject": without_foreign_links(" ".join(subject.split()))[:250],
            "body": without_foreign_links(body.strip()) + "\n",
            "scope": scope,
        },
    )
    if created:
        message.documents.set(documents)
        enqueue("portal.notifications.deliver", key=f"deliver:{message.pk}", message_id=message.pk)
    return message


@transaction.atomic
def claim(*, message_id: int) -> Message | None:
    """Mark a queued message as being sent, and commit that before the mail server is asked.

    A message found half sent, because a worker died in that instant, becomes ``uncertain`` and is
    left to a person: sending nothing twice is promised, so the portal does not guess.
    """
    message = Message.objects.select_for_update().get(pk=message_id)
    if message.state == MessageState.SENDING:
        message.state = MessageState.UNCERTAIN
        message.save(update_fields=["state"])
    if message.state not in (MessageState.QUEUED, MessageState.FAILED):
        return None
    message.state = MessageState.SENDING
    message.save(update_fields=["state"])
    return message


def transmit(*, message: Message) -> None:
    """Hand ``message`` with its attachments to the mail server."""
    email = EmailMessage(
        subject=message.subject,
        body=message.body,
        to=[message.address],
        headers={"Message-ID": f"<portal-message-{message.pk}@{_own_host()}>"},
    )
    for document in message.documents.order_by("created_at"):
        with document.file.open("rb") as file:
            email.attach(document.name, file.read(), document.content_type)
    email.send()


def mark_sent(*, message: Message) -> None:
    """The mail server took it."""
    message.state, message.sent_at, message.error = MessageState.SENT, timezone.now(), ""
    message.save(update_fields=["state", "sent_at", "error"])


def mark_failed(*, message: Message, error: Exception) -> None:
    """The mail server refused it; the job's next start tries again."""
    message.state, message.error = MessageState.FAILED, f"{type(error).__name__}: {error}"[:2000]
    message.save(update_fields=["state", "error"])


@transaction.atomic
def send_again(*, message_id: int, actor: Actor, now: datetime) -> Message:
    """Promise another delivery of a message that failed or may not have left."""
    message = Message.objects.select_for_update().get(pk=message_id)
    rules.check_settle(actor, message, now=now)
    before = message.state
    message.state = MessageState.QUEUED
    message.save(update_fields=["state"])
    event = record(
        "message.send_again", actor=actor, subject=message, states=(before, message.state)
    )
    key = f"deliver:{message.pk}:{event.pk}"
    enqueue("portal.notifications.deliver", key=key, message_id=message.pk)
    return message


@transaction.atomic
def mark_as_sent(*, message_id: int, actor: Actor, now: datetime) -> Message:
    """Settle a message that left after all, as the mail server's log shows."""
    message = Message.objects.select_for_update().get(pk=message_id)
    rules.check_settle(actor, message, now=now)
    before = message.state
    message.state, message.sent_at = MessageState.SENT, now
    message.save(update_fields=["state", "sent_at"])
    record("message.mark_as_sent", actor=actor, subject=message, states=(before, message.state))
    return message


def _own_host() -> str:
    return settings.DEFAULT_FROM_EMAIL.rsplit("@", 1)[-1].rstrip("> ")
