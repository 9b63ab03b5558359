"""What a visitor worked out about a call before signing up, kept in their own browser.

A signed cookie for each kind and call: nothing about a visitor is stored here, and it is still
there after sign-up, in the same browser. Whatever comes back is signed, but may be old: whoever
reads it looks at it as at any input.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from grants.programmes.models import Call

SECONDS = 30 * 24 * 3600
MOST_CHARACTERS = 3000
"""Browsers drop cookies of more than 4,096 bytes."""


def keep(response: HttpResponse, kind: str, call: Call, value: Any) -> bool:
    """Give ``value`` to the browser for thirty days; False when it is too much to keep."""
    written = signing.dumps(value, salt=_name(kind, call), compress=True)
    if len(written) > MOST_CHARACTERS:
        return False
    response.set_cookie(
        _name(kind, call),
        written,
        max_age=SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return True


def kept(request: HttpRequest, kind: str, call: Call) -> Any:
    """What was kept, or None: nothing there, too old, or not written by the portal."""
    written = request.COOKIES.get(_name(kind, call), "")
    try:
        return signing.loads(written, salt=_name(kind, call), max_age=SECONDS)
    except signing.BadSignature:
        return None


def forget(response: HttpResponse, kind: str, call: Call) -> None:
    """Take it out of the browser again."""
    response.delete_cookie(_name(kind, call), samesite="Lax")


def _name(kind: str, call: Call) -> str:
    return f"{kind}-{call.code}"
