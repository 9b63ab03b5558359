"""The score sheet."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.applications.readings import for_assessors
from portal.accounts.actors import actor_of
from portal.core.denial import Denied, verdict
from reviews.assignment.lifecycle import SUBMITTED
from reviews.assignment.models import Assignment
from reviews.assignment.queries import readable_by
from reviews.scoring import operations, queries, rules
from reviews.scoring.forms import ScoreSheetForm, initial


@login_required
@require_http_methods(["GET", "POST"])
def score_sheet(request: HttpRequest, reference: str) -> HttpResponse:
    """The application beside its score sheet; "hand in" wants it complete, "save" does not."""
    actor = actor_of(request)
    assignment = get_object_or_404(readable_by(actor), application__reference=reference)
    can_score = verdict(rules.check_score, actor, assignment)
    review = queries.sheet_of(assignment)
    if request.method == "POST" and assignment.state == SUBMITTED:
        return redirect("score-sheet", reference=reference)
    criteria = queries.criteria_of(assignment.application.call)
    handing_in = request.POST.get("deed") == "submit"
    form = ScoreSheetForm(
        request.POST if request.method == "POST" else None,
        criteria=criteria,
        is_final=handing_in,
        initial=initial(criteria, queries.marks_of(review), review.comment if review else ""),
    )
    if form.is_valid():
        answer = _do(request, assignment, form, handing_in=handing_in)
        if answer is not None:
            return answer
    context = {
        "assignment": assignment,
        "application": assignment.application,
        "content": for_assessors(assignment.snapshot.content),
        "review": review,
        "form": form,
        "can_score": can_score,
        "attachment_url_name": "assignment-attachment",
        "reference": reference,
    }
    return render(request, "reviews/scoring/sheet.html", context)


def _do(
    request: HttpRequest, assignment: Assignment, form: ScoreSheetForm, *, handing_in: bool
) -> HttpResponse | None:
    """Save or hand in; None if it was refused, with the sentence on the form."""
    deed = operations.submit if handing_in else operations.save
    try:
        deed(
            assignment_id=assignment.pk,
            marks=form.marks(),
            comment=form.cleaned_data["comment"],
            actor=actor_of(request),
            now=timezone.now(),
        )
    except Denied as denied:
        form.add_error(None, str(denied))
        return None
    if not handing_in:
        messages.success(request, _("Saved. Only you can see it until you hand it in."))
        return redirect("score-sheet", reference=assignment.application.reference)
    messages.success(
        request,
        _("Score sheet of %(reference)s handed in. Thank you.")
        % {"reference": assignment.application.reference},
    )
    return redirect("assignment-list")
