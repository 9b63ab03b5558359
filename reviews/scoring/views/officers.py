"""Officers' pages of the score sheets: how far they are, and leave to correct one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.actors import actor_of
from portal.core.denial import verdict
from portal.exports.models import ExportFormat
from portal.ui.answers import refusal_in
from reviews.pool.queries import calls_for
from reviews.scoring import coverage, operations, queries, rules
from reviews.scoring.forms import LeaveForm


@login_required
@require_safe
def score_coverage(request: HttpRequest, code: str) -> HttpResponse:
    """Coverage and lateness by application and by assessor; no content."""
    actor = actor_of(request)
    call = get_object_or_404(calls_for(actor), code=code)
    now = timezone.now()
    context = {
        "call": call,
        "coverage": coverage.coverage_of(call, actor, now=now),
        "now": now,
        "parameters": {"call": call.code},
        "buttons": ExportFormat.buttons(_("Take the tables away as %(name)s")),
    }
    return render(request, "reviews/scoring/coverage.html", context)


@login_required
@require_safe
def score_application(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """Who has which sheet of one application, and when each version came."""
    actor = actor_of(request)
    call = get_object_or_404(calls_for(actor), code=code)
    shown = coverage.shown_applications(call, actor)
    application = get_object_or_404(shown, reference=reference)
    sheets = coverage.sheets_in([application]).order_by("due_on", "pk")
    context = {
        "call": call,
        "application": application,
        "sheets": sheets.prefetch_related("review__versions", "review__leaves"),
        "is_content_open": call.state in rules.SEEN_IN,
        "now": timezone.now(),
    }
    return render(request, "reviews/scoring/application.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def score_leave(request: HttpRequest, code: str, reference: str, assessor: UUID) -> HttpResponse:
    """Give leave to correct a sheet although the panel is open, with a reason."""
    actor = actor_of(request)
    call = get_object_or_404(calls_for(actor), code=code)
    application = get_object_or_404(coverage.shown_applications(call, actor), reference=reference)
    sheets = coverage.sheets_in([application])
    assignment = get_object_or_404(sheets, assessor__reference=assessor)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusal_in(form):
            operations.grant_leave(
                assignment_id=assignment.pk,
                **form.cleaned_data,
                actor=actor,
                now=timezone.now(),
            )
            messages.success(request, _("The assessor may correct this score sheet once."))
            return redirect("score-application", code, reference)
    context = {
        "call": call,
        "application": application,
        "assignment": assignment,
        "form": form,
        "can_grant": verdict(
            rules.check_grant_leave,
            actor,
            assignment,
            reason="-",
            has_leave=queries.open_leave(queries.sheet_of(assignment)) is not None,
        ),
    }
    return render(request, "reviews/scoring/leave.html", context)
