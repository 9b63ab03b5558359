"""Questions on a page: each field with its condition, for the script and in words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from grants.questionnaires.models import Question
from grants.questionnaires.wording import in_words


@dataclass(frozen=True)
class Row:
    """One question as a form shows it; ``attached`` is the file that answers it already."""

    question: Question
    bound: BoundField
    words: str
    attached: Any = None

    @property
    def condition(self) -> str:
        """The condition as JSON; empty without one."""
        condition = self.question.condition
        return json.dumps(condition, ensure_ascii=False) if condition else ""


def rows_of(
    form: forms.Form,
    questions: Iterable[Question],
    every: Iterable[Question],
    attached: Mapping[str, Any] | None = None,
) -> list[Row]:
    """The rows of ``questions``; conditions may name any question of ``every``."""
    known = {question.code: question for question in every}
    files = attached or {}
    return [
        Row(one, form[one.code], in_words(one.condition, known), files.get(one.code))
        for one in questions
    ]


class Marks(NamedTuple):
    """What officers see of a question in the list of all."""

    words: str
    tags: list[Any]


def marks_of(question: Question, every: Iterable[Question]) -> Marks:
    """The condition in words, and the marks that a question bears."""
    known = {one.code: one for one in every}
    marks = (
        (not question.is_required, _("Optional")),
        (question.is_hidden_from_assessors, _("Hidden from assessors")),
        (question.identifies_applicant, _("Tells who applies")),
        (question.is_personal, _("Personal data")),
        (question.frozen_after is not None, _("Frozen early")),
    )
    return Marks(in_words(question.condition, known), [words for on, words in marks if on])
