"""What a page sent of questions that a corrected form no longer asks: shown to be copied."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from grants.applications import sections
from grants.applications.answers import asked_in
from grants.applications.autosave.texts import owner_of
from grants.applications.models import Application
from grants.questionnaires.fields import YES_NO
from grants.questionnaires.models import Question, QuestionKind
from grants.questionnaires.queries import questions_once_in


class Dropped(NamedTuple):
    """A question that is gone, and what was written for it."""

    label: str
    text: str


def dropped_in(application: Application, section: str, posted: Any) -> list[Dropped]:
    """The texts that ``posted`` holds for questions the section had in an earlier version."""
    if not sections.is_of_form(section):
        return []
    asked = {one.code for one in asked_in(application)}
    earlier = questions_once_in(application.call, sections.code_in_form(section))
    gone = {one.code: one for one in earlier if one.code not in asked}
    found: dict[str, list[str]] = {}
    for name in posted if gone else ():
        owner = owner_of(name, {*asked, *gone})
        if owner in gone:
            texts = _texts(gone[owner], posted.getlist(name))
            found.setdefault(owner, []).extend(texts)
    return [
        Dropped(str(gone[code].label), "\n".join(texts)) for code, texts in found.items() if texts
    ]


def _texts(question: Question, values: list[str]) -> list[str]:
    """The values as people read them."""
    words: dict[str, Any] = {code: str(label) for code, label in question.labels.items()}
    if question.kind == QuestionKind.YES_NO:
        words = dict(YES_NO)
    return [str(words.get(one, one)) for one in (value.strip() for value in values) if one]


def dropped_page(
    request: HttpRequest, application: Application, dropped: list[Dropped], onward: str
) -> HttpResponse:
    """Nothing but those texts, and the way on."""
    context = {"application": application, "dropped": dropped, "onward": onward}
    return render(request, "grants/applications/section_dropped.html", context)
