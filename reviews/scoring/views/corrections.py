"""Correcting a sheet that was handed in, and abstaining from one that was not."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.actors import actor_of
from portal.core.denial import verdict
from portal.ui.answers import refusal_in
from reviews.assignment.models import Assignment
from reviews.assignment.queries import readable_by
from reviews.assignment.reading import content_for
from reviews.scoring import operations, queries, rules
from reviews.scoring.forms import AbstainForm, CorrectionForm, initial


def _mine(request: HttpRequest, reference: str) -> Assignment:
    return get_object_or_404(readable_by(actor_of(request)), application__reference=reference)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def score_sheet_correct(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole sheet anew with a reason; what stands meanwhile is what was handed in."""
    assignment = _mine(request, reference)
    review = queries.sheet_of(assignment)
    newest = queries.latest_version(review) if review else None
    criteria = queries.criteria_of(assignment.application.call)
    values = initial(criteria, queries.marks_of(review), review.comment if review else "")
    form = CorrectionForm(
        request.POST if request.method == "POST" else None,
        criteria=criteria,
        initial={**values, "seen": newest.number if newest else 0},
    )
    if form.is_valid():
        with refusal_in(form):
            operations.correct(
                assignment_id=assignment.pk,
                correction=form.correction(),
                actor=actor_of(request),
                now=timezone.now(),
            )
            messages.success(request, _("Your correction is handed in. The old version is kept."))
            return redirect("score-sheet", reference=reference)
    context = {
        "assignment": assignment,
        "application": assignment.application,
        "content": content_for(assignment),
        "attachment_url_name": "assignment-attachment",
        "reference": reference,
        "newest": newest,
        "form": form,
        "can_correct": verdict(
            rules.check_correct,
            actor_of(request),
            assignment,
            has_leave=queries.open_leave(review) is not None,
        ),
    }
    return render(request, "reviews/scoring/correct.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def score_sheet_abstain(request: HttpRequest, reference: str) -> HttpResponse:
    """Give no marks, with a reason."""
    assignment = _mine(request, reference)
    form = AbstainForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusal_in(form):
            operations.abstain(
                assignment_id=assignment.pk,
                **form.cleaned_data,
                actor=actor_of(request),
                now=timezone.now(),
            )
            told = _("You abstain from %(reference)s. The programme office knows why.")
            messages.success(request, told % {"reference": reference})
            return redirect("assignment-list")
    context = {
        "assignment": assignment,
        "application": assignment.application,
        "reference": reference,
        "form": form,
        "can_abstain": verdict(rules.check_score, actor_of(request), assignment),
    }
    return render(request, "reviews/scoring/abstain.html", context)
