"""Conditions as groups: whatever the language says can be built, and means the same built."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.questionnaires.conditions import DEEPEST, Asked, faults, holds, is_well_formed
from grants.questionnaires.groups import (
    ALL,
    ANY,
    DEEPEST_GROUPS,
    NONE,
    Group,
    condition_of,
    group_of,
    places_of,
)

A = {"question": "a", "is": "equals", "value": "x"}
B = {"question": "b", "is": "answered"}
C = {"question": "c", "is": "equals", "value": True}
KINDS = {"a": "choice", "b": "long", "c": "yes_no", "d": "several"}


@pytest.mark.parametrize(
    ("condition", "group"),
    [
        (A, Group(ALL, (A,))),
        ({"not": A}, Group(NONE, (A,))),
        ({"not": {"any": [A, B]}}, Group(NONE, (A, B))),
        ({"not": {"all": [A, B]}}, Group(NONE, (Group(ALL, (A, B)),))),
        ({"not": {"not": A}}, Group(NONE, (Group(NONE, (A,)),))),
        (
            {"question": "a", "is": "one_of", "values": ["x", "y"]},
            Group(ANY, (A, {**A, "value": "y"})),
        ),
        (
            {"not": {"question": "a", "is": "one_of", "values": ["x", "y"]}},
            Group(NONE, (A, {**A, "value": "y"})),
        ),
        ({"all": [B, {"any": [A, C]}]}, Group(ALL, (B, Group(ANY, (A, C))))),
    ],
)
def test_a_condition_is_one_group_and_the_group_the_same_condition(
    condition: dict[str, Any], group: Group
) -> None:
    assert group_of(condition) == group
    assert condition_of(group, KINDS) == condition


def test_what_is_not_yes_is_no() -> None:
    turned = group_of({"question": "c", "is": "not_equals", "value": True})

    assert turned == Group(ALL, ({"question": "c", "is": "equals", "value": False},))


def test_a_group_without_parts_does_not_count() -> None:
    assert condition_of(Group(NONE, ()), KINDS) is None
    assert condition_of(Group(ALL, (Group(NONE, ()), Group(ANY, (Group(ALL, ()),)))), KINDS) is None
    assert condition_of(Group(ANY, (Group(NONE, ()), B)), KINDS) == B


def test_places_count_the_parts_of_each_group() -> None:
    inner = Group(NONE, (A, C))

    places = list(places_of(Group(ALL, (B, inner))))

    assert places == [("", Group(ALL, (B, inner))), ("1", B), ("2", inner), ("2-1", A), ("2-2", C)]


@pytest.mark.parametrize("how", [ALL, ANY, NONE])
def test_three_groups_in_each_other_are_not_too_deep_for_the_language(how: str) -> None:
    group = Group(how, (A, B))
    for _level in range(1, DEEPEST_GROUPS):
        group = Group(how, (B, group))

    condition = condition_of(group, KINDS)

    assert is_well_formed(condition)
    asked = [Asked("a", "choice"), Asked("b", "long"), Asked("last", condition=condition)]
    assert faults(asked) == []
    assert DEEPEST == 2 * DEEPEST_GROUPS + 1


LINES = st.one_of(
    st.builds(lambda v: {**A, "value": v}, st.sampled_from("xyz")),
    st.builds(lambda v: {**A, "is": "not_equals", "value": v}, st.sampled_from("xyz")),
    st.builds(
        lambda v: {**A, "is": "one_of", "values": v}, st.lists(st.sampled_from("xyz"), min_size=1)
    ),
    st.builds(
        lambda i, v: {**C, "is": i, "value": v},
        st.sampled_from(["equals", "not_equals"]),
        st.booleans(),
    ),
    st.just(B),
    st.builds(lambda v: {"question": "d", "is": "contains", "value": v}, st.sampled_from("xyz")),
)
CONDITIONS = st.recursive(
    LINES,
    lambda parts: st.one_of(
        st.builds(lambda one: {"not": one}, parts),
        st.builds(lambda some: {"all": some}, st.lists(parts, min_size=1, max_size=3)),
        st.builds(lambda some: {"any": some}, st.lists(parts, min_size=1, max_size=3)),
    ),
    max_leaves=8,
)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "a": st.sampled_from(["", "x", "y", "w"]),
        "b": st.sampled_from(["", "text"]),
        "c": st.one_of(st.none(), st.booleans()),
        "d": st.lists(st.sampled_from("xyz"), max_size=2),
    },
)


@given(CONDITIONS, ANSWERS)
def test_what_is_built_of_a_condition_is_true_of_the_same_answers(
    condition: dict[str, Any], answers: dict[str, Any]
) -> None:
    built = condition_of(group_of(condition), KINDS)

    assert holds(built, answers) is holds(condition, answers)
    assert condition_of(group_of(built or {}), KINDS) == built
