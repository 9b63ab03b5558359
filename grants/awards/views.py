"""The release of a call, its letters, and the outcome as the applicant sees it."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from grants.applications import queries as applications
from grants.awards import operations, queries, rules
from grants.awards.contents import grounds_of, instalments_of, lines_of, typed_in
from grants.decisions import queries as decisions
from grants.decisions.feedback import to_tell
from grants.decisions.lifecycle import RELEASED
from grants.decisions.models import Decision, RecommendationList
from grants.decisions.rules import check_preview, check_release
from portal.accounts.actors import actor_of
from portal.core.denial import Denied, verdict
from portal.documents.serving import download
from portal.pdf.glyphs import missing_characters
from portal.pdf.render import RenderFailed


@login_required
@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, code: str) -> HttpResponse:
    """What will leave, and the button that lets it leave; what has left is on the letters' page."""
    prepared = _list(request, code)
    if prepared.state == RELEASED:
        return redirect("letter-list", code=code)
    if request.method == "GET":
        return _release_page(request, prepared)
    try:
        count = operations.release(
            call_id=prepared.call_id, actor=actor_of(request), now=timezone.now()
        )
    except Denied as denied:
        return _not_released(request, code, denied)
    messages.success(
        request,
        ngettext(
            "Released. %(count)s letter is being made.",
            "Released. %(count)s letters are being made.",
            count,
        )
        % {"count": count},
    )
    return redirect("letter-list", code=code)


def _not_released(request: HttpRequest, code: str, denied: Denied) -> HttpResponse:
    """The second of two clicks finds the letters on their way; any other refusal is told."""
    prepared = _list(request, code)
    if prepared.state == RELEASED:
        return redirect("letter-list", code=code)
    return _release_page(request, prepared, refusal=str(denied))


def _list(request: HttpRequest, code: str) -> RecommendationList:
    return get_object_or_404(decisions.visible_to(actor_of(request)), call__code=code)


def _release_page(
    request: HttpRequest, prepared: RecommendationList, *, refusal: str = ""
) -> HttpResponse:
    actor = actor_of(request)
    found = decisions.decisions_for(actor, prepared.call)
    amounts = [one.amount for one in found if one.is_award]
    context = {
        "prepared": prepared,
        "call": prepared.call,
        "awards": len(amounts),
        "refusals": len(found) - len(amounts),
        "total": sum(amounts, Decimal(0)),
        "unprintable": queries.unprintable(found),
        "can_release": verdict(check_release, actor, prepared),
        "refusal": refusal,
    }
    return render(request, "grants/awards/release.html", context)


@login_required
@require_GET
def letter_list(request: HttpRequest, code: str) -> HttpResponse:
    """The letters of a call: numbers, whether made and sent; htmx asks for the progress alone."""
    prepared = _list(request, code)
    posted = queries.letters_of(actor_of(request), prepared.call)
    progress = queries.progress_of(posted)
    context = {"call": prepared.call, "posted": posted, "progress": progress}
    if not request.headers.get("HX-Request"):
        return render(request, "grants/awards/letters.html", context)
    response = render(request, "grants/awards/_progress.html", context)
    if progress.is_over:
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_GET
def letter_preview(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """A letter as it would leave, marked as a preview; what stops it is told on the list's page."""
    actor = actor_of(request)
    prepared = _list(request, code)
    try:
        check_preview(actor, prepared)
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied
    decision = queries.decision_to_preview(actor, prepared, reference)
    if decision is None:
        raise Http404
    try:
        pdf = operations.preview(decision=decision, actor=actor, now=timezone.now())
    except RenderFailed:
        messages.error(request, _unprinted(decision))
        return redirect("decision-detail", code=code)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="preview-{reference}.pdf"'
    return response


def _unprinted(decision: Decision) -> str:
    named = {
        "reference": decision.application.reference,
        "characters": " ".join(missing_characters(typed_in(decision))),
    }
    if named["characters"]:
        return _("The letter of %(reference)s cannot show these: %(characters)s") % named
    return _("The letter of %(reference)s could not be printed.") % named


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
    decision = get_object_or_404(queries.outcome_of(application.pk))
    letter = getattr(decision, "letter", None)
    context = {
        "application": application,
        "call": application.call,
        "decision": decision,
        "letter": letter,
        "can_open": verdict(rules.check_open, letter, is_stopped=queries.is_stopped(letter)),
        "conditions": lines_of(decision.conditions),
        "by_criterion": to_tell(decision.by_criterion),
        "instalments": instalments_of(decision),
        **grounds_of(decision),
    }
    return render(request, "grants/awards/decision.html", context)
