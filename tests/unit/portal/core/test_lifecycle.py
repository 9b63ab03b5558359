"""Lifecycles as tables of steps."""

from __future__ import annotations

import pytest

from portal.core.lifecycle import Lifecycle, StepRefused, step

DOOR = Lifecycle(
    name="door",
    states=("open", "shut", "locked", "bricked_up"),
    steps=(
        step("shut", ["open"], "shut"),
        step("open", ["shut"], "open"),
        step("lock", ["shut"], "locked"),
        step("brick_up", ["open", "shut"], "bricked_up"),
    ),
)


@pytest.mark.parametrize(
    ("name", "state", "expected"),
    [
        ("shut", "open", "shut"),
        ("open", "shut", "open"),
        ("lock", "shut", "locked"),
        ("brick_up", "open", "bricked_up"),
        ("brick_up", "shut", "bricked_up"),
    ],
)
def test_a_step_of_the_table_leads_to_its_target(name: str, state: str, expected: str) -> None:
    assert DOOR.allows(name, state)
    assert DOOR.after(name, state) == expected


@pytest.mark.parametrize(("name", "state"), [("lock", "open"), ("open", "locked"), ("fly", "open")])
def test_any_other_step_is_refused(name: str, state: str) -> None:
    assert not DOOR.allows(name, state)
    with pytest.raises(StepRefused, match=f"door: step '{name}' is not possible in state"):
        DOOR.after(name, state)


def test_a_refused_step_says_which_and_where() -> None:
    with pytest.raises(StepRefused) as refusal:
        DOOR.after("lock", "open")

    assert (refusal.value.step, refusal.value.state) == ("lock", "open")


def test_the_steps_of_a_state_are_listed_in_the_order_of_the_table() -> None:
    assert DOOR.steps_from("shut") == ("open", "lock", "brick_up")
    assert DOOR.steps_from("locked") == ()


def test_a_table_that_names_an_unknown_state_is_refused() -> None:
    with pytest.raises(ValueError, match=r"step fly names unknown states \['sky'\]"):
        Lifecycle(name="door", states=("open",), steps=(step("fly", ["open"], "sky"),))


def test_the_drawing_shows_beginning_steps_and_ends() -> None:
    assert DOOR.mermaid().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> open",
        "    open --> shut: shut",
        "    shut --> open: open",
        "    shut --> locked: lock",
        "    open --> bricked_up: brick_up",
        "    shut --> bricked_up: brick_up",
        "    locked --> [*]",
        "    bricked_up --> [*]",
    ]
