"""What if: other terms, the selection they give, and what the chair keeps of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grants.programmes.models import Call
from grants.quotas.queries import quotas_of
from portal.accounts.actors import actor_of
from portal.core.denial import Denied, verdict
from reviews.calibration.queries import calls_for
from reviews.panels.queries import Ranked, as_seen, conflicted, ranking
from reviews.selection import operations, queries, rules
from reviews.selection.forms import TermsForm, TitleForm, initial
from reviews.selection.problem import Candidate, Terms
from reviews.selection.solver import Unsettled
from reviews.selection.wording import KINDS, why


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def what_if(request: HttpRequest, code: str) -> HttpResponse:
    """Terms in the address, the answer below them; a POST keeps what the address asks."""
    actor = actor_of(request)
    call = get_object_or_404(calls_for(actor), code=code)
    hidden = conflicted(call, actor)
    rows = as_seen(ranking(call), hidden)
    candidates = queries.candidates_of(rows)
    stated = quotas_of(call)
    groups = queries.terms_offered(candidates, stated)
    asked = request.GET if "envelope" in request.GET else None
    form = TermsForm(asked, groups=groups, initial=initial(call, stated))
    title_form = TitleForm(request.POST if request.method == "POST" else None)
    terms = _terms(form, queries.own_terms(call, stated))
    refusal = ""
    if terms and request.method == "POST" and title_form.is_valid():
        try:
            return _kept(request, call, terms, title_form.cleaned_data["title"])
        except Denied as denied:
            refusal = str(denied)
    context: dict[str, Any] = {
        "call": call,
        "form": form,
        "title_form": title_form,
        "refusal": refusal,
        "hidden": len(hidden),
        "kept": queries.kept(call, [str(pk) for pk in hidden]),
        "can_keep": verdict(rules.check_keep, actor, call, conflicts=hidden),
        **_answer(terms, candidates, rows, {key: term.label for key, term in groups}),
    }
    return render(request, "reviews/selection/what_if.html", context)


def _terms(form: TermsForm, own: Terms) -> Terms | None:
    """The terms asked for; the call's own before anything was asked, None where typed wrongly."""
    if form.is_bound:
        return form.terms() if form.is_valid() else None
    return own


def _kept(request: HttpRequest, call: Call, terms: Terms, title: str) -> HttpResponse:
    made = operations.keep(
        call_id=call.pk, terms=terms, title=title, actor=actor_of(request), now=timezone.now()
    )
    messages.success(request, _("Kept: %(title)s.") % {"title": made.title})
    return redirect("what-if-kept", code=call.code, number=made.number)


def _answer(
    terms: Terms | None,
    candidates: Sequence[Candidate],
    rows: Sequence[Ranked],
    groups: dict[str, Any],
) -> dict[str, Any]:
    if terms is None:
        return {}
    try:
        found = queries.answer(candidates, terms)
    except Unsettled:
        return {"obstacle": _("The best selection cannot be proved for these terms. Narrow them.")}
    except Denied as denied:
        return {"obstacle": str(denied)}
    if found.selection.chosen is None:
        return {"obstacle": _obstacle([groups[key] for key in found.selection.clashing])}
    by_name = {row.application.reference: row for row in rows}
    return {
        "terms": terms,
        "chosen": [by_name[name] for name in found.selection.chosen],
        "spent": found.selection.spent,
        "left": terms.envelope - found.selection.spent,
        "cut": len(found.cut),
        "changes": _changes([one.to_json() for one in found.changes], by_name, groups),
    }


def _obstacle(clashing: Sequence[object]) -> str:
    if not clashing:
        return _("No selection keeps all these terms together. Lower a least number of awards.")
    names = ", ".join(str(label) for label in clashing)
    return _("Too few applications can be funded to reach the least number of: %(groups)s.") % {
        "groups": names
    }


def _changes(
    changes: Sequence[dict[str, Any]], by_name: dict[str, Ranked], groups: dict[str, Any]
) -> list[dict[str, Any]]:
    return [
        {
            "row": by_name.get(one["reference"]),
            "reference": one["reference"],
            "kind": KINDS[one["kind"]][0],
            "tone": KINDS[one["kind"]][1],
            "why": why(one, groups),
        }
        for one in changes
    ]


@login_required
@require_safe
def what_if_kept(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A what-if as it was kept; to whom an application is hidden it is not there (AZ-06)."""
    actor = actor_of(request)
    call = get_object_or_404(calls_for(actor), code=code)
    hidden = [str(pk) for pk in conflicted(call, actor)]
    kept = get_object_or_404(queries.kept(call, hidden), number=number)
    terms = Terms.from_json(kept.terms)
    now = ranking(call)
    candidates = queries.candidates_of(now)
    by_name = {row.application.reference: row for row in now}
    groups = {key: term.label for key, term in queries.terms_offered(candidates)}
    context = {
        "call": call,
        "kept": kept,
        "terms": terms,
        "pass_mark": Decimal(terms.pass_mark) / 100,
        "quotas": [(groups.get(one.group, one.group), one) for one in terms.quotas],
        "chosen": [by_name[name] for name in kept.chosen if name in by_name],
        "left": terms.envelope - kept.spent,
        "changes": _changes(kept.changes, by_name, groups),
        "is_current": kept.digest == queries.digest_of(candidates, terms),
    }
    return render(request, "reviews/selection/kept.html", context)
