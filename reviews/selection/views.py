"""What if: other terms, the selection they give, and what the chair keeps of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
from grants.quotas.forms import Group
from grants.quotas.queries import quotas_of
from portal.accounts.actors import Actor, actor_of
from portal.core.denial import Denied, verdict
from reviews.calibration.queries import calls_for
from reviews.panels.queries import Ranked, as_seen, conflicted, ranking
from reviews.selection import lifecycle, operations, queries, rules
from reviews.selection.forms import TermsForm, TitleForm, initial
from reviews.selection.models import WhatIfRun
from reviews.selection.problem import Candidate, Terms, eligible
from reviews.selection.solver import Unsettled
from reviews.selection.wording import KINDS, why

MOST_SHOWN = 500
"""Rows of a list on the page."""


@dataclass(frozen=True)
class Asked:
    """A question as its reader may ask it; ``terms`` is None where they were typed wrongly."""

    actor: Actor
    call: Call
    hidden: set[int]
    rows: list[Ranked]
    candidates: tuple[Candidate, ...]
    groups: list[Group]
    form: TermsForm
    terms: Terms | None


def _asked(request: HttpRequest, code: str) -> Asked:
    """The terms in the address; the call's own before anything was asked."""
    actor = actor_of(request)
    call = get_object_or_404(calls_for(actor), code=code)
    hidden = conflicted(call, actor)
    rows = as_seen(ranking(call), hidden)
    candidates = queries.candidates_of(rows)
    stated = quotas_of(call)
    groups = queries.terms_offered(candidates, [one.key for one in stated])
    typed = request.GET if "envelope" in request.GET else None
    form = TermsForm(typed, groups=groups, initial=initial(call, stated))
    terms: Terms | None = queries.own_terms(call, stated)
    if form.is_bound:
        terms = form.terms() if form.is_valid() else None
    return Asked(actor, call, hidden, rows, candidates, groups, form, terms)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def what_if(request: HttpRequest, code: str) -> HttpResponse:
    """Terms in the address, the answer below them; a POST keeps it, or has it worked out."""
    asked = _asked(request, code)
    title_form = TitleForm(request.POST if "title" in request.POST else None)
    refusal = ""
    if asked.terms and request.method == "POST":
        try:
            if "work" in request.POST:
                return _requested(request, asked, asked.terms)
            if title_form.is_valid():
                return _kept(request, asked, asked.terms, title_form.cleaned_data["title"])
        except Denied as denied:
            refusal = str(denied)
    context: dict[str, Any] = {
        "call": asked.call,
        "form": asked.form,
        "title_form": title_form,
        "refusal": refusal,
        "hidden": len(asked.hidden),
        "kept": queries.kept(asked.call, [str(pk) for pk in asked.hidden]),
        "can_keep": verdict(rules.check_keep, asked.actor, asked.call, conflicts=asked.hidden),
        **_answer(request, asked),
    }
    return render(request, "reviews/selection/what_if.html", context)


def _requested(request: HttpRequest, asked: Asked, terms: Terms) -> HttpResponse:
    operations.request(call_id=asked.call.pk, terms=terms, actor=asked.actor, now=timezone.now())
    return redirect(request.get_full_path())


def _kept(request: HttpRequest, asked: Asked, terms: Terms, title: str) -> HttpResponse:
    made = operations.keep(
        call_id=asked.call.pk, terms=terms, title=title, actor=asked.actor, now=timezone.now()
    )
    messages.success(request, _("Kept: %(title)s.") % {"title": made.title})
    return redirect("what-if-kept", code=asked.call.code, number=made.number)


def _answer(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    terms, call = asked.terms, asked.call
    if terms is None:
        return {}
    try:
        found = queries.known_answer(call, asked.candidates, terms)
    except Unsettled:
        return {"obstacle": rules.unproved()}
    except Denied as denied:
        return {"obstacle": str(denied)}
    if found is None:
        run = queries.run_of(call, asked.candidates, terms)
        number = len(eligible(asked.candidates, terms))
        return {"is_large": True, "number": number, **_waiting(request, run)}
    groups = {key: term.label for key, term in asked.groups}
    if found.selection.chosen is None:
        return {"obstacle": _obstacle([groups[key] for key in found.selection.clashing])}
    by_name = {row.application.reference: row for row in asked.rows}
    return {
        "terms": terms,
        "spent": found.selection.spent,
        "left": terms.envelope - found.selection.spent,
        "cut": len(found.cut),
        **_lists(
            [by_name[name] for name in found.selection.chosen],
            _changes([one.to_json() for one in found.changes[:MOST_SHOWN]], by_name, groups),
            len(found.changes),
        ),
    }


def _lists(
    chosen: Sequence[Ranked], changes: Sequence[dict[str, Any]], changed: int
) -> dict[str, Any]:
    """Both lists, the first rows of each; the numbers are of all."""
    return {
        "chosen": chosen[:MOST_SHOWN],
        "awards": len(chosen),
        "changes": changes,
        "changed": changed,
    }


def _waiting(request: HttpRequest, run: WhatIfRun | None) -> dict[str, Any]:
    """What the fragment that watches a run shows; the question goes along in the address."""
    job = run.job if run else None
    is_open = run is not None and run.state == lifecycle.REQUESTED
    return {
        "run": run if is_open else None,
        "job": job,
        "has_stopped": is_open and job is not None and job.is_finished,
        "question": request.GET.urlencode(),
    }


@login_required
@require_safe
def what_if_progress(request: HttpRequest, code: str, digest: str) -> HttpResponse:
    """The fragment that watches one question; it tells how far it is, nothing of the answer."""
    call = get_object_or_404(calls_for(actor_of(request)), code=code)
    found = WhatIfRun.objects.select_related("job").filter(call=call)
    run = get_object_or_404(found, digest=digest)
    context = {"call": call, **_waiting(request, run)}
    return render(request, "reviews/selection/_waiting.html", context)


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
    stated = [one.group for one in terms.quotas]
    groups = {key: term.label for key, term in queries.terms_offered(candidates, stated)}
    context = {
        "call": call,
        "kept": kept,
        "terms": terms,
        "pass_mark": Decimal(terms.pass_mark) / 100,
        "quotas": [(groups.get(one.group, one.group), one) for one in terms.quotas],
        "left": terms.envelope - kept.spent,
        **_lists(
            [by_name[name] for name in kept.chosen if name in by_name],
            _changes(kept.changes[:MOST_SHOWN], by_name, groups),
            len(kept.changes),
        ),
        "is_current": kept.digest == queries.digest_of(candidates, terms),
    }
    return render(request, "reviews/selection/kept.html", context)
