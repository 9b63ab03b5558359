"""What seating somebody who was passed over would cost, against trying everything."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reviews.assignment.problem import Assessor, Pair, Problem, Proposal
from reviews.assignment.solver import Price, price_of, solve
from reviews.assignment.solver.what_if import stage_values
from tests.unit.reviews.assignment.instances import best_rank, small

STAGES = ("unfilled", "missing_roles", "least_loads", "floor", "kept", "welfare")


def _scene() -> Problem:
    """Ines serves Q far better than P, where Otto sits."""
    affinity = {("P", "ines"): 50, ("Q", "ines"): 90, ("P", "otto"): 40, ("Q", "otto"): 30}
    people = (Assessor("ines", most_load=1), Assessor("otto", most_load=1))
    return Problem((Proposal("P", 1), Proposal("Q", 1)), people, affinity)


def test_the_first_stage_that_gets_worse_is_named_with_its_figures() -> None:
    problem = _scene()

    assert price_of(problem, solve(problem), ("P", "ines")) == Price("floor", 40, 30)


def test_who_can_never_be_there_costs_no_search() -> None:
    problem = replace(
        _scene(),
        affinity={**_scene().affinity, ("P", "zoe"): 1},
        assessors=(*_scene().assessors, Assessor("zoe"), Assessor("mira", most_load=1)),
        forbidden=frozenset({("P", "ines")}),
        declined=frozenset({("Q", "otto")}),
    )
    solution = solve(problem)

    assert price_of(problem, solution, ("P", "ines")) == Price("forbidden")
    assert price_of(problem, solution, ("Q", "otto")) == Price("declined")
    assert price_of(problem, solution, ("P", "mira")) == Price("no_affinity")
    assert price_of(problem, solution, ("P", "zoe")) == Price("locked")
    assert price_of(problem, solution, ("P", "otto")) == Price("")


@pytest.mark.parametrize("start", range(0, 40, 10))
def test_the_price_is_what_trying_everything_says(start: int) -> None:
    for seed in range(start, start + 10):
        problem = small(seed, least_change=seed % 2 == 1)
        solution = solve(problem)
        best = dict(zip(STAGES, best_rank(problem), strict=True))
        for pair in sorted(set(problem.affinity) - problem.forbidden - set(solution.pairs))[:4]:
            _is_right(problem, pair, price_of(problem, solution, pair), best)


def _is_right(problem: Problem, pair: Pair, price: Price, best: dict[str, float]) -> None:
    try:
        forced = replace(problem, locked=problem.locked | {pair})
    except ValueError:
        assert price == Price("locked")
        return
    with_her = dict(zip(STAGES, best_rank(forced), strict=True))
    worse = [stage for stage in STAGES if with_her[stage] < best[stage] - 1e-4]
    assert price.stage == (worse[0] if worse else "")
    if worse:
        signed = -1 if worse[0] in STAGES[:3] else 1
        assert price.before == pytest.approx(signed * best[worse[0]], abs=1e-3)
        assert price.after == pytest.approx(signed * with_her[worse[0]], abs=1e-3)


def test_the_stages_stand_in_their_order() -> None:
    problem = small(1, least_change=True)
    values = stage_values(problem, solve(problem))

    assert tuple(values) == STAGES
    assert "kept" not in stage_values(replace(problem, least_change=False), solve(problem))
