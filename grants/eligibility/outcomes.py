"""What the answers to an eligibility check mean, rule by rule. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grants.eligibility.models import Choice, EligibilityRule

Answers = Mapping[str, str]
"""Codes of answers by the code of their rule."""


@dataclass(frozen=True)
class Outcome:
    """One rule with the answer that was given to it."""

    rule: EligibilityRule
    answer: Choice

    @property
    def stands_against(self) -> bool:
        """Whether the answer does not pass."""
        return self.answer.passes is False

    @property
    def is_unsure(self) -> bool:
        """Whether it must still be found out."""
        return self.answer.passes is None


@dataclass(frozen=True)
class Result:
    """What came out: the rules that stand against it and those to be found out."""

    outcomes: Sequence[Outcome]

    @property
    def against(self) -> list[Outcome]:
        """The rules that stand against it."""
        return [one for one in self.outcomes if one.stands_against]

    @property
    def unsure(self) -> list[Outcome]:
        """The rules of which the person was not sure."""
        return [one for one in self.outcomes if one.is_unsure]


def outcomes_of(rules: Iterable[EligibilityRule], answers: Answers) -> list[Outcome]:
    """The rules that ``answers`` answers; an answer that a rule does not know is no answer."""
    found = []
    for rule in rules:
        known = {choice.code: choice for choice in rule.choices()}
        if answers.get(rule.code) in known:
            found.append(Outcome(rule, known[answers[rule.code]]))
    return found


def result_of(rules: Sequence[EligibilityRule], answers: Answers) -> Result | None:
    """What came out, or None while a rule has no answer."""
    found = outcomes_of(rules, answers)
    return Result(found) if rules and len(found) == len(rules) else None


def answers_in(value: Any) -> dict[str, str]:
    """``value`` as answers, whatever a browser kept of them."""
    if not isinstance(value, dict):
        return {}
    return {
        rule: answer
        for rule, answer in value.items()
        if isinstance(rule, str) and isinstance(answer, str)
    }
