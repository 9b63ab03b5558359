"""The welfare curve and the meaning of the gap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.assignment.solver.welfare import POINTS, Curve, fairness, gap

CURVE = Curve.for_seats(3)


def test_the_curve_is_the_function_at_its_fifteen_points() -> None:
    assert len(CURVE.points) == POINTS
    assert (CURVE.points[0], CURVE.points[-1]) == (0, 30_000)
    assert [CURVE.of(point) for point in CURVE.points] == [
        fairness(point / 10_000) for point in CURVE.points
    ]


def test_the_function_is_alpha_fair_with_one_and_a_half() -> None:
    """f(s) = ((s + 0.05)^-1/2 - 1) / (-1/2), so f(0.95) = 0."""
    assert fairness(0.95) == pytest.approx(0)
    assert fairness(0.2) == pytest.approx(-2.0)


@given(st.integers(0, 30_000), st.integers(0, 30_000), st.integers(0, 30_000))
def test_a_point_is_worth_more_where_less_was_had(low: int, middle: int, high: int) -> None:
    low, middle, high = sorted((low, middle, high))
    if low < middle < high:
        below = (CURVE.of(middle) - CURVE.of(low)) / (middle - low)
        above = (CURVE.of(high) - CURVE.of(middle)) / (high - middle)

        assert below >= above - 1e-12
        assert above > 0


@given(st.integers(0, 30_000))
def test_the_typical_panel_inverts_the_curve(affinity: int) -> None:
    assert CURVE.typical(CURVE.of(affinity)) == pytest.approx(affinity, abs=1e-6)


def test_the_gap_is_the_share_that_the_typical_panel_could_gain() -> None:
    welfare, bound = 10 * CURVE.of(19_800), 10 * CURVE.of(20_000)

    assert gap(CURVE, welfare, bound, 10) == pytest.approx(0.01)


def test_without_panels_or_without_affinity_there_is_no_gap() -> None:
    assert gap(CURVE, 0.0, 0.0, 0) == 0.0
    assert gap(CURVE, CURVE.of(0), CURVE.of(0), 1) == 0.0
