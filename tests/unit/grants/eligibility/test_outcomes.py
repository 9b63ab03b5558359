"""What answers mean, rule by rule."""

from __future__ import annotations

from typing import Any

import pytest

from grants.eligibility.models import EligibilityRule
from grants.eligibility.outcomes import answers_in, outcomes_of, result_of
from grants.eligibility.scheme import yes_or_no
from portal.i18n.texts import text


def rule(code: str, *, passing: str = "yes", unsure: str = "") -> EligibilityRule:
    return EligibilityRule(
        code=code, question=text(code), options=yes_or_no(passing=passing), unsure=text(unsure)
    )


def test_each_answer_passes_stands_against_it_or_waits() -> None:
    rules = [rule("here"), rule("research", passing="no"), rule("dates", unsure="Ask.")]

    result = result_of(rules, {"here": "no", "research": "no", "dates": "unsure"})

    assert result is not None
    assert [one.rule.code for one in result.against] == ["here"]
    assert [one.rule.code for one in result.unsure] == ["dates"]


def test_without_every_answer_there_is_no_result() -> None:
    assert result_of([rule("here"), rule("dates")], {"here": "yes"}) is None
    assert result_of([], {}) is None


def test_an_answer_that_the_rule_does_not_know_is_no_answer() -> None:
    assert outcomes_of([rule("here")], {"here": "perhaps", "other": "yes"}) == []
    assert outcomes_of([rule("here")], {"here": "unsure"}) == []


def test_one_of_several_answers_carries_its_words() -> None:
    options = [{"code": "bank", "label": {"en": "A bank"}, "passes": True}]
    chosen = EligibilityRule(code="sponsor", kind="choice", options=options)

    (outcome,) = outcomes_of([chosen], {"sponsor": "bank"})

    assert (str(outcome.answer.label), outcome.stands_against) == ("A bank", False)


@pytest.mark.parametrize("value", [None, "text", 7, ["here"], {"here": ["yes"]}, {1: "yes"}])
def test_whatever_a_browser_kept_is_read_as_answers_or_as_none(value: Any) -> None:
    assert answers_in(value) == {}
    assert answers_in({"here": "yes", "there": 3}) == {"here": "yes"}
