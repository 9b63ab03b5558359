"""The ranked list, its lines, and the end of the assessment."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from grants.decisions import rules as decision_rules
from grants.decisions.bounds import breakers, counts
from grants.decisions.forms import seen_version
from grants.decisions.models import RecommendationList
from grants.decisions.queries import entries_of
from grants.programmes.models import Call
from portal.accounts.actors import Actor, actor_of
from portal.core.denial import Denied, Verdict, verdict
from reviews.calibration import queries as calibration
from reviews.panels import operations, queries, rules
from reviews.panels.figures import against_envelope, dot_plot
from reviews.panels.forms import LineForm, OpenPanelForm, initial
from reviews.panels.queries import Ranked
from reviews.pool.queries import calls_for
from reviews.scoring import queries as scoring


@login_required
@require_GET
def panel_list(request: HttpRequest) -> HttpResponse:
    """The calls before a panel."""
    found = calibration.calls_for(actor_of(request))
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
    form = LineForm(
        request.POST if request.method == "POST" else None,
        initial=initial(row.recommendation, row.application),
        criteria=row.criteria,
    )
    stale: Ranked | None = None
    if form.is_valid():
        try:
            operations.change_line(
                call_id=call.pk,
                entry=form.entry(row.application),
                actor=actor_of(request),
                now=timezone.now(),
                seen=request.POST.get("seen", ""),
            )
        except Denied as denied:
            form.add_error(None, str(denied))
            row = _row(request, call, reference)
            stale = row if isinstance(denied, rules.Stale) else None
        else:
            messages.success(request, _("Saved: %(reference)s.") % {"reference": reference})
            return redirect("panel-detail", code=code)
    return _line_page(request, call, row, form=form, stale=stale)


def _line_page(
    request: HttpRequest, call: Call, row: Ranked, *, form: LineForm, stale: Ranked | None
) -> HttpResponse:
    actor, application = actor_of(request), row.application
    context = {
        "call": call,
        "row": row,
        "application": application,
        "form": form,
        "seen": queries.print_of(row),
        "stale": stale.recommendation if stale else None,
        "sheets": scoring.submitted_sheets([application.pk]).get(application.pk, []),
        "can_write": verdict(
            rules.check_write_line,
            actor,
            call,
            application_id=application.pk,
            conflicts=queries.conflicted(call, actor),
        ),
    }
    return render(request, "reviews/panels/line.html", context)


@login_required
@require_POST
def panel_put_forward(request: HttpRequest, code: str) -> HttpResponse:
    """The chair hands the list to the approver; a second click finds it handed over."""
    call = _call(request, code)
    prepared = get_object_or_404(RecommendationList, call=call)
    actor = actor_of(request)
    try:
        operations.put_forward(
            list_id=prepared.pk, version=seen_version(request), actor=actor, now=timezone.now()
        )
    except Denied as denied:
        if queries.waits_for_approval(prepared.pk, actor):
            return redirect("panel-detail", code=code)
        return _page(request, _call(request, code), refusal=str(denied))
    messages.success(request, _("The list is put forward. The approver decides now."))
    return redirect("panel-detail", code=code)


@login_required
@require_http_methods(["GET", "POST"])
def panel_open(request: HttpRequest, code: str) -> HttpResponse:
    """The officer ends the assessment: coverage first, then the button."""
    call = get_object_or_404(calls_for(actor_of(request)), code=code)
    if call.state in calibration.RANKED_CALL_STATES:
        return redirect("panel-detail", code=code)
    form = OpenPanelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
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
    ready = queries.readiness(call, actor_of(request))
    context = {
        "call": call,
        "form": form,
        "ready": ready,
        "can_open": verdict(
            rules.check_open_panel,
            actor_of(request),
            call,
            without_sheets=ready.without_sheets,
            is_unseen_unscored=ready.is_unseen_unscored,
        ),
    }
    return render(request, "reviews/panels/open.html", context)


def _call(request: HttpRequest, code: str) -> Call:
    return get_object_or_404(calibration.calls_for(actor_of(request)), code=code)


def _row(request: HttpRequest, call: Call, reference: str) -> Ranked:
    hidden = queries.conflicted(call, actor_of(request))
    for row in queries.as_seen(queries.ranking(call), hidden):
        if row.application.reference == reference:
            return row
    raise Http404


def _page(request: HttpRequest, call: Call, *, refusal: str = "") -> HttpResponse:
    actor = actor_of(request)
    hidden = queries.conflicted(call, actor)
    everything = queries.ranking(call)
    rows = queries.as_seen(everything, hidden)
    entries = [queries.entry_of(row) for row in rows if row.recommendation]
    bounds = queries.bounds_of(call, rows)
    is_whole = not (hidden and bounds)
    total = decision_rules.total(entries)
    prepared = RecommendationList.objects.select_related("call").filter(call=call).first()
    context = {
        "call": call,
        "rows": rows,
        "hidden": len(hidden),
        "plot": dot_plot(call, rows),
        "shown_rows": against_envelope(call, rows, calibration.latest(call), hidden),
        "prepared": prepared,
        "total": total,
        "left": call.envelope - total,
        "departing": decision_rules.departing_from(call, entries, bounds) if is_whole else (),
        "breaking": breakers(entries, bounds, pass_mark=call.pass_mark) if is_whole else (),
        "quota_counts": counts(entries, bounds),
        "can_write": verdict(rules.check_write, actor, call, conflicts=hidden),
        "can_put_forward": _can_put_forward(actor, prepared, everything, hidden),
        "refusal": refusal,
    }
    return render(request, "reviews/panels/detail.html", context)


def _can_put_forward(
    actor: Actor,
    prepared: RecommendationList | None,
    everything: list[Ranked],
    hidden: set[int],
) -> Verdict | None:
    """Whether the button works, asked of the rules that the deed asks."""
    if prepared is None:
        return None
    can_write = verdict(rules.check_write, actor, prepared.call, conflicts=hidden)
    current = [queries.entry_of(row) for row in everything]
    listed = entries_of(row.recommendation for row in everything if row.recommendation)
    is_fresh = verdict(rules.check_fresh, listed, current)
    now = timezone.now()
    is_quorate = verdict(operations.check_barred, prepared.call, listed, everything, now=now)
    is_ordered = verdict(operations.check_order, prepared.call, everything)
    due = {row.application.pk: row.application for row in everything}
    bounds = queries.bounds_of(prepared.call, everything)
    can_forward = verdict(decision_rules.check_put_forward, actor, prepared, listed, due, bounds)
    refused = (one for one in (can_write, is_ordered, is_quorate, can_forward, is_fresh) if not one)
    return next(refused, can_write)
