"""The officers' pages of the rules of eligibility."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.eligibility import operations, queries
from grants.eligibility.forms.rules import RuleForm, RuleFormSet
from grants.programmes import rows
from grants.programmes.fingerprints import fingerprint
from grants.programmes.models import Call
from grants.programmes.queries import managed_by
from grants.programmes.rules import check_revise_call
from portal.accounts.actors import actor_of
from portal.core.denial import Denied, verdict

FOLDER = "grants/eligibility"


def _kept_call(request: HttpRequest, code: str) -> Call:
    return get_object_or_404(managed_by(actor_of(request)), code=code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule_list(request: HttpRequest, code: str) -> HttpResponse:
    """The order of the rules, and which of them go."""
    call = _kept_call(request, code)
    details = queries.rules_as_details(call)
    formset = RuleFormSet(request.POST or None, initial=rows.numbered(details), prefix="rules")
    if formset.is_valid() and _replace(request, call, rows.reordered(details, formset)):
        return redirect("eligibility-rule-list", call.code)
    context = {
        **_shared(request, call, details),
        "formset": formset,
        "rows": [(form, rows.named(details, form)) for form in formset],
    }
    return render(request, f"{FOLDER}/rule_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule_add(request: HttpRequest, code: str) -> HttpResponse:
    """A further rule, after the others."""
    return _rule_page(request, _kept_call(request, code), "")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule_edit(request: HttpRequest, code: str, rule: str) -> HttpResponse:
    """The words of one rule, its answers and which of them pass."""
    return _rule_page(request, _kept_call(request, code), rule)


def _rule_page(request: HttpRequest, call: Call, rule: str) -> HttpResponse:
    details = queries.rules_as_details(call)
    current = next((row for row in details if row["code"] == rule), None)
    if rule and current is None:
        raise Http404
    form = RuleForm(request.POST or None, details=current)
    if form.is_valid():
        changed = {"code": rule or form.cleaned_data["code"], **form.details()}
        kept = rows.with_row(details, changed) if current else [*details, changed]
        if _replace(request, call, kept, form):
            return redirect("eligibility-rule-list", call.code)
    context = {**_shared(request, call, details), "form": form, "rule": current}
    return render(request, f"{FOLDER}/rule_edit.html", context)


def _shared(request: HttpRequest, call: Call, details: Sequence[Any]) -> dict[str, Any]:
    return {
        "call": call,
        "seen": request.POST.get("seen") or fingerprint(details),
        "allowed": verdict(check_revise_call, actor_of(request), call, now=timezone.now()),
    }


def _replace(
    request: HttpRequest,
    call: Call,
    eligibility_rules: Sequence[Mapping[str, Any]],
    form: BaseForm | None = None,
) -> bool:
    """Whether the new rules were saved; a refusal is told on the page."""
    try:
        operations.replace_rules(
            call_id=call.pk,
            eligibility_rules=eligibility_rules,
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
