"""Whether a question is asked, decided by the answers to earlier ones: a small language in JSON.

A condition is one comparison, ``{"question": "chain", "is": "equals", "value": "public"}``, or
``{"all": […]}``, ``{"any": […]}``, ``{"not": …}`` of conditions. Answers are JSON too: texts, days
(ISO 8601), numbers as decimal strings, true or false for yes and no, lists of codes, rows.

A comparison with a question that is not answered is false, and so ``not_equals`` is: only ``not``
turns an answer that is not there into true. A question that is hidden counts as not answered.
``static/js/conditions.js`` speaks the same language; both are held to one table of cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

Condition = Mapping[str, Any]
Answers = Mapping[str, Any]

DEEPEST = 7
"""Room for three groups in each other, each of which may be turned by ``not``, and a comparison."""

MOST_COMPARISONS = 20

NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,10})?", re.ASCII)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)

ANSWERED, EQUALS, NOT_EQUALS, ONE_OF = "answered", "equals", "not_equals", "one_of"
CONTAINS, AT_LEAST, AT_MOST = "contains", "at_least", "at_most"

MEASURED = frozenset({ANSWERED, EQUALS, NOT_EQUALS, AT_LEAST, AT_MOST})
WRITTEN = frozenset({ANSWERED, EQUALS, NOT_EQUALS, ONE_OF})
FITTING: Mapping[str, frozenset[str]] = {
    "short": WRITTEN,
    "long": frozenset({ANSWERED}),
    "number": MEASURED,
    "money": MEASURED,
    "date": MEASURED,
    "choice": WRITTEN,
    "several": frozenset({ANSWERED, CONTAINS}),
    "yes_no": frozenset({ANSWERED, EQUALS, NOT_EQUALS}),
    "file": frozenset({ANSWERED}),
    "table": frozenset({ANSWERED}),
}
"""Which comparisons make sense for which kind of question."""


@dataclass(frozen=True)
class Asked:
    """What is known of a question: ``options`` are its codes, where it has any."""

    code: str
    kind: str = "short"
    options: frozenset[str] = field(default_factory=frozenset)
    condition: Condition | None = None


class Fault(NamedTuple):
    """Why the condition of question ``code`` cannot stand.

    ``reason`` is ``malformed``, ``too_large``, ``unknown``, ``later``, ``comparison`` or
    ``option``; ``about`` is the question that the condition names.
    """

    code: str
    reason: str
    about: str = ""


def is_answered(value: Any) -> bool:
    """Whether there is an answer; "no" is one, an empty text or list is none."""
    return value is not None and value not in ("", [], ())


def holds(condition: Condition | None, answers: Answers) -> bool:
    """Whether ``condition`` is true of ``answers``; no condition always is."""
    if not condition:
        return True
    if "all" in condition:
        return all(holds(one, answers) for one in condition["all"])
    if "any" in condition:
        return any(holds(one, answers) for one in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], answers)
    answer = answers.get(condition["question"])
    return is_answered(answer) and _compares(condition, answer)


def shown(questions: Iterable[Asked], answers: Answers) -> set[str]:
    """The codes of the questions that are asked, in one walk from the first to the last."""
    seen: dict[str, Any] = {}
    asked = set()
    for question in questions:
        if holds(question.condition, seen):
            asked.add(question.code)
            seen[question.code] = answers.get(question.code)
    return asked


def _compares(condition: Condition, answer: Any) -> bool:
    comparison, value = condition["is"], condition.get("value")
    if comparison == ANSWERED:
        return True
    if comparison in (EQUALS, NOT_EQUALS):
        return _same(answer, value) is (comparison == EQUALS)
    if comparison == ONE_OF:
        return any(_same(answer, one) for one in condition["values"])
    if comparison == CONTAINS:
        return isinstance(answer, list) and value in answer
    order = _order(answer, value)
    return order is not None and (order >= 0 if comparison == AT_LEAST else order <= 0)


def _same(answer: Any, value: Any) -> bool:
    if isinstance(answer, bool) or isinstance(value, bool):
        return answer is value
    if not isinstance(answer, str) or not isinstance(value, str):
        return False
    if NUMBER.fullmatch(answer) and NUMBER.fullmatch(value):
        return Decimal(answer) == Decimal(value)
    return answer == value


def _order(answer: Any, value: Any) -> int | None:
    """-1, 0 or 1; None where the two cannot be put in order."""
    if not isinstance(answer, str) or not isinstance(value, str):
        return None
    if NUMBER.fullmatch(answer) and NUMBER.fullmatch(value):
        one, other = Decimal(answer), Decimal(value)
        return (one > other) - (one < other)
    if DAY.fullmatch(answer) and DAY.fullmatch(value):
        return (answer > value) - (answer < value)
    return None


def faults(questions: Sequence[Asked]) -> list[Fault]:
    """Everything wrong with the conditions: what is malformed, and what looks forward.

    A condition may only name questions that stand before its own, so there can be no cycle.
    """
    every = {question.code for question in questions}
    earlier: dict[str, Asked] = {}
    found: list[Fault] = []
    for question in questions:
        if question.condition is not None:
            found.extend(_faults_of(question, earlier, every))
        earlier[question.code] = question
    return found


def _faults_of(question: Asked, earlier: Mapping[str, Asked], every: set[str]) -> Iterator[Fault]:
    if not is_well_formed(question.condition):
        yield Fault(question.code, "malformed")
        return
    compared = list(comparisons(question.condition or {}))
    if len(compared) > MOST_COMPARISONS:
        yield Fault(question.code, "too_large")
        return
    for one in compared:
        about = one["question"]
        if about not in earlier:
            yield Fault(question.code, "later" if about in every else "unknown", about)
        elif one["is"] not in FITTING.get(earlier[about].kind, frozenset()):
            yield Fault(question.code, "comparison", about)
        elif earlier[about].options and not _known(one, earlier[about].options):
            yield Fault(question.code, "option", about)


def _known(comparison: Condition, options: frozenset[str]) -> bool:
    named = comparison.get("values", [comparison["value"]] if "value" in comparison else [])
    return all(value in options for value in named)


def comparisons(condition: Condition) -> Iterator[Condition]:
    """Every comparison in ``condition``, from left to right."""
    for group in ("all", "any"):
        if group in condition:
            for part in condition[group]:
                yield from comparisons(part)
            return
    if "not" in condition:
        yield from comparisons(condition["not"])
    elif condition:
        yield condition


def is_well_formed(condition: Any, depth: int = 1) -> bool:
    """Whether ``condition`` is a sentence of the language and no deeper than ``DEEPEST``."""
    if not isinstance(condition, Mapping) or depth > DEEPEST:
        return False
    for group in ("all", "any"):
        if set(condition) == {group}:
            parts = condition[group]
            whole = isinstance(parts, list) and bool(parts)
            return whole and all(is_well_formed(part, depth + 1) for part in parts)
    if set(condition) == {"not"}:
        return is_well_formed(condition["not"], depth + 1)
    return isinstance(condition.get("question"), str) and _is_comparison(condition)


def _is_comparison(condition: Condition) -> bool:
    comparison, names = condition.get("is"), set(condition) - {"question", "is"}
    if comparison == ANSWERED:
        return not names
    if comparison == ONE_OF:
        values = condition.get("values")
        return (
            names == {"values"}
            and isinstance(values, list)
            and bool(values)
            and all(isinstance(value, str) for value in values)
        )
    value = condition.get("value")
    if comparison in (EQUALS, NOT_EQUALS):
        return names == {"value"} and isinstance(value, str | bool)
    if comparison in (AT_LEAST, AT_MOST):
        return names == {"value"} and isinstance(value, str) and _is_measure(value)
    return comparison == CONTAINS and names == {"value"} and isinstance(value, str)


def _is_measure(value: str) -> bool:
    return bool(NUMBER.fullmatch(value) or DAY.fullmatch(value))
