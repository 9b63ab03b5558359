"""Pages of the criteria of a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm, BaseFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.programmes import operations, queries, rules
from grants.programmes.fingerprints import fingerprint
from grants.programmes.forms.criteria import CriterionForm, WeightFormSet
from grants.programmes.models import Call
from grants.programmes.views.manage import FOLDER, kept_call
from portal.accounts.actors import actor_of
from portal.core.denial import Denied, verdict


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def criterion_list(request: HttpRequest, code: str) -> HttpResponse:
    """Order, weights and highest marks of all criteria at once."""
    call = kept_call(request, code)
    details = queries.criteria_as_details(call)
    rows = [
        {**row, "position": 10 * number, "remove": False} for number, row in enumerate(details, 1)
    ]
    formset = WeightFormSet(request.POST or None, initial=rows, prefix="criteria")
    if formset.is_valid() and _replace(request, call, _reordered(details, formset)):
        return redirect("criterion-list", call.code)
    context = {
        "call": call,
        "formset": formset,
        "rows": [(form, _named(details, form)) for form in formset],
        "total": sum(row["weight"] for row in details),
        "seen": request.POST.get("seen") or fingerprint(details),
        "allowed": verdict(rules.check_revise_call, actor_of(request), call, now=timezone.now()),
    }
    return render(request, f"{FOLDER}/criterion_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def criterion_add(request: HttpRequest, code: str) -> HttpResponse:
    """A further criterion, after the others."""
    return _criterion_page(request, kept_call(request, code), "")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def criterion_edit(request: HttpRequest, code: str, criterion: str) -> HttpResponse:
    """Name, guidance, weight and meanings of the marks of one criterion."""
    return _criterion_page(request, kept_call(request, code), criterion)


def _criterion_page(request: HttpRequest, call: Call, criterion: str) -> HttpResponse:
    details = queries.criteria_as_details(call)
    current = next((row for row in details if row["code"] == criterion), None)
    if criterion and current is None:
        raise Http404
    form = CriterionForm(request.POST or None, details=current)
    if form.is_valid():
        changed = {"code": criterion or form.cleaned_data["code"], **form.details()}
        kept = [changed if row["code"] == criterion else row for row in details]
        if _replace(request, call, kept if current else [*details, changed], form):
            return redirect("criterion-list", call.code)
    context = {
        "call": call,
        "form": form,
        "criterion": current,
        "seen": request.POST.get("seen") or fingerprint(details),
        "allowed": verdict(rules.check_revise_call, actor_of(request), call, now=timezone.now()),
    }
    return render(request, f"{FOLDER}/criterion_edit.html", context)


def _replace(
    request: HttpRequest,
    call: Call,
    criteria: Sequence[Mapping[str, Any]],
    form: BaseForm | None = None,
) -> bool:
    """Whether the new criteria were saved; a refusal is told on the page."""
    try:
        operations.replace_criteria(
            call_id=call.pk,
            criteria=criteria,
            seen=request.POST.get("seen", ""),
            actor=actor_of(request),
            now=timezone.now(),
        )
    except Denied as denied:
        if form is None:
            messages.error(request, str(denied))
        else:
            form.add_error(None, str(denied))
        return False
    messages.success(request, _("The changes are saved."))
    return True


def _named(details: Sequence[Mapping[str, Any]], form: BaseForm) -> Mapping[str, Any] | None:
    code = form["code"].value()
    return next((row for row in details if row["code"] == code), None)


def _reordered(
    details: Sequence[Mapping[str, Any]], formset: BaseFormSet[Any]
) -> list[dict[str, Any]]:
    """The rows kept, by their typed order; rows of unknown codes are left out."""
    kept = [row.cleaned_data for row in formset if not row.cleaned_data.get("remove")]
    known = {row["code"]: row for row in details}
    ordered = sorted((row for row in kept if row["code"] in known), key=lambda row: row["position"])
    return [
        {
            **known[row["code"]],
            "weight": row["weight"],
            "highest_mark": row["highest_mark"],
            "anchors": {
                mark: words
                for mark, words in known[row["code"]]["anchors"].items()
                if int(mark) <= row["highest_mark"]
            },
        }
        for row in ordered
    ]
