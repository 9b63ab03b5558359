"""The recommendation lists, and the approver's page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from grants.applications.veils import interests_in
from grants.decisions import operations, queries, rules
from grants.decisions.bounds import bounds_over, breakers, counts
from grants.decisions.forms import ApproveForm, ReturnForm, seen_version
from grants.decisions.models import Outcome, Recommendation, RecommendationList
from grants.quotas.queries import quotas_of
from portal.accounts.actors import actor_of
from portal.core.denial import Denied, verdict


@login_required
@require_GET
def decision_list(request: HttpRequest) -> HttpResponse:
    """The recommendation lists of the calls one works with."""
    lists = queries.visible_to(actor_of(request)).order_by("-prepared_at")
    return render(request, "grants/decisions/list.html", {"lists": lists})


@login_required
@require_GET
def decision_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One list: every line, the sum against the envelope, the departures and their reasons."""
    return _page(request, _found(request, code))


@login_required
@require_http_methods(["GET", "POST"])
def decision_approve(request: HttpRequest, code: str) -> HttpResponse:
    """Approve the list that was read; a refusal is told on the page."""
    prepared = _found(request, code)
    form = ApproveForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, prepared, approve_form=form)
    actor = actor_of(request)
    try:
        operations.approve(
            list_id=prepared.pk,
            actor=actor,
            now=timezone.now(),
            version=seen_version(request),
        )
    except Denied as denied:
        if queries.is_approved_by(actor, prepared.pk):
            return redirect("decision-detail", code=code)
        form.add_error(None, str(denied))
        return _page(request, _found(request, code), approve_form=form)
    messages.success(request, _("The list is approved. Nothing leaves until you release it."))
    return redirect("decision-detail", code=code)


@login_required
@require_http_methods(["GET", "POST"])
def decision_return(request: HttpRequest, code: str) -> HttpResponse:
    """Send the list back to the panel; the remarks stay on the page when refused."""
    prepared = _found(request, code)
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, prepared, return_form=form)
    try:
        operations.return_list(
            list_id=prepared.pk,
            reason=form.cleaned_data["reason"],
            actor=actor_of(request),
            now=timezone.now(),
        )
    except Denied as denied:
        form.add_error(None, str(denied))
        return _page(request, _found(request, code), return_form=form)
    messages.success(request, _("The list went back to the panel."))
    return redirect("decision-detail", code=code)


def _found(request: HttpRequest, code: str) -> RecommendationList:
    return get_object_or_404(queries.visible_to(actor_of(request)), call__code=code)


def _groups(
    lines: list[Recommendation], departing: set[int], breaking: set[int]
) -> list[tuple[Any, list[tuple[Recommendation, bool, bool]]]]:
    """The lines by outcome, the recommended first; each with whether it departs, from what."""
    by_outcome = [
        (
            outcome.label,
            [
                (one, one.application_id in departing, one.application_id in breaking)
                for one in lines
                if one.outcome == outcome
            ],
        )
        for outcome in Outcome
    ]
    return [(label, found) for label, found in by_outcome if found]


def _page(
    request: HttpRequest,
    prepared: RecommendationList,
    *,
    approve_form: ApproveForm | None = None,
    return_form: ReturnForm | None = None,
) -> HttpResponse:
    actor, call = actor_of(request), prepared.call
    lines = queries.lines_for(actor, prepared)
    entries = queries.entries_of(lines)
    bounds = bounds_over(quotas_of(call), [line.application for line in lines])
    hidden = interests_in(call, actor)
    is_whole = not (hidden and bounds)
    departing = rules.departing_from(call, entries, bounds) if is_whole else set()
    breaking = breakers(entries, bounds, pass_mark=call.pass_mark) if is_whole else set()
    total = rules.total(entries)
    bars = queries.bars_for(actor, call)
    context: dict[str, Any] = {
        "prepared": prepared,
        "call": call,
        "groups": _groups(lines, departing, breaking),
        "departures": len(departing) if is_whole else None,
        "quota_counts": counts(entries, bounds),
        "hidden": len(hidden),
        "recommended": sum(entry.outcome == Outcome.RECOMMENDED for entry in entries),
        "total": total,
        "left": call.envelope - total,
        "approve_form": approve_form or ApproveForm(),
        "return_form": return_form or ReturnForm(),
        "forms": [form for form in (approve_form, return_form) if form is not None],
        "can_approve": verdict(
            rules.check_approve, actor, prepared, writers=queries.writers(prepared), bars=bars
        ),
        "can_return": verdict(rules.check_return, actor, prepared, bars=bars),
        "can_release": verdict(rules.check_release, actor, prepared),
        "can_preview": verdict(rules.check_preview, actor, prepared),
    }
    return render(request, "grants/decisions/detail.html", context)
