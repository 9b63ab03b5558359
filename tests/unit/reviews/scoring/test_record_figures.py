"""The sums of an assessor, and when they say nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reviews.scoring.record.figures import LEAST_SHEETS, Figures, distances


def decimals(*values: int) -> list[Decimal]:
    return [Decimal(value) for value in values]


def test_each_score_is_compared_with_the_mean_of_the_others() -> None:
    assert distances(decimals(60, 70, 90)) == decimals(-20, -5, 25)


def test_equal_scores_are_no_distance_and_a_single_one_is_compared_with_nothing() -> None:
    assert distances(decimals(70, 70)) == decimals(0, 0)
    assert distances(decimals(70)) == [None]
    assert distances([]) == []


def test_too_few_sheets_say_nothing_of_agreement() -> None:
    few = Figures(distances=decimals(*[10] * (LEAST_SHEETS - 1)))
    enough = Figures(distances=decimals(*[10] * (LEAST_SHEETS - 1), -10))

    assert (few.difference, few.leaning, few.leaning_below) == (None, None, None)
    assert (enough.difference, enough.leaning) == (Decimal("10.0"), Decimal("6.0"))


def test_who_marks_lower_is_said_without_a_sign() -> None:
    lower = Figures(distances=decimals(*[-3] * LEAST_SHEETS))

    assert (lower.leaning, lower.leaning_below) == (Decimal("-3.0"), Decimal("3.0"))


@pytest.mark.parametrize(
    ("in_time", "late", "share", "middle"),
    [
        (0, [], None, None),
        (2, [], 100, None),
        (1, [1, 4], 33, Decimal("2.5")),
        (5, [9, 1, 2], 63, Decimal("2.0")),
    ],
)
def test_share_in_time_and_median_of_the_late_ones(
    in_time: int, late: list[int], share: int | None, middle: Decimal | None
) -> None:
    figures = Figures(in_time=in_time, days_late=late)

    assert (figures.share_in_time, figures.median_late) == (share, middle)
