"""The release of a call, its letters, and the outcome as the applicant sees it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from grants.applications import queries as applications
from grants.awards import operations, queries, rules
from grants.decisions import queries as decisions
from grants.decisions.models import RecommendationList
from grants.decisions.rules import check_release
from portal.accounts.actors import actor_of
from portal.core.denial import Denied, verdict
from portal.documents.serving import download


@login_required
@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, code: str) -> HttpResponse:
    """What will leave, and the button that lets it leave."""
    actor = actor_of(request)
    prepared = _list(request, code)
    refusal = ""
    if request.method == "POST":
        try:
            count = operations.release(call_id=prepared.call_id, actor=actor, now=timezone.now())
        except Denied as denied:
            refusal = str(denied)
        else:
            messages.success(
                request, _("Released. %(count)s letters are being made.") % {"count": count}
            )
            return redirect("letter-list", code=code)
    found = decisions.decisions_of(prepared.call)
    context = {
        "prepared": prepared,
        "call": prepared.call,
        "awards": found.filter(is_award=True).count(),
        "refusals": found.filter(is_award=False).count(),
        "total": decisions.recommended_total(prepared),
        "can_release": verdict(check_release, actor, prepared),
        "refusal": refusal,
    }
    return render(request, "grants/awards/release.html", context)


def _list(request: HttpRequest, code: str) -> RecommendationList:
    return get_object_or_404(decisions.visible_to(actor_of(request)), call__code=code)


@login_required
@require_GET
def letter_list(request: HttpRequest, code: str) -> HttpResponse:
    """The letters of a call: numbers, whether made and sent; htmx asks for the progress alone."""
    prepared = _list(request, code)
    context = {
        "call": prepared.call,
        "letters": queries.letters_of(prepared.call),
        "progress": queries.progress_of(prepared.call),
    }
    fragment = request.headers.get("HX-Request") and "_progress.html"
    return render(request, f"grants/awards/{fragment or 'letters.html'}", context)


@login_required
@require_GET
def letter_download(request: HttpRequest, number: str) -> HttpResponse | FileResponse:
    """One letter as PDF, for its organisation and for staff of its call."""
    letter = get_object_or_404(queries.visible_to(actor_of(request)), number=number)
    if letter.document is None:
        raise Http404
    return download(letter.document)


@login_required
@require_GET
def application_decision(request: HttpRequest, reference: str) -> HttpResponse:
    """The outcome of one's own application; before the release it is not there."""
    actor = actor_of(request)
    application = get_object_or_404(applications.own(actor), reference=reference)
    if not verdict(rules.check_read_outcome, actor, application):
        raise Http404
    decision = queries.outcome_of(application.pk)
    letter = getattr(decision, "letter", None)
    context = {
        "application": application,
        "decision": decision,
        "letter": letter,
        "can_open": verdict(rules.check_open, letter),
        "instalments": decision.award.instalments.order_by("number")
        if decision and decision.is_award
        else [],
    }
    return render(request, "grants/awards/decision.html", context)
