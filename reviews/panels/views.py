"""The ranked list, its lines, and the end of the assessment."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from grants.decisions.entries import departures
from grants.decisions.models import RecommendationList
from grants.decisions.queries import entries_of, recommended_total
from grants.programmes.models import Call
from portal.accounts.actors import actor_of
from portal.core.denial import Denied, verdict
from reviews.assignment.queries import coverage
from reviews.panels import operations, queries, rules
from reviews.panels.forms import LineForm, OpenPanelForm, initial
from reviews.panels.queries import Ranked
from reviews.pool.queries import calls_for


@login_required
@require_GET
def panel_list(request: HttpRequest) -> HttpResponse:
    """The calls before a panel."""
    found = queries.calls_before_a_panel(actor_of(request))
    return render(request, "reviews/panels/list.html", {"calls": found})


@login_required
@require_GET
def panel_detail(request: HttpRequest, code: str) -> HttpResponse:
    """The ranking against the envelope, with the panel's recommendations."""
    return _page(request, _call(request, code))


@login_required
@require_POST
def panel_propose(request: HttpRequest, code: str) -> HttpResponse:
    """Begin the list, or begin it again, from the ranking alone."""
    call = _call(request, code)
    try:
        operations.propose_from_ranking(
            call_id=call.pk, actor=actor_of(request), now=timezone.now()
        )
    except Denied as denied:
        return _page(request, call, refusal=str(denied))
    messages.success(request, _("The list follows the ranking now. Change it line by line."))
    return redirect("panel-detail", code=code)


@login_required
@require_http_methods(["GET", "POST"])
def panel_line(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """One line of the list; an application one conflicts with is not there."""
    call = _call(request, code)
    row = _row(request, call, reference)
    application = row.application
    if application is None:
        raise Http404
    form = LineForm(request.POST or None, initial=initial(row.recommendation, application))
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_line(
                call_id=call.pk,
                entry=form.entry(application),
                actor=actor_of(request),
                now=timezone.now(),
            )
        except Denied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(
                request, _("Saved: %(reference)s.") % {"reference": application.reference}
            )
            return redirect("panel-detail", code=code)
    context = {"call": call, "row": row, "application": application, "form": form}
    context["can_write"] = _can_write(request, call)
    return render(request, "reviews/panels/line.html", context)


@login_required
@require_POST
def panel_put_forward(request: HttpRequest, code: str) -> HttpResponse:
    """The chair hands the list to the approver."""
    call = _call(request, code)
    prepared = get_object_or_404(RecommendationList, call=call)
    version = request.POST.get("version", "")
    if not version.isdecimal():
        raise BadRequest("no version")
    try:
        operations.put_forward(
            list_id=prepared.pk,
            version=int(version),
            actor=actor_of(request),
            now=timezone.now(),
        )
    except Denied as denied:
        return _page(request, call, refusal=str(denied))
    messages.success(request, _("The list is put forward. The approver decides now."))
    return redirect("panel-detail", code=code)


@login_required
@require_http_methods(["GET", "POST"])
def panel_open(request: HttpRequest, code: str) -> HttpResponse:
    """The officer ends the assessment: coverage first, then the button."""
    call = get_object_or_404(calls_for(actor_of(request)), code=code)
    form = OpenPanelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.open_panel(
                call_id=call.pk,
                reason=form.cleaned_data["reason"],
                actor=actor_of(request),
                now=timezone.now(),
            )
        except Denied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, _("The assessment is over. The panel sees the ranking."))
            return redirect("panel-detail", code=code)
    rows = coverage(call)
    wanted = call.assessors_per_application
    context = {
        "call": call,
        "form": form,
        "rows": rows,
        "complete": sum(row.sheets >= wanted for row in rows),
        "missing": [row for row in rows if row.sheets < wanted],
    }
    return render(request, "reviews/panels/open.html", context)


def _call(request: HttpRequest, code: str) -> Call:
    return get_object_or_404(queries.calls_before_a_panel(actor_of(request)), code=code)


def _row(request: HttpRequest, call: Call, reference: str) -> Ranked:
    hidden = queries.conflicted(call, actor_of(request))
    for row in queries.as_seen(queries.ranking(call), hidden):
        if row.application and row.application.reference == reference:
            return row
    raise Http404


def _can_write(request: HttpRequest, call: Call) -> Any:
    actor = actor_of(request)
    conflicts = queries.conflicted(call, actor)
    return verdict(rules.check_write, actor, call, conflicts=conflicts)


def _page(request: HttpRequest, call: Call, *, refusal: str = "") -> HttpResponse:
    actor = actor_of(request)
    hidden = queries.conflicted(call, actor)
    rows = queries.as_seen(queries.ranking(call), hidden)
    prepared = RecommendationList.objects.filter(call=call).first()
    entries = entries_of(prepared) if prepared else []
    shown = [entry for entry in entries if entry.application_id not in hidden]
    context = {
        "call": call,
        "rows": rows,
        "prepared": prepared,
        "total": sum((entry.amount for entry in shown), start=0)
        if hidden or prepared is None
        else recommended_total(prepared),
        "departing": departures(shown, pass_mark=call.pass_mark),
        "can_write": _can_write(request, call),
        "refusal": refusal,
    }
    return render(request, "reviews/panels/detail.html", context)
