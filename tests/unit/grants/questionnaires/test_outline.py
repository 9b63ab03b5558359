"""The page of a condition, place by place: what is added, removed, refused."""

from __future__ import annotations

import pytest

from grants.questionnaires.outline import Outline, changed, level, typed_of
from portal.core.denial import Denied

TYPED = {
    "how": "all",
    "line_1": "a",
    "how_2": "none",
    "line_2-1": "b",
    "value_2-1": "5",
    "how_2-2": "any",
    "line_2-2-1": "c",
}


def test_groups_and_lines_stand_at_their_places() -> None:
    outline = Outline(TYPED)

    assert outline.groups == {"", "2", "2-2"}
    assert outline.lines == {"1", "2-1", "2-2-1"}
    assert outline.parts("") == ["1", "2"]
    assert outline.parts("2") == ["2-1", "2-2"]
    assert [level(place) for place in ("", "2", "2-2")] == [1, 2, 3]


def test_parts_are_in_the_order_of_their_numbers_and_groups_are_where_anything_is_inside() -> None:
    outline = Outline(["line_10", "line_9", "line_3-1-4"])

    assert outline.parts("") == ["3", "9", "10"]
    assert outline.groups == {"", "3", "3-1"}


def test_a_line_or_a_group_comes_after_the_others_and_is_gone_on_with() -> None:
    more, line = changed(TYPED, "line 2")
    deeper, group = changed(TYPED, "group ")

    assert (line, more) == ("line_2-3", {**TYPED, "line_2-3": ""})
    assert (group, deeper) == ("how_3", {**TYPED, "how_3": "any", "line_3-1": ""})


def test_what_is_removed_goes_with_everything_in_it() -> None:
    without_line, _focus = changed(TYPED, "remove 2-1")
    without_group, focus = changed(TYPED, "remove 2")

    assert Outline(without_line).parts("2") == ["2-2"]
    assert "value_2-1" not in without_line
    assert (without_group, focus) == ({"how": "all", "line_1": "a"}, "how")


@pytest.mark.parametrize(
    "deed", ["", "words", "line 7", "line 1", "remove", "remove 9", "fly 2", "line \x00", "line ２"]
)
def test_an_unknown_deed_changes_nothing(deed: str) -> None:
    assert changed(TYPED, deed) == (TYPED, "")


def test_a_fourth_group_and_a_line_too_many_are_refused() -> None:
    full = {"how": "any", **{f"line_{number}": "" for number in range(1, 21)}}

    with pytest.raises(Denied, match="at most three deep"):
        changed(TYPED, "group 2-2")
    for deed in ("line ", "group "):
        with pytest.raises(Denied, match="at most 20 lines"):
            changed(full, deed)


def test_of_what_was_sent_only_names_of_the_page_are_taken() -> None:
    sent = {"how": "all", "line_1": "x", "seen": "y", "line_0": "", "line_1-": "", "line_٣": ""}
    flood = {f"line_{one}-{other}": "" for one in range(1, 40) for other in range(1, 40)}

    assert typed_of(sent) == {"how": "all", "line_1": "x"}
    assert typed_of({"line_1" + "-1" * 5000: ""}) == {}
    assert len(typed_of(flood)) == 200
