"""The page on which a condition is built: every press of a button shows it anew, one saves it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from grants.programmes.completeness import LANGUAGE_NAMES
from grants.programmes.forms.trilingual import HTML_LANGUAGES
from grants.questionnaires import arranging, queries
from grants.questionnaires.forms.conditions import ConditionForm, typed_for
from grants.questionnaires.models import Question
from grants.questionnaires.outline import changed, typed_of
from grants.questionnaires.views.workshop import FOLDER, Workshop, enter, saved
from grants.questionnaires.wording import in_each_language
from portal.core.denial import Denied


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question_condition(request: HttpRequest, code: str, question: str) -> HttpResponse:
    """When the question is asked, chosen from what can be said of earlier ones."""
    shop = enter(request, code)
    every = queries.all_questions(shop.version)
    current = next((one for one in every if one.code == question), None)
    if current is None:
        raise Http404
    place = every.index(current)
    asked = {"earlier": every[:place], "later": every[place:]}
    if request.method != "POST":
        typed = typed_for(current.condition, every[:place])
        return _page(request, shop, current, ConditionForm(typed=typed, **asked))
    typed, deed = typed_of(request.POST), request.POST.get("deed", "")
    if deed:
        return _page(request, shop, current, _rearranged(typed, deed, asked))
    form = ConditionForm(typed, typed=typed, **asked)
    if form.is_valid() and _saved(request, shop, question, form):
        return redirect("question-list", shop.call.code)
    return _page(request, shop, current, form)


def _rearranged(typed: dict[str, str], deed: str, asked: dict[str, Any]) -> ConditionForm:
    """The form after a deed, which saves nothing; a refusal stands on it with what was typed."""
    try:
        typed, focus = changed(typed, deed)
    except Denied as denied:
        refused = ConditionForm(typed, typed=typed, **asked)
        refused.add_error(None, str(denied))
        return refused
    form = ConditionForm(typed, typed=typed, **asked) if deed == "words" else None
    form = form or ConditionForm(typed=typed, **asked)
    if focus in form.fields:
        form.fields[focus].widget.attrs["autofocus"] = True
    return form


def _saved(request: HttpRequest, shop: Workshop, question: str, form: ConditionForm) -> bool:
    section, details = arranging.question_in(shop.form, question) or ("", {})
    details["condition"] = form.condition()
    return saved(request, shop, arranging.with_question(shop.form, section, details), form)


def _page(
    request: HttpRequest, shop: Workshop, question: Question, form: ConditionForm
) -> HttpResponse:
    context = {
        **shop.context,
        "form": form,
        "question": question,
        "is_first": not form.earlier,
        "is_written": request.method == "POST",
        "words": _words(form),
    }
    return render(request, f"{FOLDER}/question_condition.html", context)


def _words(form: ConditionForm) -> list[tuple[Any, str, str]]:
    """What stands in the lists, in each language: its name, its code for the page, the words.

    Empty without a condition, or while a line cannot be read.
    """
    read = form if form.is_bound else form.filled()
    condition = read.condition() if read.is_valid() else None
    if condition is None:
        return []
    return [
        (LANGUAGE_NAMES[code], HTML_LANGUAGES[code], words)
        for code, words in in_each_language(condition, read.earlier)
    ]
