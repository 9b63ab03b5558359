"""What this browser keeps of the eligibility check and the calculator of a call."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from grants.applications.preparation import Preparation
from grants.applications.views import calculator
from grants.eligibility.outcomes import answers_in
from grants.eligibility.views.check import KEEPSAKE
from grants.programmes import keepsakes
from grants.programmes.models import Call


def prepared_in(request: HttpRequest, call: Call) -> Preparation:
    """Answers and lines, as far as the browser still keeps them."""
    answers = answers_in(keepsakes.kept(request, KEEPSAKE, call))
    return Preparation(answers=answers, lines=calculator.kept_lines(request, call))


def forget_prepared(response: HttpResponse, call: Call) -> None:
    """Take both out of the browser: the draft has them, or its writer did not want them."""
    for kind in (KEEPSAKE, calculator.KEEPSAKE):
        keepsakes.forget(response, kind, call)
