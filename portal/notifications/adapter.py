"""Sign-up, reset and other mails of allauth go through the outbox like every other message."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.template.loader import render_to_string

from portal.accounts.models import User
from portal.notifications.operations import post


class PortalAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Writes mails to the outbox, so that one is neither lost nor waited for."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render allauth's templates and promise the delivery."""
        values = {**context, "email": email}
        with transaction.atomic():
            post(
                kind=template_prefix.rsplit("/", 1)[-1],
                key=f"account:{uuid.uuid4()}",
                address=email,
                recipient=User.objects.filter(email__iexact=email).first(),
                subject=render_to_string(f"{template_prefix}_subject.txt", values),
                body=render_to_string(f"{template_prefix}_message.txt", values),
            )
