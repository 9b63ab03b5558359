"""The form of a call for readers: before sign-up, in print, in the workshop."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import template

from grants.programmes.models import Call
from grants.questionnaires.fields import hints
from grants.questionnaires.models import FormSection, Question
from grants.questionnaires.queries import questions_in, sections_in, version_in_force
from grants.questionnaires.wording import in_words
from portal.i18n.texts import Text

register = template.Library()


class Asked(NamedTuple):
    """One question with what stands beside it."""

    question: Question
    condition: str
    hints: list[str]
    options: list[str]
    columns: list[str]


class Section(NamedTuple):
    """A section with its questions."""

    section: FormSection
    questions: list[Asked]


@register.simple_tag
def form_of(call: Call) -> list[Section]:
    """The sections of the form in force with everything a reader wants to know of them."""
    sections = sections_in(version_in_force(call))
    every = {one.code: one for section in sections for one in questions_in(section)}
    return [
        Section(section, [_asked(one, every) for one in questions_in(section)])
        for section in sections
    ]


def _asked(question: Question, every: dict[str, Question]) -> Asked:
    return Asked(
        question,
        in_words(question.condition, every),
        [hint for hint in hints(question) if hint],
        [str(label) for label in question.labels.values()],
        [_label(column) for column in question.columns],
    )


def _label(column: dict[str, Any]) -> str:
    return str(Text(column["label"]))
