"""Agreement against published figures, and the fit without shrinking."""

from __future__ import annotations

import pytest

from reviews.calibration.statistics import Bundle, Candidate, Sheet
from reviews.calibration.statistics.agreement import (
    alpha,
    far_ones,
    least_squares,
    spread_of_assessors,
)
from reviews.calibration.statistics.bundle import Marks

KRIPPENDORFF = {
    "A": "1 2 3 3 2 1 4 1 2 . . .",
    "B": "1 2 3 3 2 2 4 1 2 5 . 3",
    "C": ". 3 3 3 2 3 4 2 2 5 1 .",
    "D": "1 2 3 3 2 4 4 1 2 5 1 .",
}
"""The reliability data of Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011)."""


def marks_of(rows: dict[str, str]) -> Marks:
    sheets = [
        Sheet(f"P{at:02}", assessor, float(score))
        for assessor, scores in rows.items()
        for at, score in enumerate(scores.split())
        if score != "."
    ]
    names = {one.proposal for one in sheets}
    return Marks(
        Bundle(tuple(sheets), tuple(Candidate(name, 1) for name in names), envelope=1, seed=1)
    )


def test_alpha_is_that_of_the_published_example() -> None:
    assert alpha(marks_of(KRIPPENDORFF)) == pytest.approx(0.849, abs=0.0005)


def test_perfect_agreement_is_one() -> None:
    assert alpha(marks_of({"A": "10 40 90", "B": "10 40 90"})) == pytest.approx(1.0)


def test_opposite_marks_are_worse_than_chance() -> None:
    found = alpha(marks_of({"A": "10 90", "B": "90 10"}))

    assert found is not None
    assert found < 0


@pytest.mark.parametrize("rows", [{"A": "10 20 30"}, {"A": "50 50", "B": "50 50"}])
def test_nothing_to_compare_has_no_alpha(rows: dict[str, str]) -> None:
    assert alpha(marks_of(rows)) is None


def test_least_squares_takes_the_severity_out_exactly() -> None:
    """Applications at 50, 60, 70; A marks as they are, B 5 more, C 5 less."""
    marks = marks_of({"A": "50 60 .", "B": ". 65 75", "C": "45 . 65"})

    assert least_squares(marks) == pytest.approx([50, 60, 70], abs=1e-6)


def test_strict_assessors_of_good_applications_are_seen_by_least_squares() -> None:
    """Strict S marks the good ones, mild M the weak ones; a bridge tells that they differ by 20."""
    marks = marks_of({"S": "60 62 40 . .", "M": ". . 60 62 58"})

    found = least_squares(marks)

    assert min(found[0], found[1]) > max(found[2], found[3], found[4])


def test_no_residual_is_far_when_there_are_none() -> None:
    marks = marks_of({"A": "50 50", "B": "50 50"})

    assert list(far_ones(marks.scores - 50.0)) == [False] * 4


def test_a_score_far_from_the_others_is_pointed_out() -> None:
    marks = marks_of({"A": "0 1 0 1 0 1 0 1 0 1 0 30"})

    assert list(far_ones(marks.scores - 0.5)) == [False] * 11 + [True]


def test_the_spread_of_an_assessor_needs_three_sheets() -> None:
    marks = marks_of({"A": "10 20 30", "B": "10 . 30"})

    assert spread_of_assessors(marks) == [pytest.approx(10.0), None]
