"""Many pairs at once, and one assessor's side of a call."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.core.denial import verdict
from portal.ui.answers import refusal_in
from reviews.assignment import bulk, lifecycle, operations, queries, rules
from reviews.assignment.candidates import openings
from reviews.assignment.facts import Facts
from reviews.assignment.forms import ManyForm
from reviews.assignment.views.officers import PAGE, call_for, form_page, usual_due
from reviews.pool.models import Assessor
from reviews.pool.queries import members_with_load, serving
from reviews.pool.rules import check_keep_assessors


@login_required
@form_page
def several(request: HttpRequest, code: str) -> HttpResponse:
    """Pairs typed, uploaded or chosen; looked at first, then given."""
    actor, call = call_for(request, code)
    now = timezone.now()
    form = _form(actor, call, request.POST or None, request.FILES or None)
    lines: list[bulk.Line] = []
    if form.is_valid():
        typed = form.cleaned_data["typed"]
        lines = bulk.dry_run(call, typed, actor=actor, now=now)
        if request.POST.get("deed") == "give":
            with refusal_in(form):
                made = operations.assign_many(
                    call_id=call.pk,
                    typed=typed,
                    due_on=form.cleaned_data["due_on"],
                    reason=form.cleaned_data["reason"],
                    only_possible=form.cleaned_data["extent"] == "possible",
                    actor=actor,
                    now=now,
                )
                told = ngettext(
                    "%(number)s assignment was offered.",
                    "%(number)s assignments were offered.",
                    len(made),
                )
                messages.success(request, told % {"number": len(made)})
                return redirect("call-assignment", code)
    context = {
        "call": call,
        "form": _looked(actor, call, form, lines) if lines else form,
        "lines": lines,
        "counts": {kind: sum(one.effect == kind for one in lines) for kind in KINDS},
        "may_keep": verdict(rules.check_keep_assignments, actor, call),
    }
    return render(request, "reviews/assignment/several.html", context)


KINDS = (bulk.ADDED, bulk.STANDING, bulk.REFUSED)


def _form(actor: Actor, call: Call, data: Any, files: Any = None) -> ManyForm:
    now = timezone.now()
    rows = queries.coverage_for(actor, call)
    return ManyForm(
        data,
        files,
        open_to=[
            row.application for row in rows if row.application.state in queries.OPEN_TO_ASSIGN
        ],
        serving=[member.assessor for member in serving(call, now=now)],
        initial=usual_due(now),
    )


def _looked(actor: Actor, call: Call, form: ManyForm, lines: list[bulk.Line]) -> ManyForm:
    """The same form with all rows as text, so that they can be mended and sent again."""
    said = {
        "text": bulk.as_text(lines),
        "due_on": form.cleaned_data.get("due_on"),
        "reason": form.cleaned_data.get("reason"),
        "extent": form.cleaned_data.get("extent"),
    }
    again = _form(actor, call, said)
    again.is_valid()
    for error in form.non_field_errors():
        again.add_error(None, error)
    return again


@login_required
@require_safe
def assessors(request: HttpRequest, code: str) -> HttpResponse:
    """The pool with what everybody carries: the way to one assessor's side."""
    actor, call = call_for(request, code)
    members = members_with_load(call, now=timezone.now(), actor=actor)
    context = {
        "call": call,
        "page": Paginator(members, PAGE).get_page(request.GET.get("page")),
        "may_keep": verdict(rules.check_keep_assignments, actor, call),
    }
    return render(request, "reviews/assignment/assessors.html", context)


@login_required
@require_safe
def assessor(request: HttpRequest, code: str, assessor: UUID) -> HttpResponse:
    """What one assessor has in the call, and what they could be given."""
    actor, call = call_for(request, code)
    pool = Assessor.objects.filter(pools__call=call).select_related("user")
    person = get_object_or_404(pool.prefetch_related("expertise"), reference=assessor)
    now = timezone.now()
    facts = Facts(call, now=now)
    hidden = queries.hidden_in(call, actor)
    theirs = queries.assignments_to(person, call).exclude(application__in=hidden)
    free = [one for one in openings(call, person, facts) if one.application.pk not in hidden]
    context = {
        "call": call,
        "assessor": person,
        "load": facts.load(person, hidden=hidden),
        "absences": facts.absences.get(person.pk, ()),
        "member": call.pool.current().filter(assessor=person).first(),
        "assignments": theirs,
        "openings": free,
        "live": lifecycle.LIVE[:2],
        "due_on": usual_due(now)["due_on"],
        "may_keep": verdict(rules.check_keep_assignments, actor, call),
        "keeps_assessors": verdict(check_keep_assessors, actor),
    }
    return render(request, "reviews/assignment/assessor.html", context)
