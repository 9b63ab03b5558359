"""Reading what the portal wrote to somebody."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from portal.notifications.models import Message


def last_letter(address: str) -> Message:
    """The newest message to ``address``."""
    return Message.objects.filter(address=address).latest("pk")


def link_in(letter: Message) -> str:
    """The path of the first link to the portal's pages in ``letter``."""
    found = re.search(r"https?://testserver(/\S+)", letter.body)
    assert found, letter.body
    return urlsplit(found.group(1)).path
