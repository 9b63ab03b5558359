"""A section of the call's form: its questions as fields, each of its kind and with its limits."""

from __future__ import annotations

import json
from typing import Any

from django.utils import timezone

from grants.applications.answers import as_json, asked_in, shown_codes, values_of
from grants.applications.forms.drafts import DraftForm
from grants.applications.forms.facts import PdfField
from grants.applications.models import Application
from grants.applications.sections import code_in_form
from grants.questionnaires.asking import Row, rows_of
from grants.questionnaires.fields import field_of
from grants.questionnaires.models import QuestionKind


class AnswersForm(DraftForm):
    """The questions of one section; the fields are named by the codes.

    What a condition hides is kept as it was saved, and nothing is demanded of it. A frozen answer
    is shown and cannot be changed: this form reads the clock, ``operations`` judges again.
    """

    def __init__(self, *args: Any, application: Application, section: str, **keywords: Any) -> None:
        self.every = asked_in(application)
        self.saved = values_of(application)
        code = code_in_form(section)
        self.questions = [one for one in self.every if one.section.code == code]
        self.attached = {
            one.code: self.saved.get(one.code)
            for one in self.questions
            if one.kind == QuestionKind.FILE
        }
        keywords["initial"] = {
            code: value for code, value in self.saved.items() if code not in self.attached
        }
        super().__init__(*args, application=application, **keywords)
        now = timezone.now()
        for question in self.questions:
            self.fields[question.code] = field_of(question, file_field=PdfField, now=now)

    def clean(self) -> dict[str, Any]:
        """Demand nothing of questions that are not asked."""
        cleaned = super().clean() or {}
        asked = shown_codes(self.every, {**self.saved, **cleaned})
        for code in [code for code in self.errors if code in self.fields and code not in asked]:
            del self.errors[code]
        return cleaned

    def values(self) -> dict[str, Any]:
        """The answers by code; without a new file the attached one stays."""
        return {
            code: value
            for code, value in self.cleaned_data.items()
            if not self.fields[code].disabled and not (code in self.attached and value is None)
        }

    def rows(self) -> list[Row]:
        """The questions as the page shows them."""
        return rows_of(self, self.questions, self.every, self.attached)

    def elsewhere(self) -> str:
        """The answers of earlier sections as JSON, on which conditions of this one may depend."""
        asked = shown_codes(self.every, self.saved)
        own = {question.code for question in self.questions}
        answers = {
            one.code: as_json(one, self.saved.get(one.code))
            for one in self.every
            if one.code in asked and one.code not in own
        }
        return json.dumps(answers, ensure_ascii=False)
