"""The demo's letter box: visitors read what the portal wrote, for the demo sends no mail."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.notifications import queries

MOST_SHOWN = 50


@require_safe
def letter_box(request: HttpRequest) -> HttpResponse:
    """The newest messages to whomever; there is no such page outside of the demo."""
    _require_demo()
    found = queries.newest()[:MOST_SHOWN]
    return render(request, "portal/notifications/letter_box.html", {"letters": found})


@require_safe
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """One message as its reader gets it, with links to click."""
    _require_demo()
    found = get_object_or_404(queries.newest(), pk=number)
    return render(request, "portal/notifications/letter.html", {"letter": found})


def _require_demo() -> None:
    if not settings.DEMO_MODE:
        raise Http404
