"""The form as applicants will see it, in each language."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.http import require_POST, require_safe

from grants.programmes.completeness import LANGUAGE_NAMES
from grants.programmes.forms.trilingual import HTML_LANGUAGES
from grants.questionnaires import queries
from grants.questionnaires.forms.preview import PreviewForm
from grants.questionnaires.forms.words import QuestionForm
from grants.questionnaires.models import Question, QuestionKind
from grants.questionnaires.views.building import PARTS
from grants.questionnaires.views.workshop import FOLDER, enter
from portal.i18n.texts import LANGUAGE_CODES


@login_required
@require_safe
def question_preview(request: HttpRequest, code: str) -> HttpResponse:
    """All sections in the language chosen on the page; nothing typed here is kept."""
    shop = enter(request, code)
    asked = request.GET.get("language", "")
    language = asked if asked in LANGUAGE_CODES else translation.get_language() or "en"
    every = queries.all_questions(shop.version)
    with translation.override(language):
        sections = [
            {
                "title": str(section.title),
                "introduction": str(section.introduction),
                "rows": PreviewForm(
                    questions=queries.questions_in(section), every=every, now=timezone.now()
                ).rows(),
            }
            for section in queries.sections_in(shop.version)
        ]
        shown = render_to_string(f"{FOLDER}/_preview.html", {"sections": sections}, request)
    context = {
        **shop.context,
        "shown": shown,
        "language": language,
        "lang": HTML_LANGUAGES.get(language, "en"),
        "languages": [(one, LANGUAGE_NAMES[one]) for one in LANGUAGE_CODES],
    }
    return render(request, f"{FOLDER}/question_preview.html", context)


@login_required
@require_POST
def question_sample(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """One question as it is being written, in three languages; nothing is saved."""
    shop = enter(request, code)
    if kind not in QuestionKind.values:
        raise Http404
    details = _typed(request, kind, shop.sections)
    samples = [] if details is None else [_sample(details, one) for one in LANGUAGE_CODES]
    return render(request, f"{FOLDER}/_sample.html", {"samples": samples})


def _typed(
    request: HttpRequest, kind: str, sections: list[tuple[str, str]]
) -> dict[str, Any] | None:
    """The question as far as it is written; None while its words or limits are not in order."""
    form = QuestionForm(request.POST, kind=kind, sections=sections)
    form.fields["code"].required = False
    form.fields["section"].required = False
    if not form.is_valid():
        return None
    details: dict[str, Any] = {"code": "sample", "kind": kind, **form.details()}
    if kind in PARTS:
        name, formset = PARTS[QuestionKind(kind)]
        parts = formset(request.POST, prefix=name)
        details[name] = parts.parts() if parts.is_valid() else []
    return details


def _sample(details: dict[str, Any], language: str) -> dict[str, Any]:
    with translation.override(language):
        question = Question(**details)
        form = PreviewForm(
            questions=[question],
            every=[question],
            now=timezone.now(),
            auto_id=f"sample_{language}_%s",
        )
        shown = render_to_string(f"{FOLDER}/_sample_field.html", {"bound": form["sample"]})
    return {
        "language": LANGUAGE_NAMES[language],
        "lang": HTML_LANGUAGES[language],
        "shown": shown,
    }
