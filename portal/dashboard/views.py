"""The front page, the home page, and the pages of the footer."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.accounts.actors import actor_of
from portal.dashboard import registry


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The scheme in one page, for everybody."""
    fragments = [
        render_to_string(fragment.template, dict(fragment.context), request)
        for fragment in registry.front_fragments(timezone.now())
    ]
    return render(request, "portal/dashboard/front.html", {"fragments": fragments})


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is there to do, for whoever is signed in."""
    actor = actor_of(request)
    sections = registry.sections_for(actor, timezone.now())
    return render(request, "portal/dashboard/home.html", {"sections": sections, "actor": actor})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Which personal data are kept, what for and how long."""
    return render(request, "portal/dashboard/privacy.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How usable the portal is, and how to tell of barriers."""
    return render(request, "portal/dashboard/accessibility.html")


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Answers to what people ask most."""
    return render(request, "portal/dashboard/help.html")
