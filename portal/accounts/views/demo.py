"""Stepping into one of the demo's people; there is no such page outside of the demo."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts import demo, queries
from portal.accounts.actors import actor_of


@require_POST
def step_in(request: HttpRequest) -> HttpResponse:
    """Become a demo person with one click, in a session of its own; the log says so."""
    person = queries.demo_person(request.POST.get("account", "")) if settings.DEMO_MODE else None
    if person is None:
        raise Http404
    before = actor_of(request).user
    demo.record_step_in(person=person, before=before)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    messages.success(request, _("You are now %(name)s.") % {"name": person.name})
    return redirect("home")
