"""Reads of the questions of a call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from grants.programmes.completeness import untranslated
from grants.programmes.models import Call
from grants.programmes.parts import Gap
from grants.questionnaires.models import Question

DETAILS = ("code", "kind", "label", "help", "most_characters", "is_required")


def questions_of(call: Call) -> list[Question]:
    """The questions in their order; a prefetched list is not queried again."""
    return sorted(call.questions.all(), key=lambda question: (question.position, question.pk))


def questions_as_details(call: Call) -> list[dict[str, Any]]:
    """The questions as ``operations.replace_questions`` takes them."""
    return [{name: getattr(one, name) for name in DETAILS} for one in questions_of(call)]


def gaps_of(call: Call) -> list[Gap]:
    """What the questions lack before the call can be published."""
    questions = questions_of(call)
    if not questions:
        return [Gap(_("The call needs at least one question."), "questions")]
    return [gap for question in questions for gap in _of_question(question)]


def _of_question(question: Question) -> Iterator[Gap]:
    named = {"question": str(question.label) or question.code}
    yield from untranslated(
        question.label, _("The wording of question “%(question)s”") % named, "questions"
    )
    if any(question.help.values()):
        yield from untranslated(
            question.help, _("The help of question “%(question)s”") % named, "questions"
        )
