"""Pages for one section and one question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.questionnaires import arranging, queries
from grants.questionnaires.forms.parts import ColumnFormSet, OptionFormSet, initial_parts
from grants.questionnaires.forms.words import FormSectionForm, KindForm, QuestionForm
from grants.questionnaires.models import CHOICES, QuestionKind
from grants.questionnaires.scheme import DEFAULTS
from grants.questionnaires.views.workshop import FOLDER, Workshop, enter, saved

PARTS = {
    **dict.fromkeys(CHOICES, ("options", OptionFormSet)),
    QuestionKind.TABLE: ("columns", ColumnFormSet),
}
"""Kinds with rows of parts: where a question holds them, and their formset."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def section_add(request: HttpRequest, code: str) -> HttpResponse:
    """A further section, after the others."""
    return _section_page(request, enter(request, code), None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def section_edit(request: HttpRequest, code: str, section: str) -> HttpResponse:
    """The words of one section."""
    shop = enter(request, code)
    found = next((one for one in shop.form if one["code"] == section), None)
    if found is None:
        raise Http404
    return _section_page(request, shop, found)


def _section_page(
    request: HttpRequest, shop: Workshop, current: Mapping[str, Any] | None
) -> HttpResponse:
    form = FormSectionForm(request.POST or None, details=current)
    if form.is_valid():
        code = current["code"] if current else form.cleaned_data["code"]
        if current is None and code in dict(shop.sections):
            form.add_error("code", _("Two sections have the same code."))
        else:
            changed = arranging.with_section(shop.form, {"code": code, **form.details()})
            if saved(request, shop, changed, form):
                return redirect("question-list", shop.call.code)
    context = {**shop.context, "form": form, "section": current}
    return render(request, f"{FOLDER}/section_edit.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question_add(request: HttpRequest, code: str, section: str) -> HttpResponse:
    """First how the question is answered, then the question itself."""
    shop = enter(request, code)
    if section not in dict(shop.sections):
        raise Http404
    kind = request.GET.get("kind", "")
    if kind not in QuestionKind.values:
        form = KindForm(request.GET if "kind" in request.GET else None)
        context = {**shop.context, "form": form, "section": section}
        return render(request, f"{FOLDER}/question_kind.html", context)
    return _question_page(request, shop, {"kind": kind, "section": section})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question_edit(request: HttpRequest, code: str, question: str) -> HttpResponse:
    """The words of one question, how it is answered, and who may see it."""
    shop = enter(request, code)
    found = arranging.question_in(shop.form, question)
    if found is None:
        raise Http404
    section, details = found
    return _question_page(request, shop, {**details, "section": section})


def _question_page(
    request: HttpRequest, shop: Workshop, current: Mapping[str, Any]
) -> HttpResponse:
    kind, is_new = str(current["kind"]), "code" not in current
    form = QuestionForm(
        request.POST or None,
        kind=kind,
        sections=shop.sections,
        details=None if is_new else current,
        initial={"section": current["section"]},
    )
    name, parts = _parts(request, kind, current)
    if form.is_valid() and (parts is None or parts.is_valid()):
        code = form.cleaned_data["code"] if is_new else current["code"]
        details = {**_plain(current), "code": code, **form.details()}
        if parts is not None:
            details[name] = parts.parts()
        if is_new and arranging.question_in(shop.form, code):
            form.add_error("code", _("Two questions have the same code."))
        else:
            changed = arranging.with_question(shop.form, form.cleaned_data["section"], details)
            if saved(request, shop, changed, form):
                return redirect("question-list", shop.call.code)
    context = {
        **shop.context,
        "form": form,
        "parts": parts,
        "forms": [one for one in (form, parts) if one is not None],
        "kind": kind,
        "kind_words": QuestionKind(kind).label,
        "question": None if is_new else current,
    }
    return render(request, f"{FOLDER}/question_edit.html", context)


def _parts(request: HttpRequest, kind: str, current: Mapping[str, Any]) -> tuple[str, Any]:
    if kind not in PARTS:
        return "", None
    name, formset = PARTS[QuestionKind(kind)]
    rows = initial_parts(current.get(name, ()))
    return name, formset(request.POST or None, initial=rows, prefix=name)


def _plain(current: Mapping[str, Any]) -> dict[str, Any]:
    """What the question held before, without the section; a new one has the usual values."""
    names = queries.QUESTION_DETAILS
    kept = {name: value for name, value in current.items() if name in names}
    return {**DEFAULTS, "options": [], "columns": [], **kept}
