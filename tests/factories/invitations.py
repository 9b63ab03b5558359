"""Invitations into organisations, sent by the real operation, and the links in their messages."""

from __future__ import annotations

import re
from datetime import datetime

from django.utils import timezone

from portal.accounts.actors import Actor
from portal.notifications.models import Message
from portal.organisations.models import Invitation, Organisation
from portal.organisations.operations import inviting
from tests.factories import people

LINK = re.compile(r"http\S+(/invitations/link/\S+)")


def to(
    address: str,
    organisation: Organisation,
    owner: Actor,
    *,
    role: str = "editor",
    now: datetime | None = None,
) -> Invitation:
    """An invitation by ``owner`` to ``address``, in English."""
    return inviting.invite(
        organisation_id=organisation.pk,
        email=address,
        role=role,
        language="en",
        actor=people.refreshed(owner),
        now=now or timezone.now(),
    )


def link_to(address: str) -> str:
    """The path in the newest message of invitation to ``address``."""
    message = Message.objects.filter(kind="invitation", address=address).order_by("-pk").first()
    assert message is not None
    found = LINK.search(message.body)
    assert found is not None
    return found[1]
