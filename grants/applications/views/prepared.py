"""What was worked out before signing up: kept by this browser, and later by the draft."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.applications import preparation, queries, rules
from grants.applications.preparation import Preparation
from grants.applications.views import calculator
from grants.eligibility.forms.check import CheckForm
from grants.eligibility.outcomes import Outcome, answers_in
from grants.eligibility.queries import rules_of
from grants.eligibility.views.check import KEEPSAKE
from grants.programmes import keepsakes
from grants.programmes.models import Call
from portal.accounts.actors import actor_of
from portal.core.denial import Denied, verdict


def prepared_in(request: HttpRequest, call: Call) -> Preparation:
    """Answers and lines, as far as the browser still keeps them."""
    answers = answers_in(keepsakes.kept(request, KEEPSAKE, call))
    return Preparation(answers=answers, lines=calculator.kept_lines(request, call))


def forget_prepared(response: HttpResponse, call: Call) -> None:
    """Take both out of the browser: the draft has them, or its writer did not want them."""
    for kind in (KEEPSAKE, calculator.KEEPSAKE):
        keepsakes.forget(response, kind, call)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def application_eligibility(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer the eligibility check again in a draft that took answers over when it was started."""
    actor, now = actor_of(request), timezone.now()
    application = get_object_or_404(queries.own(actor), reference=reference)
    kept = preparation.outcomes_kept(application)
    asked = rules_of(application.call)
    if not kept or not asked:
        raise Http404
    answers = {one.rule.code: one.answer.code for one in kept}
    form = CheckForm(request.POST or None, eligibility_rules=asked, answers=answers)
    if request.method == "POST" and form.is_valid():
        try:
            outcomes = preparation.answer_again(
                application_id=application.pk, answers=form.answers(), actor=actor, now=now
            )
        except Denied as denied:
            form.add_error(None, str(denied))
        else:
            _tell(request, outcomes)
            return redirect("application-detail", reference)
    context = {
        "application": application,
        "form": form,
        "can_edit": verdict(rules.check_edit, actor, application, now=now),
    }
    return render(request, "grants/applications/eligibility.html", context)


def _tell(request: HttpRequest, outcomes: list[Outcome]) -> None:
    against = [str(one.rule.sentence) for one in outcomes if one.stands_against]
    if against:
        told = _("Your answers are saved. This stands against the application: %(sentences)s")
        messages.success(request, told % {"sentences": " ".join(against)})
    else:
        messages.success(request, _("Your answers are saved."))
