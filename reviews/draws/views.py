"""The public page of a draw, and the two deeds that make it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grants.programmes import lifecycle
from grants.programmes.models import TieRule
from grants.programmes.queries import visible_to
from portal.accounts.actors import actor_of
from portal.core.denial import verdict
from portal.ui.answers import refusal_as_message
from reviews.calibration.queries import calls_for as calls_ranked
from reviews.draws import operations, queries, rules
from reviews.pool.queries import calls_for as calls_managed


@require_safe
def call_draw(request: HttpRequest, code: str) -> HttpResponse:
    """What everybody may know of the draw of a call, and how to check it by hand."""
    actor = actor_of(request)
    published = visible_to(actor).exclude(state=lifecycle.DRAFT)
    call = get_object_or_404(published, code=code, tie_rule=TieRule.DRAW)
    draw = queries.draw_of(call)
    seed = draw.seed if draw and draw.told_at else "SEED"
    context = {
        "call": call,
        "check_seed": f"printf '%s' '{seed}' | sha256sum",
        "check_lot": f"printf '%s' '{seed}:{call.reference_prefix}-0001' | sha256sum",
        "draw": draw,
        "can_fix": verdict(rules.check_fix, actor, call, draw),
        "can_tell": verdict(rules.check_tell, actor, call, draw),
        "command": f"manage.py verify_draw {call.code}",
    }
    return render(request, "reviews/draws/draw.html", context)


@login_required
@require_POST
def draw_fix(request: HttpRequest, code: str) -> HttpResponse:
    """Fix the seed and publish its commitment."""
    actor = actor_of(request)
    call = get_object_or_404(calls_managed(actor), code=code, tie_rule=TieRule.DRAW)
    with refusal_as_message(request):
        operations.fix_seed(call_id=call.pk, actor=actor, now=timezone.now())
        messages.success(request, _("The seed is fixed. Its commitment is public."))
    return redirect("call-draw", code=call.code)


@login_required
@require_POST
def draw_tell(request: HttpRequest, code: str) -> HttpResponse:
    """Publish the seed, so that lots part those who stand equal."""
    actor = actor_of(request)
    call = get_object_or_404(calls_ranked(actor), code=code, tie_rule=TieRule.DRAW)
    with refusal_as_message(request):
        operations.tell_seed(call_id=call.pk, actor=actor, now=timezone.now())
        messages.success(request, _("The seed is told. Lots part those who stand equal."))
    return redirect("call-draw", code=call.code)
