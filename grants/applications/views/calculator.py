"""What a project would get under the rules of a call: for anybody, before signing up."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from grants.applications.budget import reckon
from grants.applications.forms.calculator import cost_rows, kept, lines_in
from grants.applications.models import NOT_FUNDED, BudgetLine
from grants.programmes import keepsakes
from grants.programmes.models import Call
from grants.programmes.queries import visible_to
from portal.accounts.actors import actor_of

KEEPSAKE = "costs"


@require_http_methods(["GET", "HEAD", "POST"])
def call_calculator(request: HttpRequest, code: str) -> HttpResponse:
    """Lines of cost and their sums; the lines are kept in the visitor's own browser.

    The server reckons; the script shows the same while one types.
    """
    call = get_object_or_404(visible_to(actor_of(request)), code=code)
    if sum(call.instalment_shares) != 100 or 0 in call.instalment_shares:
        raise Http404  # a draft whose money is not settled has nothing to reckon with
    lines = kept_lines(request, call)
    formset = cost_rows(request.POST if request.method == "POST" else None, lines)
    if request.method == "POST" and formset.is_valid():
        response = redirect("call-calculator", call.code)
        keepsakes.keep(response, KEEPSAKE, call, kept(formset.lines()))
        return response
    context = {
        "call": call,
        "form": formset,
        "lines": lines,
        "budget": reckon(formset.lines() if formset.is_bound else lines, call),
        "not_funded": " ".join(NOT_FUNDED),
        "is_open": call.is_open(timezone.now()),
    }
    return render(request, "grants/applications/calculator.html", context)


def kept_lines(request: HttpRequest, call: Call) -> list[BudgetLine]:
    """The lines that this browser keeps for ``call``."""
    return lines_in(keepsakes.kept(request, KEEPSAKE, call))
