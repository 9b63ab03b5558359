"""The passable answer that is there at once keeps every hard rule."""

from __future__ import annotations

from collections import Counter

import pytest

from reviews.assignment.problem import Problem
from reviews.assignment.solver import solve, verify
from reviews.assignment.solver.draft import draft
from reviews.assignment.solver.instance import read
from tests.benchmarks.assign import instance
from tests.unit.reviews.assignment.instances import small


def _drafted(problem: Problem) -> set[tuple[str, str]]:
    panels = zip(problem.proposals, draft(read(problem)), strict=True)
    return {(row.id, problem.assessors[a].id) for row, panel in panels for a in panel}


@pytest.mark.parametrize("seed", range(120))
def test_a_draft_keeps_seats_loads_bureaus_locks_and_conflicts(seed: int) -> None:
    problem = small(seed)

    pairs = _drafted(problem)

    people = {row.id: row for row in problem.assessors}
    loads = Counter(assessor for _, assessor in pairs)
    sizes = Counter(proposal for proposal, _ in pairs)
    desks = Counter((p, people[a].bureau) for p, a in pairs if people[a].bureau)
    assert pairs <= problem.affinity.keys() - problem.forbidden
    assert problem.locked <= pairs
    assert all(loads[row.id] <= row.most_load for row in problem.assessors)
    assert all(sizes[row.id] <= row.seats for row in problem.proposals)
    assert max(desks.values(), default=0) <= 1


@pytest.mark.parametrize("seed", range(40))
def test_without_any_time_the_answer_is_full_and_keeps_every_rule(seed: int) -> None:
    problem = small(seed, least_change=seed % 2 == 1)

    in_no_time, best = solve(problem, seconds=0), solve(problem)

    assert verify(problem, in_no_time) == []
    assert sum(in_no_time.unfilled.values()) == sum(best.unfilled.values())


def test_in_a_round_a_draft_leaves_no_role_no_least_load_and_little_to_gain() -> None:
    problem = instance(200, 30, bound=True)

    solution = solve(problem, seconds=0)

    assert solution.cut_short
    assert (solution.missing_roles, solution.shortfalls) == ((), {})
    assert solution.floor > 0.9 * solution.floor_bound
    assert solution.gap < 0.12
