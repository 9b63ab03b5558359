"""Conditions in words, for applicants, officers and readers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, override

from grants.questionnaires.conditions import (
    ANSWERED,
    AT_LEAST,
    AT_MOST,
    CONTAINS,
    EQUALS,
    NOT_EQUALS,
    ONE_OF,
    Condition,
)
from grants.questionnaires.models import Question, QuestionKind
from grants.questionnaires.numbers import grouped
from portal.i18n.texts import LANGUAGE_CODES
from portal.ui.formats import hkd, hkdate


def in_words(condition: Condition | None, questions: Mapping[str, Question]) -> str:
    """``Answer only if …``; empty without a condition."""
    if not condition:
        return ""
    return gettext("Answer only if %(condition)s.") % {"condition": _clause(condition, questions)}


def in_each_language(
    condition: Condition | None, questions: Mapping[str, Question]
) -> list[tuple[str, str]]:
    """Each language code with ``in_words`` in it."""
    said = []
    for language in LANGUAGE_CODES:
        with override(language):
            said.append((language, in_words(condition, questions)))
    return said


def _clause(condition: Condition, questions: Mapping[str, Question]) -> str:
    if "not" in condition:
        return _turned(condition["not"], questions)
    for group, glue in (("all", gettext(" and ")), ("any", gettext(" or "))):
        if group in condition:
            return glue.join(_clauses(condition[group], questions))
    return _comparison(condition, questions[condition["question"]])


def _turned(condition: Condition, questions: Mapping[str, Question]) -> str:
    """What must not be true; alternatives are listed, so that "not" goes with each of them."""
    if "any" in condition:
        listed = gettext("; ").join(_clauses(condition["any"], questions))
        return gettext("none of these is true: %(clauses)s") % {"clauses": listed}
    clause = _clause(condition, questions)
    return gettext("it is not so that %(clause)s") % {
        "clause": _enclosed(clause) if _is_group(condition) else clause
    }


def _clauses(parts: Sequence[Condition], questions: Mapping[str, Question]) -> list[str]:
    """Each part; what has parts of its own stands in brackets, where it is not alone."""
    return [
        _enclosed(text) if _is_group(part) and len(parts) > 1 else text
        for text, part in ((_clause(part, questions), part) for part in parts)
    ]


def _enclosed(clause: str) -> str:
    return gettext("(%(clause)s)") % {"clause": clause}


def _is_group(condition: Condition) -> bool:
    return "question" not in condition


def _comparison(condition: Condition, question: Question) -> str:
    values = condition.get("values", [condition.get("value")])
    spoken = gettext("” or “").join(_value(one, question) for one in values)
    return PATTERN_OF[condition["is"]]() % {"question": str(question.label), "value": spoken}


PATTERN_OF = {
    ANSWERED: lambda: gettext("“%(question)s” is answered"),
    EQUALS: lambda: gettext("“%(question)s” is “%(value)s”"),
    ONE_OF: lambda: gettext("“%(question)s” is “%(value)s”"),
    NOT_EQUALS: lambda: gettext("“%(question)s” is answered and is not “%(value)s”"),
    CONTAINS: lambda: gettext("“%(value)s” is chosen in “%(question)s”"),
    AT_LEAST: lambda: gettext("“%(question)s” is %(value)s or more"),
    AT_MOST: lambda: gettext("“%(question)s” is %(value)s or less"),
}
"""Looked up when they are spoken: the language may change between two requests."""


def _value(value: Any, question: Question) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if value is None:
        return ""
    labels = question.labels
    if value in labels:
        return str(labels[value])
    return SPOKEN.get(QuestionKind(question.kind), str)(value)


SPOKEN: Mapping[QuestionKind, Callable[[str], str]] = {
    QuestionKind.MONEY: lambda written: hkd(Decimal(written)),
    QuestionKind.NUMBER: lambda written: grouped(Decimal(written)),
    QuestionKind.DATE: lambda written: hkdate(date.fromisoformat(written)),
}
