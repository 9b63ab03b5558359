"""The score sheet: written beside the application, kept while it is written, handed in."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.applications.autosave import texts
from grants.applications.views.writing import Told, kept_for, page_sent
from portal.accounts.actors import Actor, actor_of
from portal.core.denial import Denied, verdict
from reviews.assignment import lifecycle
from reviews.assignment.models import Assignment
from reviews.assignment.order import in_own_order, next_to_score
from reviews.assignment.queries import readable_by
from reviews.assignment.reading import content_for
from reviews.scoring import keeping, queries, reading, rules
from reviews.scoring.models import Review


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def score_sheet(request: HttpRequest, reference: str) -> HttpResponse:
    """The application beside its score sheet; "hand in" wants it complete, "save" does not."""
    assignment = get_object_or_404(readable_by(actor_of(request)), application__reference=reference)
    if request.method != "POST":
        return _page(request, assignment)
    if assignment.state == lifecycle.SUBMITTED:
        return redirect("score-sheet", reference=reference)
    return _try(request, assignment)


def _try(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    """Save or hand in; what is refused stays on the page, with its sentence."""
    deed = request.POST.get("deed", "")
    keeps = keeping.hand_in if deed == "submit" else keeping.save_page
    actor, sent = actor_of(request), page_sent(request)
    try:
        kept = keeps(assignment_id=assignment.pk, sent=sent, actor=actor, now=timezone.now())
    except Denied as denied:
        form = keeping.sheet_form(assignment, request.POST)
        form.add_error(None, str(denied))
        return _page(request, assignment, {"form": form})
    if kept.is_saved:
        return _after(request, assignment, deed)
    tried = {
        "form": kept.merged.typed,
        "tokens": json.dumps(texts.tokens_of(kept.merged.saved)),
        "conflicts": [Told(one, None) for one in kept.merged.conflicts],
        "saved": texts.posted_of(kept.merged.saved),
    }
    return _page(request, assignment, tried)


def _after(request: HttpRequest, assignment: Assignment, deed: str) -> HttpResponse:
    """On to the next sheet, or back to this one."""
    reference = assignment.application.reference
    if deed not in ("submit", "next"):
        messages.success(request, _("Saved. Only you can see it until you hand it in."))
        return redirect("score-sheet", reference=reference)
    told = {
        "submit": _("Score sheet of %(reference)s handed in. Thank you."),
        "next": _("Score sheet of %(reference)s saved."),
    }
    messages.success(request, told[deed] % {"reference": reference})
    following = next_to_score(in_own_order(readable_by(actor_of(request))), assignment)
    if following is None:
        return redirect("assignment-list")
    return redirect("score-sheet", reference=following.application.reference)


def _page(
    request: HttpRequest, assignment: Assignment, tried: dict[str, Any] | None = None
) -> HttpResponse:
    actor = actor_of(request)
    reference = assignment.application.reference
    form, review = keeping.sheet_form(assignment), queries.sheet_of(assignment)
    can_score = verdict(rules.check_score, actor, assignment)
    queue = in_own_order(readable_by(actor).select_related("snapshot"))
    context = {
        "assignment": assignment,
        "application": assignment.application,
        "content": content_for(assignment),
        "review": review,
        "form": form,
        "can_score": can_score,
        "attachment_url_name": "assignment-attachment",
        "reference": reference,
        "queue": queue,
        "done": sum(one.state == lifecycle.SUBMITTED for one in queue),
        "version": 0,
        "tokens": json.dumps(texts.tokens_of(form)),
        **(tried or {}),
    }
    if assignment.state == lifecycle.SUBMITTED:
        context |= _handed_in(actor, assignment, review)
    if can_score:
        context["autosave"] = {
            "url": reverse("score-sheet-autosave", args=[reference]),
            "person": kept_for(actor.person),
            "place": f"{reference}/score-sheet",
            "is_alone": True,
        }
    return render(request, "reviews/scoring/sheet.html", context)


def _handed_in(actor: Actor, assignment: Assignment, review: Review | None) -> dict[str, Any]:
    """What stands below a sheet that was handed in: its versions, and what others wrote."""
    criteria = queries.criteria_of(assignment.application.call)
    may_correct = verdict(
        rules.check_correct,
        actor,
        assignment,
        has_leave=queries.open_leave(review) is not None,
    )
    may_read = verdict(rules.check_read_others, actor, assignment)
    return {
        "can_correct": may_correct,
        "versions": reading.versions_of(review, criteria),
        "others": reading.others(assignment, criteria) if may_read else [],
    }
