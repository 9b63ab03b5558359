"""Messages to people: each row is one e-mail, written with the deed and delivered by a job."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.documents.models import Document


class MessageState(models.TextChoices):
    """Where a message stands. ``uncertain``: the worker died while the mail server took it."""

    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Refused by the mail server")
    UNCERTAIN = "uncertain", _("May or may not have left")


STUCK = (MessageState.FAILED, MessageState.UNCERTAIN)
"""States that nothing but a person or another start of the job can end."""


class Message(models.Model):
    """One e-mail. ``key`` is unique: the same event never writes a second one."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, unique=True)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="messages"
    )
    address = models.EmailField(max_length=254)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    documents = models.ManyToManyField(Document, related_name="+")
    scope = models.CharField(max_length=20, blank=True)
    state = models.CharField(
        max_length=10, choices=MessageState.choices, default=MessageState.QUEUED
    )
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-created_at"], name="messages_newest_first")]

    @property
    def audit_kind(self) -> str:
        """Kind in the audit log."""
        return "message"

    @property
    def audit_reference(self) -> str:
        """The message's number and kind: the log holds no addresses."""
        return f"message-{self.pk}:{self.kind}"

    @property
    def audit_scope(self) -> str:
        """The call's code, where the message is about one."""
        return self.scope
