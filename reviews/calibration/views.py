"""The calibrated ranking beside the plain one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from grants.programmes.models import Call
from portal.accounts.actors import Actor, actor_of
from portal.core.denial import verdict
from portal.ui.answers import refusal_as_message
from reviews.calibration import operations, queries, rules
from reviews.calibration.models import Ranking
from reviews.calibration.rows import Row, assessors_of, rows_for
from reviews.scoring import queries as scoring

STAGES = {
    "spreads": _("Estimating how far marks spread"),
    "ranks": _("Comparing every two applications"),
    "draws": _("Drawing the rank intervals"),
    "rows": _("Writing the ranking down"),
}


def _call(request: HttpRequest, code: str) -> tuple[Actor, Call]:
    actor = actor_of(request)
    return actor, get_object_or_404(queries.calls_for(actor), code=code)


def _waiting(call: Call) -> dict[str, Any]:
    """What the fragment that watches the open ranking shows."""
    waiting = queries.open_ranking(call)
    job = waiting.job if waiting else None
    return {
        "waiting": waiting,
        "job": job,
        "has_stopped": job is not None and job.is_finished,
        "stage": STAGES.get(job.progress_note if job else "", _("Waiting to begin")),
    }


@login_required
@require_safe
def ranking_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Plain and calibrated side by side, with intervals, the line, and why they differ."""
    actor, call = _call(request, code)
    ranking = queries.latest(call)
    context = {
        "call": call,
        "ranking": ranking,
        "may_request": verdict(rules.check_request_ranking, actor, call),
        **_waiting(call),
    }
    if ranking is not None:
        hidden = queries.hidden_references(call, actor)
        context |= {
            "result": ranking.result,
            "command": f"manage.py verify_ranking {ranking.pk}",
            "hidden": len(hidden),
            "rows": _rows(ranking, call, hidden),
            "unmarked": len(set((ranking.result or {})["unmarked"]) - hidden),
            "is_current": queries.is_current(ranking, call),
        }
        context["close"] = sum(row.is_close for row in context["rows"])
        if actor.has_any(*queries.WATCHERS) and not hidden:
            context["assessors"] = assessors_of(ranking, queries.assessor_names(ranking))
    return render(request, "reviews/calibration/detail.html", context)


def _rows(ranking: Ranking, call: Call, hidden: set[str]) -> list[Row]:
    applications = queries.applications_by_reference(call)
    abstained = scoring.abstentions(one.pk for one in applications.values())
    return rows_for(ranking, applications, hidden, abstained)


@login_required
@require_safe
def ranking_progress(request: HttpRequest, code: str) -> HttpResponse:
    """The fragment that watches the ranking being worked out."""
    _actor, call = _call(request, code)
    return render(request, "reviews/calibration/_waiting.html", {"call": call, **_waiting(call)})


@login_required
@require_POST
def ranking_request(request: HttpRequest, code: str) -> HttpResponse:
    """Have the ranking worked out anew; asked twice it is one."""
    actor, call = _call(request, code)
    with refusal_as_message(request):
        operations.request_ranking(call_id=call.pk, actor=actor, now=timezone.now())
    return redirect("ranking-detail", code)
