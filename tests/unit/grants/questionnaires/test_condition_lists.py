"""Conditions chosen from lists: what is chosen is held, and what is held is shown again."""

from __future__ import annotations

from typing import Any

import pytest

from grants.questionnaires.conditions import Asked, faults
from grants.questionnaires.forms.conditions import ConditionForm, can_be_built
from grants.questionnaires.models import Question

OPTIONS = [{"code": code, "label": {"en": code.upper()}} for code in ("a", "b", "c")]
EARLIER = [
    Question(code="one", kind="choice", label={"en": "One"}, options=OPTIONS),
    Question(code="some", kind="several", label={"en": "Some"}, options=OPTIONS),
    Question(code="sure", kind="yes_no", label={"en": "Sure"}),
    Question(code="cost", kind="money", label={"en": "Cost"}),
    Question(code="day", kind="date", label={"en": "Day"}),
]

IS_A = {"question": "one", "is": "equals", "value": "a"}
IS_B = {"question": "one", "is": "equals", "value": "b"}
NOT_C = {"question": "one", "is": "not_equals", "value": "c"}
HAS_B = {"question": "some", "is": "contains", "value": "b"}
SURE = {"question": "sure", "is": "equals", "value": True}
DEAR = {"question": "cost", "is": "at_least", "value": "1000.00"}
LATE = {"question": "day", "is": "at_most", "value": "2026-03-31"}
A_OR_B = {"question": "one", "is": "one_of", "values": ["a", "b"]}

BUILT = [
    IS_A,
    DEAR,
    A_OR_B,
    {"all": [SURE, DEAR, LATE]},
    {"any": [HAS_B, SURE]},
    {"all": [A_OR_B, {"any": [SURE, DEAR]}]},
    {"any": [{"all": [IS_A, SURE]}, {"all": [NOT_C, LATE]}, HAS_B]},
]


def posted(condition: dict[str, Any] | None) -> dict[str, Any]:
    """What a browser sends of the page that shows ``condition``."""
    form = ConditionForm(earlier=EARLIER, condition=condition)
    return {bound.html_name: bound.value() or "" for bound in form}


def chosen(sent: dict[str, Any]) -> Any:
    form = ConditionForm(sent, earlier=EARLIER)
    assert form.is_valid(), form.errors
    return form.condition()


@pytest.mark.parametrize("condition", BUILT)
def test_a_condition_that_is_shown_and_saved_again_stays_as_it_is(
    condition: dict[str, Any],
) -> None:
    found = chosen(posted(condition))

    assert can_be_built(condition)
    assert found == condition
    every = [Asked(one.code, one.kind, frozenset(one.labels)) for one in EARLIER]
    assert faults([*every, Asked("last", condition=found)]) == []


def test_no_line_is_no_condition() -> None:
    assert chosen(posted(None)) is None


def test_options_of_one_question_are_joined_but_amounts_are_not() -> None:
    amounts = {"any": [{**DEAR, "is": "equals"}, {**DEAR, "is": "equals", "value": "5.00"}]}

    assert chosen(posted({"any": [IS_A, IS_B]})) == A_OR_B
    assert chosen(posted(amounts)) == amounts
    assert chosen(posted({"any": [IS_A, NOT_C]})) == {"any": [IS_A, NOT_C]}


@pytest.mark.parametrize("typed", ["", "many", "NaN", "-5", "9" * 30, "\x00"])
def test_a_wrong_value_is_told_beside_its_line(typed: str) -> None:
    form = ConditionForm({**posted(DEAR), "value_1_1": typed}, earlier=EARLIER)

    assert not form.is_valid()
    assert list(form.errors) == ["value_1_1"]


def test_a_choice_that_is_not_offered_is_refused() -> None:
    form = ConditionForm({**posted(IS_A), "line_1_1": '{"question": "x"}'}, earlier=EARLIER)

    assert list(form.errors) == ["line_1_1"]


@pytest.mark.parametrize(
    "condition",
    [
        {"not": IS_A},
        {"all": [{"any": [IS_A, {"all": [SURE, DEAR]}]}, SURE]},
        {"all": [HAS_B] * 5},
        {"any": [{"all": [IS_A, SURE]}] * 4},
    ],
)
def test_what_is_too_deep_for_the_lists_is_not_shown_as_something_else(
    condition: dict[str, Any],
) -> None:
    assert not can_be_built(condition)
    assert chosen(posted(condition)) is None


def test_values_are_asked_for_only_where_something_is_measured() -> None:
    form = ConditionForm(earlier=EARLIER[:3], condition=SURE)

    assert not any(name.startswith("value_") for name in form.fields)
    assert [group.is_used for group in form.groups()] == [True, False, False]
