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

from grants.applications.veils import veiled_rows
from grants.exclusions import queries as exclusions
from portal.accounts.actors import Actor, actor_of
from portal.accounts.models import Role
from portal.core.denial import verdict
from portal.ui.answers import refusal_as_message, refusal_in
from reviews.conflicts import operations, queries, rules
from reviews.conflicts.forms import FilterForm, RecordForm, RulingForm
from reviews.conflicts.models import Conflict, Ruling
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
        "exclusions": exclusions.read_by(actor, call),
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
        applications=queries.compared_applications(call).exclude(
            pk__in=veiled_rows(actor).values("pk")
        ),
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
    first = conflicts[0]
    may_keep = verdict(rules.check_keep_conflicts, actor, first.application.call)
    form = RulingForm(request.POST or None)
    if form.is_valid():
        chosen = get_object_or_404(of_pair, source=form.cleaned_data["source"])
        with refusal_in(form):
            _rule(chosen, form, actor=actor)
            messages.success(request, _("The ruling was saved."))
            if may_keep:
                return redirect("conflict-list", chosen.application.call.code)
            return redirect("conflict-referred")
    context = {
        "application": first.application,
        "assessor": first.assessor,
        "conflicts": [
            (
                conflict,
                _form_for(conflict, form),
                rules.may_rule(actor, conflict),
            )
            for conflict in conflicts
        ],
        "form": form,
        "may_keep": may_keep,
        "exclusions": exclusions.of_application(first.application),
    }
    return render(request, "reviews/conflicts/pair.html", context)


def _rule(conflict: Conflict, form: RulingForm, *, actor: Actor) -> None:
    """What the form says: a ruling, or the question to the chair."""
    ruling, reason = form.cleaned_data["ruling"], form.cleaned_data["reason"]
    now = timezone.now()
    if ruling == Ruling.REFERRED:
        operations.refer(conflict_id=conflict.pk, reason=reason, actor=actor, now=now)
    else:
        operations.rule(conflict_id=conflict.pk, ruling=ruling, reason=reason, actor=actor, now=now)


@login_required
@require_safe
def conflict_referred(request: HttpRequest) -> HttpResponse:
    """What waits for the chair's ruling."""
    actor = actor_of(request)
    if not actor.has(Role.CHAIR):
        raise Http404
    page = Paginator(queries.referred_for(actor), PAGE).get_page(request.GET.get("page"))
    return render(request, "reviews/conflicts/referred.html", {"page": page})


def _form_for(conflict: Conflict, posted: RulingForm) -> RulingForm:
    """The form beside ``conflict``: the one that came back with errors, or an empty one."""
    if posted.is_bound and posted.data.get("source") == conflict.source:
        return posted
    prefix_of_ids = f"id_{conflict.source}_%s"
    form = RulingForm(initial={"source": conflict.source}, auto_id=prefix_of_ids)
    if rules.is_the_chairs(conflict):
        form.without_referral()
    return form
