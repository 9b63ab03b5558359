"""The check that anybody can do before signing up; nothing of it is stored in the portal."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grants.eligibility import queries
from grants.eligibility.forms.check import CheckForm, field_name
from grants.eligibility.models import EligibilityRule
from grants.eligibility.outcomes import Result, answers_in, result_of
from grants.programmes import keepsakes
from grants.programmes.models import Call
from grants.programmes.queries import visible_to
from portal.accounts.actors import actor_of

KEEPSAKE = "eligibility"
FOLDER = "grants/eligibility"


def _asked(request: HttpRequest, code: str) -> tuple[Call, list[EligibilityRule]]:
    """The call and its rules; a call without rules has no check."""
    call = get_object_or_404(visible_to(actor_of(request)), code=code)
    rules = queries.rules_of(call)
    if not rules:
        raise Http404
    return call, rules


@require_http_methods(["GET", "HEAD", "POST"])
def eligibility_check(request: HttpRequest, code: str) -> HttpResponse:
    """All questions on one short page; the answers go into the visitor's own browser."""
    call, rules = _asked(request, code)
    answers = answers_in(keepsakes.kept(request, KEEPSAKE, call))
    typed = request.POST if request.method == "POST" else None
    form = CheckForm(typed, eligibility_rules=rules, answers=answers)
    if form.is_valid():
        response = redirect("eligibility-result", call.code)
        keepsakes.keep(response, KEEPSAKE, call, form.answers())
        return response
    return render(request, f"{FOLDER}/check.html", {"call": call, "form": form})


@require_safe
def eligibility_result(request: HttpRequest, code: str) -> HttpResponse:
    """What the kept answers mean; without a whole set of them, back to the questions."""
    call, rules = _asked(request, code)
    result = result_of(rules, answers_in(keepsakes.kept(request, KEEPSAKE, call)))
    if result is None:
        return redirect("eligibility-check", call.code)
    now = timezone.now()
    context = {
        "call": call,
        "result": result,
        "title": _title(result),
        "against": [(one, field_name(one.rule)) for one in result.against],
        "unsure": [(one, field_name(one.rule)) for one in result.unsure],
        "is_open": call.is_open(now),
        "now": now,
    }
    return render(request, f"{FOLDER}/result.html", context)


def _title(result: Result) -> str:
    if result.against:
        return _("As things are, you cannot apply")
    if result.unsure:
        return _("You can apply once this is clear")
    return _("You can apply")


@require_POST
def eligibility_forget(request: HttpRequest, code: str) -> HttpResponse:
    """Take the answers out of the browser again."""
    call, _rules = _asked(request, code)
    response = redirect("call-detail", call.code)
    keepsakes.forget(response, KEEPSAKE, call)
    return response
