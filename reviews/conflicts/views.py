"""Officers' pages on conflicts of interest. The declaration stands on the assessor's own pages."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.actors import actor_of
from portal.core.denial import verdict
from reviews.conflicts import operations, queries, rules
from reviews.conflicts.forms import FilterForm, RecordForm, RulingForm
from reviews.conflicts.models import Conflict
from reviews.pool.answers import refusal_as_message, refusal_in
from reviews.pool.queries import calls_for

PAGE = 50
form_page = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def conflict_list(request: HttpRequest, code: str) -> HttpResponse:
    """The conflicts of a call with their evidence, those to be ruled on first."""
    actor = actor_of(request)
    call = get_object_or_404(calls_for(actor), code=code)
    form = FilterForm(request.GET or None)
    conflicts = queries.conflicts_for(actor).filter(application__call=call)
    ruling = form.ruling_asked()
    if ruling:
        conflicts = conflicts.filter(ruling=ruling)
    context = {
        "call": call,
        "filter_form": form,
        "page": Paginator(conflicts, PAGE).get_page(request.GET.get("page")),
        "may_keep": verdict(rules.check_keep_conflicts, actor, call),
    }
    return render(request, "reviews/conflicts/list.html", context)


@login_required
@require_POST
def conflict_look(request: HttpRequest, code: str) -> HttpResponse:
    """Compare pool and applications now."""
    actor = actor_of(request)
    call = get_object_or_404(calls_for(actor), code=code)
    with refusal_as_message(request):
        found = operations.detect(call_id=call.pk, actor=actor, now=timezone.now())
        sentence = ngettext(
            "%(number)s new conflict was found.", "%(number)s new conflicts were found.", found
        )
        messages.success(request, sentence % {"number": found})
    return redirect("conflict-list", code)


@login_required
@form_page
def conflict_record(request: HttpRequest, code: str) -> HttpResponse:
    """Record a conflict that an officer knows of."""
    actor = actor_of(request)
    call = get_object_or_404(calls_for(actor), code=code)
    form = RecordForm(
        request.POST or None,
        applications=queries.compared_applications(call),
        assessors=queries.pool_assessors(call),
    )
    if form.is_valid():
        with refusal_in(form):
            operations.record(
                application_id=form.cleaned_data["application"].pk,
                assessor_id=form.cleaned_data["assessor"].pk,
                evidence=form.cleaned_data["evidence"],
                actor=actor,
                now=timezone.now(),
            )
            messages.success(request, _("The conflict was recorded."))
            return redirect("conflict-list", code)
    context = {
        "call": call,
        "form": form,
        "may_keep": verdict(rules.check_keep_conflicts, actor, call),
    }
    return render(request, "reviews/conflicts/record.html", context)


@login_required
@form_page
def conflict_pair(request: HttpRequest, reference: str, assessor: UUID) -> HttpResponse:
    """All evidence on one assessor and one application, each piece with its ruling."""
    actor = actor_of(request)
    of_pair = queries.conflicts_for(actor).filter(
        application__reference=reference, assessor__reference=assessor
    )
    conflicts = list(of_pair)
    if not conflicts:
        raise Http404
    form = RulingForm(request.POST or None)
    if form.is_valid():
        chosen = get_object_or_404(of_pair, source=form.cleaned_data["source"])
        with refusal_in(form):
            operations.rule(
                conflict_id=chosen.pk,
                ruling=form.cleaned_data["ruling"],
                reason=form.cleaned_data["reason"],
                actor=actor,
                now=timezone.now(),
            )
            messages.success(request, _("The ruling was saved."))
            return redirect("conflict-list", chosen.application.call.code)
    first = conflicts[0]
    context = {
        "application": first.application,
        "assessor": first.assessor,
        "conflicts": [(conflict, _form_for(conflict, form)) for conflict in conflicts],
        "form": form,
        "may_keep": verdict(rules.check_keep_conflicts, actor, first.application.call),
    }
    return render(request, "reviews/conflicts/pair.html", context)


def _form_for(conflict: Conflict, posted: RulingForm) -> RulingForm:
    """The form beside ``conflict``: the one that came back with errors, or an empty one."""
    if posted.is_bound and posted.data.get("source") == conflict.source:
        return posted
    prefix_of_ids = f"id_{conflict.source}_%s"
    return RulingForm(initial={"source": conflict.source}, auto_id=prefix_of_ids)
