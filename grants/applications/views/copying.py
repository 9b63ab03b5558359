"""Pages that copy an application into another call."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from grants.applications import copying, queries
from grants.applications.forms.deeds import CopyForm
from grants.programmes.queries import open_calls
from portal.accounts.actors import actor_of
from portal.core.denial import Denied
from portal.i18n.texts import Text

WHY: dict[str, Any] = {
    "dates": _("Dates of the project: choose new ones for this call."),
    "declaration": _("The declaration: it is made anew for each application."),
    "term": _("This choice is no longer offered."),
    "question_gone": _("The new call does not ask this question."),
    "question_changed": _("The new call wants another kind of answer to this question."),
    "answer_too_long": _("The answer is longer than the new call allows."),
    "file": _("This file is not known to be safe. Attach it again."),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def application_copy(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose the call; the copy is a draft like any other."""
    actor, now = actor_of(request), timezone.now()
    source = get_object_or_404(queries.own(actor), reference=reference)
    every = open_calls(now)
    room = queries.calls_with_room(now, organisation_id=source.organisation_id)
    calls = {call.code: call for call in (every if request.method == "POST" else room)}
    form = CopyForm(request.POST or None, calls=list(calls.values()))
    if request.method == "POST" and form.is_valid():
        chosen = calls[form.cleaned_data["call"]]
        try:
            copied = copying.copy_into(source_id=source.pk, call_id=chosen.pk, actor=actor, now=now)
        except Denied as denied:
            form.add_error(None, str(denied))
        else:
            return redirect("application-copied", copied.reference)
    context = {
        "application": source,
        "form": form,
        "calls": calls,
        "is_any_open": bool(calls) or every.exists(),
    }
    return render(request, "grants/applications/copy.html", context)


@login_required
@require_safe
def application_copied(request: HttpRequest, reference: str) -> HttpResponse:
    """What was copied from where, and each thing that was not, with the reason."""
    application = get_object_or_404(queries.own(actor_of(request)), reference=reference)
    event = queries.copy_event(application)
    if event is None:
        raise Http404
    left_out = [(Text(one.get("label", {})), WHY[one["why"]]) for one in event.details["left_out"]]
    context = {
        "application": application,
        "source": event.details["source"],
        "left_out": left_out,
    }
    return render(request, "grants/applications/copied.html", context)
