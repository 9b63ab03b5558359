"""Pages of the questions of a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm, BaseFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.programmes.fingerprints import fingerprint
from grants.programmes.models import Call
from grants.programmes.queries import managed_by
from grants.programmes.rules import check_revise_call
from grants.questionnaires import operations, queries
from grants.questionnaires.forms import QuestionForm, QuestionFormSet
from portal.accounts.actors import actor_of
from portal.core.denial import Denied, verdict

FOLDER = "grants/questionnaires"


def _kept_call(request: HttpRequest, code: str) -> Call:
    return get_object_or_404(managed_by(actor_of(request)), code=code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question_list(request: HttpRequest, code: str) -> HttpResponse:
    """Order, limits and obligation of all questions at once."""
    call = _kept_call(request, code)
    details = queries.questions_as_details(call)
    rows = [
        {**row, "position": 10 * number, "remove": False} for number, row in enumerate(details, 1)
    ]
    formset = QuestionFormSet(request.POST or None, initial=rows, prefix="questions")
    if formset.is_valid() and _replace(request, call, _reordered(details, formset)):
        return redirect("question-list", call.code)
    context = {
        "call": call,
        "formset": formset,
        "rows": [(form, _named(details, form)) for form in formset],
        "seen": request.POST.get("seen") or fingerprint(details),
        "allowed": verdict(check_revise_call, actor_of(request), call, now=timezone.now()),
    }
    return render(request, f"{FOLDER}/question_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question_add(request: HttpRequest, code: str) -> HttpResponse:
    """A further question, after the others."""
    return _question_page(request, _kept_call(request, code), "")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question_edit(request: HttpRequest, code: str, question: str) -> HttpResponse:
    """The words of one question and how it is answered."""
    return _question_page(request, _kept_call(request, code), question)


def _question_page(request: HttpRequest, call: Call, question: str) -> HttpResponse:
    details = queries.questions_as_details(call)
    current = next((row for row in details if row["code"] == question), None)
    if question and current is None:
        raise Http404
    form = QuestionForm(request.POST or None, details=current)
    if form.is_valid():
        changed = {"code": question or form.cleaned_data["code"], **form.details()}
        kept = [changed if row["code"] == question else row for row in details]
        if _replace(request, call, kept if current else [*details, changed], form):
            return redirect("question-list", call.code)
    context = {
        "call": call,
        "form": form,
        "question": current,
        "seen": request.POST.get("seen") or fingerprint(details),
        "allowed": verdict(check_revise_call, actor_of(request), call, now=timezone.now()),
    }
    return render(request, f"{FOLDER}/question_edit.html", context)


def _replace(
    request: HttpRequest,
    call: Call,
    questions: Sequence[Mapping[str, Any]],
    form: BaseForm | None = None,
) -> bool:
    """Whether the new questions were saved; a refusal is told on the page."""
    try:
        operations.replace_questions(
            call_id=call.pk,
            questions=questions,
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
    names = ("most_characters", "is_required")
    return [{**known[row["code"]], **{name: row[name] for name in names}} for row in ordered]
