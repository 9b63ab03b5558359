"""The questions of the call as form fields, each with its limit."""

from __future__ import annotations

from typing import Any

from django import forms

from grants.applications.forms.drafts import DraftForm
from grants.applications.models import Answer, Application
from grants.applications.snapshots import questions_of
from grants.questionnaires.models import Question, QuestionKind
from portal.organisations.fields import ParagraphsField


class AnswersForm(DraftForm):
    """All questions of the call on one page; the fields are named by the codes."""

    def __init__(self, *args: Any, application: Application, **keywords: Any) -> None:
        written = Answer.objects.filter(application=application)
        keywords["initial"] = dict(written.values_list("question__code", "text"))
        super().__init__(*args, application=application, **keywords)
        for question in questions_of(application.call):
            self.fields[question.code] = _field_of(question)


def _field_of(question: Question) -> ParagraphsField:
    keywords: dict[str, Any] = {}
    if question.kind == QuestionKind.SHORT:
        keywords["widget"] = forms.TextInput()
    return ParagraphsField(
        label=str(question.label),
        help_text=str(question.help),
        max_characters=question.most_characters,
        required=question.is_required,
        **keywords,
    )
