"""Plain text of messages: nothing escaped as HTML, and no link but to the portal itself.

Titles and names that people typed end up in messages to others. Mail programs make links of
whatever looks like one, so an address that is not the portal's own is written in a way that
stays readable and cannot be clicked (requirement IN-08).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template import Context
from django.template.loader import get_template

LINK = re.compile(r"(?:\b[a-z][a-z0-9+.-]*://|\bwww\.|\bmailto:)[^\s<>\"')]+", re.IGNORECASE)


def render_plain(template: str, values: Mapping[str, Any]) -> str:
    """``template`` with ``values`` as they are: an ampersand stays one."""
    compiled: Any = get_template(template)
    return str(compiled.template.render(Context(dict(values), autoescape=False)))


def without_foreign_links(text: str) -> str:
    """``text`` with every address that is not the portal's own made harmless."""
    return LINK.sub(_harmless, text)


def _harmless(found: re.Match[str]) -> str:
    link = found.group()
    if link.lower().startswith(("http://", "https://")) and _host(link) in _own_hosts():
        return link
    return link.replace("://", "[:]//").replace(".", "[.]")


def _host(link: str) -> str:
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    return "" if "@" in parts.netloc else parts.hostname or ""


def _own_hosts() -> set[str]:
    named = {host.strip("[]") for host in settings.ALLOWED_HOSTS if "*" not in host}
    return named | {urlsplit(settings.SITE_URL).hostname or ""}
