"""Conditions: one table of cases for server and browser, their faults, their properties."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.questionnaires.conditions import (
    DEEPEST,
    MOST_COMPARISONS,
    Asked,
    faults,
    holds,
    is_well_formed,
    shown,
)

TABLE = json.loads((Path(__file__).parents[3] / "conditions.json").read_text(encoding="utf-8"))
ANSWERED = {"question": "a", "is": "answered"}


@pytest.mark.parametrize("case", TABLE["holds"], ids=lambda case: case["why"])
def test_the_table_of_cases(case: dict[str, Any]) -> None:
    assert holds(case["condition"], case["answers"]) is case["expected"]


@pytest.mark.parametrize("case", TABLE["shown"], ids=lambda case: case["why"])
def test_the_table_of_forms(case: dict[str, Any]) -> None:
    questions = [Asked(one["code"], condition=one.get("condition")) for one in case["questions"]]

    assert shown(questions, case["answers"]) == set(case["expected"])


@pytest.mark.parametrize(
    "condition",
    [case["condition"] for case in TABLE["holds"] if case["condition"] is not None],
)
def test_every_case_is_a_sentence_of_the_language(condition: dict[str, Any]) -> None:
    assert is_well_formed(condition)


@pytest.mark.parametrize(
    "condition",
    [
        {},
        [],
        "answered",
        None,
        {"question": "a"},
        {"question": 5, "is": "answered"},
        {"question": "a", "is": "answered", "value": "x"},
        {"question": "a", "is": "likes", "value": "x"},
        {"question": "a", "is": "equals"},
        {"question": "a", "is": "equals", "value": 5},
        {"question": "a", "is": "equals", "value": None},
        {"question": "a", "is": "one_of", "values": []},
        {"question": "a", "is": "one_of", "values": [True]},
        {"question": "a", "is": "one_of", "value": "x"},
        {"question": "a", "is": "contains", "value": True},
        {"question": "a", "is": "at_least", "value": "NaN"},
        {"question": "a", "is": "at_least", "value": "1e5"},
        {"question": "a", "is": "at_least", "value": "9" * 31},
        {"all": []},
        {"all": ANSWERED},
        {"all": [ANSWERED], "any": [ANSWERED]},
        {"all": [ANSWERED], "question": "a"},
        {"not": [ANSWERED]},
    ],
)
def test_anything_else_is_malformed(condition: Any) -> None:
    assert not is_well_formed(condition)
    assert faults([Asked("a"), Asked("b", condition=condition or {"x": 1})])[0].code == "b"


def test_a_condition_looks_back_and_so_there_is_no_cycle() -> None:
    own = [Asked("a", condition=ANSWERED)]
    cycle = [
        Asked("a", condition={"question": "b", "is": "answered"}),
        Asked("b", condition=ANSWERED),
    ]
    gone = [Asked("a", condition={"question": "x", "is": "answered"})]

    assert faults(own) == [("a", "later", "a")]
    assert faults(cycle) == [("a", "later", "b")]
    assert faults(gone) == [("a", "unknown", "x")]


def test_a_comparison_fits_the_kind_and_names_options_that_are_there() -> None:
    chain = Asked("chain", "choice", frozenset({"public"}))
    equals = {"question": "chain", "is": "equals"}

    def found(condition: dict[str, Any]) -> list[str]:
        return [fault.reason for fault in faults([chain, Asked("b", condition=condition)])]

    assert found({**equals, "value": "public"}) == []
    assert found({**equals, "value": "secret"}) == ["option"]
    assert found({"question": "chain", "is": "one_of", "values": ["public", "no"]}) == ["option"]
    assert found({"question": "chain", "is": "at_least", "value": "5"}) == ["comparison"]


def test_a_condition_is_neither_too_deep_nor_too_large() -> None:
    deep: dict[str, Any] = ANSWERED
    for _level in range(DEEPEST):
        deep = {"not": deep}
    wide = {"any": [ANSWERED] * (MOST_COMPARISONS + 1)}

    assert not is_well_formed(deep)
    assert is_well_formed(deep["not"])
    assert faults([Asked("a"), Asked("b", condition=wide)]) == [("b", "too_large", "")]


ANSWERS = st.dictionaries(
    st.sampled_from("abcd"),
    st.one_of(
        st.none(),
        st.booleans(),
        st.sampled_from(["", "x", "5", "5.0", "-3", "2026-01-01"]),
        st.lists(st.sampled_from("xy"), max_size=2),
    ),
)
COMPARISONS = st.one_of(
    st.builds(lambda q: {"question": q, "is": "answered"}, st.sampled_from("abcd")),
    st.builds(
        lambda q, i, v: {"question": q, "is": i, "value": v},
        st.sampled_from("abcd"),
        st.sampled_from(["equals", "not_equals", "at_least", "at_most", "contains"]),
        st.sampled_from(["5", "-3", "2026-01-01"]),
    ),
)
CONDITIONS = st.recursive(
    COMPARISONS,
    lambda parts: st.one_of(
        st.builds(lambda one: {"not": one}, parts),
        st.builds(lambda some: {"all": some}, st.lists(parts, min_size=1, max_size=3)),
        st.builds(lambda some: {"any": some}, st.lists(parts, min_size=1, max_size=3)),
    ),
    max_leaves=6,
)


@given(CONDITIONS, ANSWERS)
def test_not_turns_and_groups_agree_with_logic(
    condition: dict[str, Any], answers: dict[str, Any]
) -> None:
    truth = holds(condition, answers)

    assert holds({"not": condition}, answers) is not truth
    assert holds({"all": [condition, {"not": condition}]}, answers) is False
    assert holds({"any": [condition, {"not": condition}]}, answers) is True
    assert holds({"not": {"any": [condition]}}, answers) is holds(
        {"all": [{"not": condition}]}, answers
    )


@given(st.lists(st.one_of(st.none(), CONDITIONS), min_size=4, max_size=4), ANSWERS)
def test_what_hidden_questions_hold_never_matters(
    conditions: list[dict[str, Any] | None], answers: dict[str, Any]
) -> None:
    questions = [
        Asked(code, condition=condition) for code, condition in zip("abcd", conditions, strict=True)
    ]

    asked = shown(questions, answers)

    assert shown(questions, {code: answers.get(code) for code in asked}) == asked
