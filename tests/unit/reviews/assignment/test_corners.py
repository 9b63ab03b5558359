"""What the solver answers where there is hardly a question: every corner has a defined answer."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from reviews.assignment.problem import Assessor, Problem, Proposal
from reviews.assignment.solver import solve, verify
from tests.benchmarks.assign import instance
from tests.unit.reviews.assignment.instances import shuffled, small

TECHNICAL = ("technical",)


def _all_fit(proposals: int, assessors: int, **most: int) -> Problem:
    rows = tuple(Proposal(f"P{i}", 2, (TECHNICAL,)) for i in range(proposals))
    roles = frozenset(TECHNICAL)
    people = tuple(Assessor(f"A{i}", roles, most_load=most["most"]) for i in range(assessors))
    return Problem(rows, people, {(p.id, a.id): 6000 for p in rows for a in people})


def test_without_any_criterion_everybody_fits_alike_and_seats_are_filled() -> None:
    """No topic and no role is named: affinity 0 for all, yet nobody stays without assessors."""
    problem = _all_fit(4, 4, most=2)
    problem = replace(
        problem,
        proposals=tuple(replace(row, roles_required=()) for row in problem.proposals),
        affinity=dict.fromkeys(problem.affinity, 0),
    )

    solution = solve(problem)

    assert (len(solution.pairs), solution.floor, solution.gap) == (8, 0, 0.0)
    assert verify(problem, solution) == []


def test_when_everyone_declines_the_answer_is_empty_and_says_why() -> None:
    problem = _all_fit(3, 4, most=2)
    first = solve(problem)

    second = solve(
        replace(
            problem,
            declined=frozenset(problem.affinity),
            previous=frozenset(first.pairs),
            least_change=True,
        )
    )

    assert (second.pairs, second.kept, second.floor) == ((), 0, 0)
    assert second.unfilled == {"P0": 2, "P1": 2, "P2": 2}
    [clash, *roles] = second.clashes
    assert (clash.rule, clash.short, clash.cures) == ("nobody", 6, (("conflict", 6),))
    assert [(one.rule, one.short) for one in roles] == [("role", 3)]


def test_when_nobody_takes_anything_capacity_is_the_cure() -> None:
    solution = solve(_all_fit(3, 4, most=0))

    assert solution.pairs == ()
    assert solution.clashes[0].rule == "capacity"
    assert solution.clashes[0].cures == (("capacity", 6),)


def test_ten_thousand_applications_are_solved_and_proven() -> None:
    draw = random.Random(1)
    rows = tuple(Proposal(f"P{i:05}", 2) for i in range(10_000))
    people = tuple(Assessor(f"A{i:03}", most_load=60) for i in range(400))
    affinity = {(p.id, a.id): draw.randint(0, 10_000) for p in rows for a in draw.sample(people, 5)}
    problem = Problem(rows, people, affinity)

    solution = solve(problem)

    assert verify(problem, solution) == []
    assert (len(solution.pairs), solution.clashes) == (20_000, ())
    assert solution.floor == solution.floor_bound
    assert solution.gap <= 5e-4


@pytest.mark.parametrize("size", [(12, 6), (40, 15), (120, 24)])
def test_the_order_of_rows_changes_nothing_at_any_size(size: tuple[int, int]) -> None:
    problem = instance(*size, bound=True)
    answer = solve(problem)
    later = replace(
        problem,
        previous=frozenset(answer.pairs),
        declined=frozenset(answer.pairs[::9]),
        least_change=True,
    )

    assert solve(shuffled(problem, seed=1)).digest == answer.digest
    assert solve(shuffled(later, seed=2)).digest == solve(later).digest


def test_another_process_with_another_order_of_sets_gives_the_same_bits() -> None:
    told = {_digest_in_a_process(hash_seed) for hash_seed in ("1", "2")}

    assert told == {solve(small(77, least_change=True)).digest + solve(_repair()).digest}


def _repair() -> Problem:
    problem = instance(30, 12, bound=True)
    first = solve(problem)
    return replace(
        problem,
        previous=frozenset(first.pairs),
        declined=frozenset(first.pairs[::7]),
        least_change=True,
    )


def _digest_in_a_process(hash_seed: str) -> str:
    program = (
        "from tests.unit.reviews.assignment.test_corners import _repair, small, solve;"
        "print(solve(small(77, least_change=True)).digest + solve(_repair()).digest)"
    )
    child = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[4],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
    )
    return child.stdout.strip()
