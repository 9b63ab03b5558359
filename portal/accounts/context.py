"""What the demo's bar needs on every page; nothing at all outside of the demo."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from portal.accounts.demo import parts


def demo(_request: HttpRequest) -> dict[str, Any]:
    """``demo_mode``, and ``demo_roles`` asked for when the bar is drawn."""
    if not settings.DEMO_MODE:
        return {"demo_mode": False}
    return {"demo_mode": True, "demo_roles": SimpleLazyObject(lambda: parts(timezone.now()))}
