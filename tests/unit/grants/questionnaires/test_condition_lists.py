"""Conditions built from lists: what is chosen is held, and what is held is shown again."""

from __future__ import annotations

from typing import Any

import pytest

from grants.questionnaires.conditions import Asked, faults
from grants.questionnaires.forms.conditions import ConditionForm, typed_for
from grants.questionnaires.models import Question
from portal.i18n.texts import Text

OPTIONS = [{"code": code, "label": {"en": code.upper()}} for code in ("a", "b", "c")]
EARLIER = [
    Question(code="one", kind="choice", label={"en": "One"}, options=OPTIONS),
    Question(code="some", kind="several", label={"en": "Some"}, options=OPTIONS),
    Question(code="sure", kind="yes_no", label={"en": "Sure"}),
    Question(code="cost", kind="money", label={"en": "Cost"}),
    Question(code="day", kind="date", label={"en": "Day"}),
    Question(code="name", kind="short", label={"en": "Name"}),
]
LATER = [Question(code="last", kind="long", label=Text({"en": "Last"}))]

IS_A = {"question": "one", "is": "equals", "value": "a"}
IS_B = {"question": "one", "is": "equals", "value": "b"}
NOT_C = {"question": "one", "is": "not_equals", "value": "c"}
HAS_B = {"question": "some", "is": "contains", "value": "b"}
SURE = {"question": "sure", "is": "equals", "value": True}
DEAR = {"question": "cost", "is": "at_least", "value": "1000.00"}
LATE = {"question": "day", "is": "at_most", "value": "2026-03-31"}
A_OR_B = {"question": "one", "is": "one_of", "values": ["a", "b"]}

NAMED = {"question": "name", "is": "equals", "value": "Ledger\u00a0One"}

BUILT = [
    IS_A,
    DEAR,
    A_OR_B,
    NAMED,
    {"not": IS_A},
    {"not": A_OR_B},
    {"not": {"any": [IS_A, SURE]}},
    {"not": {"all": [IS_A, SURE]}},
    {"all": [SURE, DEAR, LATE]},
    {"any": [HAS_B, SURE]},
    {"all": [A_OR_B, {"any": [SURE, DEAR]}]},
    {"any": [{"all": [IS_A, SURE]}, {"all": [NOT_C, LATE]}, HAS_B]},
    {"all": [{"any": [IS_A, {"not": {"any": [SURE, DEAR]}}]}, SURE]},
    {"all": [HAS_B, NOT_C] * 10},
]


def posted(condition: dict[str, Any] | None) -> dict[str, str]:
    """What a browser sends of the page that shows ``condition``."""
    form = made(typed_for(condition, EARLIER))
    return {bound.html_name: str(bound.value() or "") for bound in form}


def made(typed: dict[str, str], *, sent: dict[str, str] | None = None) -> ConditionForm:
    return ConditionForm(sent, typed=typed, earlier=EARLIER, later=LATER)


def chosen(sent: dict[str, str]) -> Any:
    form = made(sent, sent=sent)
    assert form.is_valid(), form.errors
    return form.condition()


def told(sent: dict[str, str]) -> dict[str, list[str]]:
    """What is wrong with what was sent, by field."""
    return {
        name: [str(one) for one in found] for name, found in made(sent, sent=sent).errors.items()
    }


@pytest.mark.parametrize("condition", BUILT)
def test_a_condition_that_is_shown_and_saved_again_stays_as_it_is(
    condition: dict[str, Any],
) -> None:
    found = chosen(posted(condition))

    assert found == condition
    every = [Asked(one.code, one.kind, frozenset(one.labels)) for one in EARLIER]
    assert faults([*every, Asked("last", condition=found)]) == []


def test_no_line_is_no_condition() -> None:
    assert chosen(posted(None)) is None
    assert chosen({"how": "none", "how_1": "none", "line_1-1": ""}) is None


def test_options_of_one_question_are_joined_but_amounts_are_not() -> None:
    amounts = {"any": [{**DEAR, "is": "equals"}, {**DEAR, "is": "equals", "value": "5.00"}]}

    assert chosen(posted({"any": [IS_A, IS_B]})) == A_OR_B
    assert chosen(posted(amounts)) == amounts
    assert chosen(posted({"any": [IS_A, NOT_C]})) == {"any": [IS_A, NOT_C]}


@pytest.mark.parametrize("typed", ["", "many", "NaN", "-5", "9" * 30, "\x00", "x" * 1_000_000])
def test_a_wrong_value_is_told_beside_its_line(typed: str) -> None:
    assert list(told({**posted(DEAR), "value_1": typed})) == ["value_1"]


@pytest.mark.parametrize("typed", ["", "\x00", "x" * 121])
def test_words_to_compare_are_neither_missing_nor_too_long(typed: str) -> None:
    assert list(told({**posted(NAMED), "value_1": typed})) == ["value_1"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('{"is": "answered", "question": "last"}', "“Last” is not asked before this question"),
        ('{"is": "answered", "question": "gone"}', "no longer in the form"),
        ('{"is": "equals", "question": "one", "value": "z"}', "no longer in the form"),
        ("{}", "no longer in the form"),
        ("[" * 100_000, "no longer in the form"),
        ("\x00../\r\n\u202e", "no longer in the form"),
    ],
)
def test_what_cannot_be_named_is_refused_with_the_reason(line: str, sentence: str) -> None:
    found = told({**posted(IS_A), "line_1": line})

    assert list(found) == ["line_1"]
    assert sentence in found["line_1"][0]


def test_groups_that_are_too_deep_and_lines_too_many_are_refused_and_shown() -> None:
    deep = {"how": "all", "how_1": "any", "how_1-1": "any", "how_1-1-1": "any"}
    line = posted(IS_A)["line_1"]
    many = {"how": "all", **{f"line_{number}": line for number in range(1, 22)}}

    assert told({**deep, "line_1-1-1-1": line}) == {
        "__all__": ["Groups stand at most three deep. Take this group out of the one around it."]
    }
    assert told(many) == {"__all__": ["A condition has at most 20 lines."]}
    assert len(made(many, sent=many).whole().parts) == 21


def test_parts_are_numbered_as_one_counts_them_and_nest_three_deep() -> None:
    whole = made({"how": "all", "line_4": "", "how_7": "any", "how_7-2": "none"}).whole()

    line, group = whole.parts
    assert (line.title, group.title, group.parts[0].title) == ("1", "2", "2.1")
    assert (whole.may_nest, group.may_nest, group.parts[0].may_nest) == (True, True, False)


def test_values_are_asked_for_only_where_something_is_compared_with_one() -> None:
    form = ConditionForm(typed=typed_for(SURE, EARLIER), earlier=EARLIER[:3])

    assert not any(name.startswith("value_") for name in form.fields)
