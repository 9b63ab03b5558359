"""Officers' pages: the board of a call, the proposal of a run, one application's assessors."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grants.programmes.models import Call
from portal.accounts.actors import Actor, actor_of
from portal.core.denial import verdict
from portal.ui.answers import refusal_as_message, refusal_in
from reviews.assignment import lifecycle, operations, queries, rules
from reviews.assignment.candidates import candidates
from reviews.assignment.facts import Facts
from reviews.assignment.forms import AssignForm, FilterForm, ReasonForm, RunForm
from reviews.assignment.models import AssignmentRun
from reviews.assignment.wording import stage_words
from reviews.bidding.queries import open_round
from reviews.pool.absences.spans import SCORING_TIME
from reviews.pool.queries import calls_for, serving

PAGE = 50
form_page = require_http_methods(["GET", "HEAD", "POST"])


def call_for(request: HttpRequest, code: str) -> tuple[Actor, Call]:
    """The actor and the call, if they look after it; for anybody else it is not there."""
    actor = actor_of(request)
    return actor, get_object_or_404(calls_for(actor), code=code)


def _run_in_words(run: AssignmentRun | None, now: datetime) -> dict[str, Any]:
    """What the fragment that watches a run shows."""
    job = run.job if run else None
    return {
        "run": run,
        "job": job,
        "is_working": run is not None and run.state == lifecycle.REQUESTED,
        "has_stopped": queries.has_stopped(job),
        "stage": stage_words(job.progress_note if job else ""),
        "elapsed": _elapsed(run.requested_at, now) if run else "",
    }


def _elapsed(since: datetime, now: datetime) -> str:
    """Minutes and seconds."""
    minutes, seconds = divmod(max(0, int((now - since).total_seconds())), 60)
    return f"{minutes}:{seconds:02d}"


@login_required
@require_safe
def call_assignment(request: HttpRequest, code: str) -> HttpResponse:
    """The board of a call: seats, the open run, coverage of each application, past runs."""
    actor, call = call_for(request, code)
    form = FilterForm(request.GET or None)
    rows = queries.coverage_for(actor, call)
    seats = queries.seats(call, rows)
    if form.is_valid() and form.cleaned_data["open_only"]:
        rows = [row for row in rows if row.open]
    able = serving(call, now=timezone.now()).count()
    context = {
        "call": call,
        "seats": seats,
        "filter_form": form,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "run_form": RunForm(),
        "past_runs": queries.past_runs(call),
        "bidding": open_round(call, now=timezone.now()),
        "may_request": verdict(
            rules.check_request_run, actor, call, open_seats=seats.open, serving=able
        ),
        "may_keep": verdict(rules.check_keep_assignments, actor, call),
        **_run_in_words(queries.open_run(call), timezone.now()),
    }
    return render(request, "reviews/assignment/board.html", context)


@login_required
@require_safe
def run_progress(request: HttpRequest, code: str) -> HttpResponse:
    """The fragment that watches the open run."""
    actor, call = call_for(request, code)
    context = {
        "call": call,
        "may_keep": verdict(rules.check_keep_assignments, actor, call),
        **_run_in_words(queries.open_run(call), timezone.now()),
    }
    return render(request, "reviews/assignment/_run.html", context)


@login_required
@require_POST
def run_request(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a run; asked twice it is one."""
    actor, call = call_for(request, code)
    form = RunForm(request.POST)
    if not form.is_valid():
        seed = _("The seed is a whole number from 0 to 2,147,483,647.")
        chosen = _("Choose what happens to the assignments that stand.")
        messages.error(request, seed if "seed" in form.errors else chosen)
        return redirect("call-assignment", code)
    with refusal_as_message(request):
        operations.request_run(
            call_id=call.pk,
            seed=form.cleaned_data["seed"],
            may_move=bool(form.cleaned_data["may_move"]),
            actor=actor,
            now=timezone.now(),
        )
    return redirect("call-assignment", code)


@login_required
@require_POST
def run_discard(request: HttpRequest, code: str) -> HttpResponse:
    """Put the open run away."""
    actor, call = call_for(request, code)
    run = queries.open_run(call)
    if run is not None:
        with refusal_as_message(request):
            was_ready = run.state == lifecycle.PROPOSED
            operations.discard(run_id=run.pk, actor=actor, now=timezone.now())
            discarded, cancelled = _("The proposal was discarded."), _("The run was cancelled.")
            messages.success(request, discarded if was_ready else cancelled)
    return redirect("call-assignment", code)


@login_required
@form_page
def application_assignment(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """Everybody who has, had or could take one application; one more given by hand."""
    actor, call = call_for(request, code)
    on_board = queries.on_board_for(actor, call)
    application = get_object_or_404(on_board.select_related("organisation"), reference=reference)
    now = timezone.now()
    hidden = queries.hidden_in(call, actor)
    people = candidates(application, Facts(call, now=now), hidden=hidden)
    possible = [one for one in people if not one.obstacle]
    form = AssignForm(request.POST or None, possible=possible, initial=usual_due(now))
    if form.is_valid():
        chosen = {str(one.assessor.reference): one.assessor for one in possible}
        assessor = chosen[form.cleaned_data.pop("assessor")]
        with refusal_in(form):
            operations.assign(
                application_id=application.pk,
                assessor_id=assessor.pk,
                **form.cleaned_data,
                actor=actor,
                now=now,
            )
            messages.success(
                request, _("The application was offered to %(name)s.") % {"name": assessor}
            )
            return redirect("application-assignment", code, reference)
    context = {
        "call": call,
        "application": application,
        "assignments": queries.assignments_of(application),
        "candidates": people,
        "form": form,
        "live": lifecycle.LIVE[:2],
        "may_keep": verdict(rules.check_keep_assignments, actor, call),
    }
    return render(request, "reviews/assignment/application.html", context)


@login_required
@form_page
def assignment_take_back(
    request: HttpRequest, code: str, reference: str, assessor: UUID
) -> HttpResponse:
    """Take an application back from an assessor, with a reason."""
    actor, call = call_for(request, code)
    assignment = get_object_or_404(
        queries.live_in(call)
        .filter(application__in=queries.on_board_for(actor, call).values("pk"))
        .select_related("application__organisation", "assessor__user"),
        application__reference=reference,
        assessor__reference=assessor,
    )
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with refusal_in(form):
            operations.unassign(
                assignment_id=assignment.pk, **form.cleaned_data, actor=actor, now=timezone.now()
            )
            messages.success(request, _("The application was taken back."))
            return redirect("application-assignment", code, reference)
    context = {
        "call": call,
        "assignment": assignment,
        "form": form,
        "may_keep": verdict(rules.check_keep_assignments, actor, call),
    }
    return render(request, "reviews/assignment/take_back.html", context)


def usual_due(now: datetime) -> dict[str, Any]:
    """What a form with a due date begins with."""
    return {"due_on": timezone.localdate(now) + SCORING_TIME}
