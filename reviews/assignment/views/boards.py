"""The board of a proposal: by application and by assessor, changed by hand, and confirmed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from grants.applications.models import Application
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.core.denial import verdict
from portal.ui.answers import refusal_as_message, refusal_in
from reviews.assignment import lifecycle, operations, queries, rules
from reviews.assignment.boards import Board, Standing, board_of, standing_of
from reviews.assignment.candidates import Candidate, candidates
from reviews.assignment.explanations import explained
from reviews.assignment.forms import ConfirmForm, PanelForm
from reviews.assignment.framing import name_of
from reviews.assignment.models import AssignmentRun
from reviews.assignment.operations.boards import facts_of_change
from reviews.assignment.proposals import proposal, shares
from reviews.assignment.reason_words import cost_words
from reviews.assignment.views.officers import PAGE, call_for, form_page, usual_due
from reviews.assignment.weighing import weigh
from reviews.pool.models import Assessor


@login_required
@form_page
def run_proposal(request: HttpRequest, code: str) -> HttpResponse:
    """The board by application with its reasons, and its confirmation with a due date."""
    actor, call = call_for(request, code)
    now = timezone.now()
    form = ConfirmForm(request.POST or None, initial=usual_due(now))
    if form.is_valid():
        run = get_object_or_404(queries.runs_for(actor), call=call, pk=form.cleaned_data["run"])
        with refusal_in(form):
            due_on = form.cleaned_data["due_on"]
            made = operations.confirm(run_id=run.pk, due_on=due_on, actor=actor, now=now)
            hidden = queries.hidden_in(call, actor)
            number = sum(one.application_id not in hidden for one in made)
            sentence = ngettext(
                "%(number)s assignment was offered.",
                "%(number)s assignments were offered.",
                number,
            )
            messages.success(request, sentence % {"number": number})
            return redirect("call-assignment", code)
    open_run = queries.open_run(call)
    if open_run is None or open_run.state != lifecycle.PROPOSED:
        for problem in form.non_field_errors():
            messages.error(request, str(problem))
        return redirect("call-assignment", code)
    form.initial["run"] = open_run.pk
    context = {
        "call": call,
        "run": open_run,
        "form": form,
        "may_keep": verdict(rules.check_keep_assignments, actor, call),
        **_board_in_words(request, board_of(open_run), queries.hidden_in(call, actor)),
    }
    return render(request, "reviews/assignment/proposal.html", context)


def _board_in_words(request: HttpRequest, board: Board, hidden: set[int]) -> dict[str, Any]:
    """The board without what is hidden; its price is of the whole, so it is told to others only."""
    seen = board.without(hidden)
    every = standing_of(board, now=timezone.now()).stale
    stale = {pair: why for pair, why in every.items() if pair[0] in seen.applications}
    answer = proposal(board, stale, hidden=hidden)
    return {
        "proposal": answer,
        "stale": stale,
        "has_unseen": len(stale) < len(every),
        "can_confirm": bool(board.new),
        "changes": len(seen.added) + len(seen.dropped),
        "cost": _cost(board, board.pairs) if board.is_changed and seen is board else "",
        "page": Paginator(answer.rows, PAGE).get_page(request.GET.get("page")),
    }


@login_required
@require_safe
def proposal_assessors(request: HttpRequest, code: str) -> HttpResponse:
    """The other side of the board: what each assessor would have."""
    actor, call = call_for(request, code)
    board = board_of(_open_proposal(call))
    stale = standing_of(board, now=timezone.now()).stale
    rows = shares(board, stale, hidden=queries.hidden_in(call, actor))
    context = {
        "call": call,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "may_keep": verdict(rules.check_keep_assignments, actor, call),
    }
    return render(request, "reviews/assignment/by_assessor.html", context)


@login_required
@require_POST
def proposal_rework(request: HttpRequest, code: str) -> HttpResponse:
    """Have the proposal worked out again around what officers locked and removed."""
    actor, call = call_for(request, code)
    run = _open_proposal(call)
    with refusal_as_message(request):
        operations.rework(run_id=run.pk, actor=actor, now=timezone.now())
    return redirect("call-assignment", code)


@login_required
@form_page
def panel(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """One application on the board: its panel, everybody else, and a change by hand."""
    actor, call = call_for(request, code)
    board = board_of(_open_proposal(call))
    application = _on(board, reference, actor)
    now = timezone.now()
    standing = standing_of(board, now=now)
    hidden = queries.hidden_in(call, actor)
    pool = candidates(application, standing.facts, hidden=hidden)
    form = PanelForm(
        request.POST or None,
        pool=pool,
        panel=[board.people[account] for account in board.panels.get(reference, [])],
        initial={"comer": request.GET.get("comer", ""), "leaver": request.GET.get("leaver", "")},
    )
    seen: dict[str, str] = {}
    if form.is_valid():
        swap = operations.Swap(application, form.person("comer"), form.person("leaver"))
        if request.POST.get("deed") == "look":
            seen = _look(board, swap)
        else:
            with refusal_in(form):
                reason = form.cleaned_data["reason"]
                operations.change_panel(
                    run_id=board.run.pk, swap=swap, reason=reason, actor=actor, now=now
                )
                messages.success(request, _("The panel was changed."))
                return redirect("assignment-panel", code, reference)
    context = {
        "call": call,
        "application": application,
        "form": form,
        "seen": seen,
        "may_change": verdict(rules.check_lock, actor, board.run, application),
        **_panel_in_words(board, standing, application, pool, hidden),
    }
    return render(request, "reviews/assignment/panel.html", context)


def _panel_in_words(
    board: Board,
    standing: Standing,
    application: Application,
    pool: list[Candidate],
    hidden: set[int],
) -> dict[str, Any]:
    """Who sits and who does not, each with the solver's reasons."""
    reference = application.reference
    answer = proposal(board, standing.stale, hidden=hidden)
    rows = {row.application.reference: row for row in answer.rows}
    row, told = rows[reference], explained(board.run, reference)
    sitting = {seat.assessor.pk for seat in row.seats}
    others = [one for one in pool if one.assessor.pk not in sitting]
    return {
        "row": row,
        "seats": [(seat, told.of(name_of(seat.assessor))) for seat in row.seats],
        "others": [(one, told.passed_over.get(name_of(one.assessor), [])) for one in others],
        "removed": {one.assessor.pk for one in row.leavers if one.adjustment},
        "cost": _cost(board, board.pairs) if row.is_changed else "",
    }


@login_required
@require_POST
def panel_lock(request: HttpRequest, code: str, reference: str, assessor: UUID) -> HttpResponse:
    """Lock a pair of the board, or let it move again."""
    actor, call = call_for(request, code)
    board = board_of(_open_proposal(call))
    application = _on(board, reference, actor)
    person = get_object_or_404(Assessor, reference=assessor)
    deed = operations.unlock_pair if request.POST.get("deed") == "unlock" else operations.lock_pair
    with refusal_as_message(request):
        deed(
            run_id=board.run.pk,
            application=application,
            assessor=person,
            actor=actor,
            now=timezone.now(),
        )
    return redirect("assignment-panel", code, reference)


@login_required
@require_POST
def panel_restore(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """Undo every change by hand on one panel."""
    actor, call = call_for(request, code)
    board = board_of(_open_proposal(call))
    application = _on(board, reference, actor)
    with refusal_as_message(request):
        operations.restore_panel(
            run_id=board.run.pk, application=application, actor=actor, now=timezone.now()
        )
        messages.success(request, _("The panel is as it was proposed."))
    return redirect("assignment-panel", code, reference)


def _open_proposal(call: Call) -> AssignmentRun:
    run = queries.open_run(call)
    if run is None or run.state != lifecycle.PROPOSED:
        raise Http404
    return run


def _on(board: Board, reference: str, actor: Actor) -> Application:
    application = board.applications.get(reference)
    hidden = queries.hidden_in(board.run.call, actor)
    if application is None or application.pk in hidden:
        raise Http404
    return application


def _cost(board: Board, pairs: tuple[tuple[str, str], ...]) -> str:
    return cost_words(weigh(board, pairs), board.run.call.assessors_per_application)


def _look(board: Board, swap: operations.Swap) -> dict[str, Any]:
    """What a change would break or cost; nothing is written."""
    standing = standing_of(board, now=timezone.now())
    obstacle = rules.obstacle_to_change(facts_of_change(board, swap, standing))
    if obstacle:
        return {"obstacle": obstacle}
    reference, pairs = swap.application.reference, set(board.pairs)
    if swap.leaver:
        pairs.discard((reference, name_of(swap.leaver)))
    if swap.comer:
        pairs.add((reference, name_of(swap.comer)))
    return {"cost": _cost(board, tuple(sorted(pairs)))}
