"""The answers to the form of a call: as typed values, and as JSON for conditions and snapshots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.base import File

from grants.applications.models import Application
from grants.applications.sections import of_form
from grants.questionnaires.conditions import shown
from grants.questionnaires.models import Question, QuestionKind
from grants.questionnaires.queries import questions_of_used
from grants.questionnaires.values import value_in, written

Values = Mapping[str, Any]


def asked_in(application: Application) -> list[Question]:
    """Every question of the version the application is written in, first to last."""
    return list(questions_of_used(application.form_version_id))


def values_of(application: Application) -> dict[str, Any]:
    """What is answered, by code, as fields take it; a file is its attachment."""
    answers = {answer.question_id: answer for answer in application.answers.all()}
    files = {one.question_id: one for one in application.attachments.all() if one.question_id}
    found: dict[str, Any] = {}
    for question in asked_in(application):
        if question.kind == QuestionKind.FILE:
            found[question.code] = files.get(question.pk)
        elif question.pk in answers:
            found[question.code] = value_in(question.kind, answers[question.pk])
    return found


def as_json(question: Question, value: Any) -> Any:
    """An answer as conditions compare it; of a file, that there is one."""
    if question.kind == QuestionKind.FILE:
        return "attached" if value else None
    return written(question.kind, value)


def shown_codes(questions: list[Question], values: Values) -> set[str]:
    """Codes of the questions that are asked, given the answers."""
    answers = {one.code: as_json(one, values.get(one.code)) for one in questions}
    return shown([question.asked for question in questions], answers)


def asked_on(application: Application, section: str) -> list[Question]:
    """The questions of one section, in order; none where the form has no such section."""
    return [one for one in asked_in(application) if of_form(one.section.code) == section]


def changed_by(
    application: Application, asked: Sequence[Question], values: Values
) -> list[Question]:
    """Those of ``asked`` whose answer ``values`` would change."""
    saved = values_of(application) if asked else {}
    return [
        one
        for one in asked
        if (
            one.code in values
            and as_json(one, values[one.code]) != as_json(one, saved.get(one.code))
        )
        or isinstance(values.get(one.code), File)
    ]


COLUMN_NAMES = ("text", "number", "day", "is_yes", "chosen", "rows")
"""The columns of an answer that are written together."""
