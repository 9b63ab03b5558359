"""What a line of a condition can say of an earlier question, in words to choose from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from grants.questionnaires.conditions import (
    ANSWERED,
    AT_LEAST,
    AT_MOST,
    CONTAINS,
    EQUALS,
    NOT_EQUALS,
)
from grants.questionnaires.models import CHOICES, Question, QuestionKind

Choice = tuple[str, str]
Offers = list[tuple[dict[str, Any], str]]
MEASURED = (QuestionKind.NUMBER, QuestionKind.MONEY, QuestionKind.DATE)


def choices_of(earlier: Sequence[Question]) -> list[Any]:
    """Everything that can be said, question by question; nothing first."""
    return [("", gettext("Nothing chosen")), *(_group(question) for question in earlier)]


def spoken_name(question: Question) -> str:
    """The words of a question, or its code while it has none."""
    return str(question.label) or question.code


def key_of(line: Mapping[str, Any]) -> str:
    """A line as the value of a list; a value that is typed beside it is left out before."""
    return json.dumps(dict(line), sort_keys=True, ensure_ascii=False)


def _group(question: Question) -> tuple[str, list[Choice]]:
    return spoken_name(question), [
        (key_of({"question": question.code, **line}), words) for line, words in _offers(question)
    ]


def _offers(question: Question) -> Offers:
    """What can be asked of the answer to ``question``, each with its words."""
    name = spoken_name(question)
    answered = ({"is": ANSWERED}, gettext("“%(question)s” is answered") % {"question": name})
    if question.kind == QuestionKind.YES_NO:
        pairs = [(True, gettext("Yes")), (False, gettext("No"))]
        return [answered, *_equals(name, pairs)]
    if question.kind in CHOICES:
        options = [(code, str(label)) for code, label in question.labels.items()]
        if question.kind == QuestionKind.SEVERAL:
            words = gettext("“%(value)s” is chosen in “%(question)s”")
            return [answered, *_each(CONTAINS, words, name, options)]
        words = gettext("“%(question)s” is answered and is not “%(value)s”")
        return [answered, *_equals(name, options), *_each(NOT_EQUALS, words, name, options)]
    return [answered, *_valued(question, name)]


def _valued(question: Question, name: str) -> Offers:
    """What is compared with a value that stands beside the line."""
    equal = (
        (EQUALS, gettext("“%(question)s” is the value")),
        (NOT_EQUALS, gettext("“%(question)s” is answered and is not the value")),
    )
    ordered = (
        (AT_LEAST, gettext("“%(question)s” is the value or more")),
        (AT_MOST, gettext("“%(question)s” is the value or less")),
    )
    measured = (*ordered, *equal) if question.kind in MEASURED else ()
    offered = equal if question.kind == QuestionKind.SHORT else measured
    return [({"is": key}, words % {"question": name}) for key, words in offered]


def _equals(name: str, options: Sequence[tuple[Any, str]]) -> Offers:
    return _each(EQUALS, gettext("“%(question)s” is “%(value)s”"), name, options)


def _each(comparison: str, words: str, name: str, options: Sequence[tuple[Any, str]]) -> Offers:
    return [
        ({"is": comparison, "value": value}, words % {"question": name, "value": label})
        for value, label in options
    ]
