"""Scores on 0–100: exact, bounded, and never lowered by a mark that nobody gave."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.scoring.statistics import Given, Spread, ranks, sheet_score, spread


@st.composite
def marked(draw: st.DrawFn, *, may_be_missing: bool = True) -> Given:
    highest = draw(st.integers(1, 10))
    mark: st.SearchStrategy[int | None] = st.integers(0, highest)
    if may_be_missing:
        mark = st.one_of(st.none(), mark)
    return Given(draw(st.integers(1, 100)), highest, draw(mark))


scores = st.one_of(st.none(), st.decimals(0, 100, places=2))


def test_the_weighted_mean_of_the_scheme_is_known() -> None:
    """25, 25, 20, 20, 10 per cent; marks 5, 4, 3, 4, 2 of 5."""
    marks = [Given(25, 5, 5), Given(25, 5, 4), Given(20, 5, 3), Given(20, 5, 4), Given(10, 5, 2)]

    assert sheet_score(marks) == Decimal("77.00")


def test_different_scales_count_by_their_share() -> None:
    assert sheet_score([Given(50, 4, 2), Given(50, 10, 10)]) == Decimal("75.00")


def test_thirds_are_rounded_half_up_to_hundredths() -> None:
    assert sheet_score([Given(1, 3, 2)]) == Decimal("66.67")
    assert sheet_score([Given(1, 8, 1), Given(1, 1, 0)]) == Decimal("6.25")


def test_a_missing_mark_is_left_out_and_no_zero() -> None:
    assert sheet_score([Given(90, 5, None), Given(10, 5, 5)]) == Decimal("100.00")
    assert sheet_score([Given(90, 5, 0), Given(10, 5, 5)]) == Decimal("10.00")


@pytest.mark.parametrize("marks", [[], [Given(100, 5, None)]])
def test_without_marks_there_is_no_score(marks: list[Given]) -> None:
    assert sheet_score(marks) is None


@given(st.lists(marked(), max_size=8))
def test_a_score_is_on_0_to_100(marks: list[Given]) -> None:
    score = sheet_score(marks)

    assert score is None or Decimal(0) <= score <= Decimal(100)


@given(st.lists(marked(may_be_missing=False), min_size=1, max_size=8))
def test_the_highest_marks_give_100_and_the_lowest_0(marks: list[Given]) -> None:
    best = [Given(one.weight, one.highest, one.highest) for one in marks]
    worst = [Given(one.weight, one.highest, 0) for one in marks]

    assert sheet_score(best) == Decimal(100)
    assert sheet_score(worst) == Decimal(0)


@given(st.lists(marked(may_be_missing=False), min_size=1, max_size=8), st.data())
def test_a_better_mark_never_lowers_the_score(marks: list[Given], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(marks) - 1))
    one = marks[index]
    assert one.mark is not None
    better = data.draw(st.integers(one.mark, one.highest))
    raised = [*marks[:index], Given(one.weight, one.highest, better), *marks[index + 1 :]]

    before, after = sheet_score(marks), sheet_score(raised)

    assert before is not None
    assert after is not None
    assert after >= before


@given(st.lists(marked(), max_size=8), st.randoms())
def test_the_order_of_criteria_does_not_matter(marks: list[Given], random: Random) -> None:
    shuffled = list(marks)
    random.shuffle(shuffled)

    assert sheet_score(shuffled) == sheet_score(marks)


def test_the_spread_names_mean_lowest_highest_and_number() -> None:
    found = spread([Decimal("70.00"), None, Decimal("80.00"), Decimal("75.01")])

    assert found == Spread(Decimal("75.00"), Decimal("70.00"), Decimal("80.00"), 3)


def test_without_scores_there_is_no_spread() -> None:
    assert (spread([]), spread([None])) == (None, None)


@given(st.lists(scores, max_size=12))
def test_the_mean_lies_between_lowest_and_highest(given_scores: list[Decimal | None]) -> None:
    found = spread(given_scores)

    assert found is None or found.low <= found.mean <= found.high


def test_equals_share_a_rank_and_the_next_one_is_counted_on() -> None:
    values = [Decimal(80), Decimal(90), None, Decimal(80), Decimal(70)]

    assert ranks(values) == [2, 1, None, 2, 4]


@given(st.lists(scores, max_size=30))
def test_ranks_follow_the_scores(values: list[Decimal | None]) -> None:
    placed = ranks(values)
    pairs = [
        (score, rank)
        for score, rank in zip(values, placed, strict=True)
        if score is not None and rank is not None
    ]

    assert [rank is None for rank in placed] == [score is None for score in values]
    assert all((one[0] > other[0]) == (one[1] < other[1]) for one in pairs for other in pairs)
