"""Why not this assessor: what stands against a pair, what the solver said, what it would cost."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from grants.applications.models import Application
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.core.denial import verdict
from portal.ui.answers import refusal_as_message
from reviews.assignment import lifecycle, operations, queries, rules
from reviews.assignment.boards import board_of, standing_of
from reviews.assignment.explanations import explained
from reviews.assignment.facts import Facts
from reviews.assignment.fits import Fits
from reviews.assignment.framing import name_of
from reviews.assignment.models import Adjustment, AssignmentRun
from reviews.assignment.reason_words import cost_words
from reviews.assignment.views.officers import call_for, form_page
from reviews.assignment.weighing import Cost
from reviews.pool.models import Assessor


@login_required
@form_page
def why(request: HttpRequest, code: str, reference: str, assessor: UUID) -> HttpResponse:
    """One application and one assessor of the pool; a press asks for the price of the pair."""
    actor, call = call_for(request, code)
    application, person = _pair(actor, call, reference, assessor)
    run = queries.run_about(application)
    if request.method == "POST":
        with refusal_as_message(request):
            if run is not None:
                pair = (reference, name_of(person))
                operations.ask_price(run_id=run.pk, pair=pair, actor=actor, now=timezone.now())
        return redirect("assignment-why", code, reference, assessor)
    fit = Fits([application], [person]).of(application, person)
    context = {
        "call": call,
        "application": application,
        "assessor": person,
        "fit": fit.points,
        "wish": fit.wish,
        "words": fit.words,
        "may_keep": verdict(rules.check_keep_assignments, actor, call),
        **_told(application, person, run),
        **_price(run, application, person),
    }
    return render(request, "reviews/assignment/why.html", context)


@login_required
@require_safe
def price(request: HttpRequest, code: str, reference: str, assessor: UUID) -> HttpResponse:
    """The fragment that watches the price of a pair."""
    actor, call = call_for(request, code)
    application, person = _pair(actor, call, reference, assessor)
    context = {
        "call": call,
        "application": application,
        "assessor": person,
        "may_keep": verdict(rules.check_keep_assignments, actor, call),
        **_price(queries.run_about(application), application, person),
    }
    return render(request, "reviews/assignment/_price.html", context)


def _pair(actor: Actor, call: Call, reference: str, assessor: UUID) -> tuple[Application, Assessor]:
    on_board = queries.on_board_for(actor, call)
    found = on_board.select_related("organisation", "call", "pillar", "technology")
    application = get_object_or_404(found.prefetch_related("use_cases"), reference=reference)
    pool = Assessor.objects.filter(pools__call=call).select_related("user")
    return application, get_object_or_404(pool.prefetch_related("expertise"), reference=assessor)


def _told(application: Application, person: Assessor, run: AssignmentRun | None) -> dict[str, Any]:
    """What stands against the pair now, what officers did, and what the solver said."""
    now, account = timezone.now(), name_of(person)
    is_open = run is not None and run.state == lifecycle.PROPOSED
    if run is not None and is_open:
        facts = standing_of(board_of(run), now=now).facts
    else:
        facts = Facts(application.call, now=now)
    told = explained(run, application.reference) if run else None
    adjustments = Adjustment.objects.filter(run=run, application=application, assessor=person)
    return {
        "run": run,
        "is_open": is_open,
        "obstacle": rules.obstacle_to(facts.of(application, person)),
        "is_on_panel": person in facts.panel(application),
        "adjustment": adjustments.select_related("made_by").first() if run else None,
        "is_chosen": told is not None and account in told.chosen,
        "reasons": told.of(account) if told else [],
    }


def _price(run: AssignmentRun | None, application: Application, person: Assessor) -> dict[str, Any]:
    """The price as far as it is known; of somebody whom the solver chose there is none."""
    pair = (application.reference, name_of(person))
    job = queries.price_job(run.pk, pair) if run else None
    is_known = job is not None and "stage" in job.result
    seats = application.call.assessors_per_application
    return {
        "can_be_priced": run is not None and pair not in run.answer.pairs,
        "job": job,
        "price": cost_words(Cost(**job.result), seats) if job and is_known else "",
        "has_stopped": queries.has_stopped(job),
    }
