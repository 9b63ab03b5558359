"""Conditions in words, for applicants, officers and readers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

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
from portal.ui.formats import hkd, hkdate


def in_words(condition: Condition | None, questions: Mapping[str, Question]) -> str:
    """``Answer only if …``; empty without a condition."""
    if not condition:
        return ""
    return gettext("Answer only if %(condition)s.") % {"condition": _clause(condition, questions)}


def _clause(condition: Condition, questions: Mapping[str, Question]) -> str:
    for group, glue in (("all", gettext(" and ")), ("any", gettext(" or "))):
        if group in condition:
            parts = [_clause(part, questions) for part in condition[group]]
            return glue.join(
                f"({text})" if _is_group(part) and len(parts) > 1 else text
                for text, part in zip(parts, condition[group], strict=True)
            )
    if "not" in condition:
        return gettext("it is not so that %(clause)s") % {
            "clause": _clause(condition["not"], questions)
        }
    return _comparison(condition, questions[condition["question"]])


def _is_group(condition: Condition) -> bool:
    return "all" in condition or "any" in condition


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
