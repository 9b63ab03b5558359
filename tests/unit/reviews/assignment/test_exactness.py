"""The solver equals brute force: every stage in its order, on hundreds of small instances."""

from __future__ import annotations

import pytest

from reviews.assignment.problem import Problem
from reviews.assignment.solver import pricing, search, solve, verify
from reviews.assignment.solver.welfare import Curve
from tests.unit.reviews.assignment.instances import best_rank, rank, small


def _equals_brute_force(problem: Problem) -> None:
    solution = solve(problem)

    # ties by the seed may cost less than one point of affinity is worth
    curve = Curve.for_seats(max((row.seats for row in problem.proposals), default=0))
    point = min(curve.slopes())
    reached, best = rank(problem, solution), best_rank(problem)
    assert reached[:5] == best[:5]
    assert reached[5] == pytest.approx(best[5], abs=point)
    assert solution.bound == pytest.approx(solution.welfare, abs=point)
    assert verify(problem, solution) == []


@pytest.fixture
def _by_whole_panels(monkeypatch: pytest.MonkeyPatch) -> None:
    """The way of the larger problems."""
    monkeypatch.setattr(search, "PAIRS_SUFFICE", -1)


@pytest.fixture
def _by_few_columns(monkeypatch: pytest.MonkeyPatch, _by_whole_panels: None) -> None:
    """The way of the largest: few pairs to begin with, short lists, the rest priced in."""
    monkeypatch.setattr(search, "ALL_AT_ONCE", -1)
    for name in ("PER_PROPOSAL", "PER_ROLE", "PER_ASSESSOR"):
        monkeypatch.setattr(search, name, 1)
    monkeypatch.setattr(pricing, "SHORT", 1)


@pytest.mark.parametrize("start", range(0, 200, 20))
def test_the_answer_is_the_best_of_all(start: int) -> None:
    for seed in range(start, start + 20):
        _equals_brute_force(small(seed))


@pytest.mark.parametrize("start", range(1000, 1100, 20))
def test_the_repair_is_the_best_of_all(start: int) -> None:
    for seed in range(start, start + 20):
        _equals_brute_force(small(seed, least_change=True))


@pytest.mark.usefixtures("_by_whole_panels")
@pytest.mark.parametrize("start", range(2000, 2100, 20))
def test_whole_panels_find_the_best_of_all(start: int) -> None:
    for seed in range(start, start + 20):
        _equals_brute_force(small(seed, least_change=seed % 2 == 1))


@pytest.mark.usefixtures("_by_few_columns")
@pytest.mark.parametrize("start", [*range(3000, 3080, 20), 5250])
def test_few_columns_find_the_best_of_all(start: int) -> None:
    for seed in range(start, start + 20):
        _equals_brute_force(small(seed, least_change=seed % 2 == 1))
