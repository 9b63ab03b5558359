"""The applicant's page of whom not to ask."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grants.applications import queries as applications
from grants.exclusions import operations, queries, rules
from grants.exclusions.forms import AskForm
from portal.accounts.actors import actor_of
from portal.core.denial import Denied, verdict


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def application_exclusions(request: HttpRequest, reference: str) -> HttpResponse:
    """What was asked, and the form for one more."""
    actor, now = actor_of(request), timezone.now()
    application = get_object_or_404(applications.own(actor), reference=reference)
    form = AskForm(request.POST or None)
    if form.is_valid():
        try:
            operations.ask(application_id=application.pk, **form.cleaned_data, actor=actor, now=now)
        except Denied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, _("The programme office will read your request."))
            return redirect("application-exclusions", reference)
    context = {
        "application": application,
        "form": form,
        "requests": queries.of_application(application),
        "may_change": verdict(rules.check_change, actor, application, now=now),
    }
    return render(request, "grants/exclusions/exclusions.html", context)


@login_required
@require_POST
def application_exclusion_drop(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Take one back."""
    actor = actor_of(request)
    application = get_object_or_404(applications.own(actor), reference=reference)
    asked = get_object_or_404(queries.of_application(application), pk=number)
    try:
        operations.take_back(request_id=asked.pk, actor=actor, now=timezone.now())
        messages.success(request, _("Your request is taken back."))
    except Denied as denied:
        messages.error(request, str(denied))
    return redirect("application-exclusions", reference)
