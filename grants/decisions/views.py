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

from grants.decisions import operations, queries, rules
from grants.decisions.entries import departures
from grants.decisions.forms import ApproveForm, ReturnForm
from grants.decisions.models import Outcome, RecommendationList
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
    """Approve the list; a refusal is told on the page."""
    prepared = _found(request, code)
    form = ApproveForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _page(request, prepared, approve_form=form)
    try:
        operations.approve(list_id=prepared.pk, actor=actor_of(request), now=timezone.now())
    except Denied as denied:
        form.add_error(None, str(denied))
        return _page(request, prepared, approve_form=form)
    messages.success(request, _("The list is approved. Nothing leaves until you release it."))
    return redirect("decision-detail", code=code)


@login_required
@require_http_methods(["GET", "POST"])
def decision_return(request: HttpRequest, code: str) -> HttpResponse:
    """Send the list back to the panel; the remarks stay on the page when refused."""
    prepared = _found(request, code)
    form = ReturnForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
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
        return _page(request, prepared, return_form=form)
    messages.success(request, _("The list went back to the panel."))
    return redirect("decision-detail", code=code)


def _found(request: HttpRequest, code: str) -> RecommendationList:
    return get_object_or_404(queries.visible_to(actor_of(request)), call__code=code)


def _page(
    request: HttpRequest,
    prepared: RecommendationList,
    *,
    approve_form: ApproveForm | None = None,
    return_form: ReturnForm | None = None,
) -> HttpResponse:
    actor, call = actor_of(request), prepared.call
    lines = list(queries.lines(prepared))
    departing = departures(queries.entries_of(prepared), pass_mark=call.pass_mark)
    recommended = [line for line in lines if line.outcome == Outcome.RECOMMENDED]
    bars = queries.bars_for(actor, call)
    context: dict[str, Any] = {
        "prepared": prepared,
        "call": call,
        "lines": [(line, line.application_id in departing) for line in lines],
        "recommended": len(recommended),
        "total": queries.recommended_total(prepared),
        "left": call.envelope - queries.recommended_total(prepared),
        "approve_form": approve_form or ApproveForm(),
        "return_form": return_form or ReturnForm(),
        "forms": [form for form in (approve_form, return_form) if form is not None],
        "can_approve": verdict(rules.check_approve, actor, prepared, bars=bars),
        "can_return": verdict(rules.check_return, actor, prepared),
        "can_release": verdict(rules.check_release, actor, prepared),
    }
    return render(request, "grants/decisions/detail.html", context)
