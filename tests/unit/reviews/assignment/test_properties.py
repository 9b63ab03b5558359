"""What holds for every problem, whatever it looks like."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.assignment.problem import Assessor, Problem
from reviews.assignment.solver import solve, verify
from tests.unit.reviews.assignment.instances import small

problems = st.builds(small, st.integers(0, 10**9), least_change=st.booleans())
whole = settings(max_examples=40, deadline=None, derandomize=True)


@whole
@given(problems)
def test_hard_rules_are_never_broken(problem: Problem) -> None:
    """Forbidden pairs, locks, loads, bureaus, and every figure: counted without the solver."""
    assert verify(problem, solve(problem)) == []


@whole
@given(problems, st.integers(0, 10**6))
def test_the_order_of_rows_changes_nothing(problem: Problem, shuffle: int) -> None:
    draw = random.Random(shuffle)
    proposals, assessors = list(problem.proposals), list(problem.assessors)
    affinity = list(problem.affinity.items())
    for rows in (proposals, assessors, affinity):
        draw.shuffle(rows)

    shuffled = replace(
        problem,
        proposals=tuple(proposals),
        assessors=tuple(assessors),
        affinity=dict(affinity),
    )

    assert solve(shuffled) == solve(problem)


@whole
@given(problems, st.integers(0, 100))
def test_more_capacity_never_lowers_the_floor(problem: Problem, who: int) -> None:
    """Seats, roles and least loads come first, so only problems without these are compared."""
    free = replace(
        problem,
        proposals=tuple(replace(row, roles_required=()) for row in problem.proposals),
        assessors=tuple(replace(row, least_load=0) for row in problem.assessors),
        least_change=False,
    )
    place = who % len(free.assessors)
    people = list(free.assessors)
    people[place] = replace(people[place], most_load=people[place].most_load + 1)

    before, after = solve(free), solve(replace(free, assessors=tuple(people)))

    missing_before, missing_after = sum(before.unfilled.values()), sum(after.unfilled.values())
    assert missing_after <= missing_before
    if missing_before == 0:
        assert after.floor >= before.floor


@whole
@given(problems)
def test_unfilled_seats_always_have_a_clash_that_counts_them(problem: Problem) -> None:
    solution = solve(problem)

    seats = [clash for clash in solution.clashes if not clash.roles and clash.rule != "least_load"]
    assert sum(clash.short for clash in seats) == sum(solution.unfilled.values())
    assert all(clash.short > 0 for clash in solution.clashes)
    named = {proposal for clash in seats for proposal in clash.proposals}
    assert set(solution.unfilled) <= named


@whole
@given(problems)
def test_as_many_newcomers_as_a_clash_lacks_cure_it(problem: Problem) -> None:
    solution = solve(problem)
    lacking = sum(solution.unfilled.values())
    newcomers = tuple(Assessor(f"new-{i}", most_load=1) for i in range(lacking))
    affinity = {(p.id, a.id): 1 for p in problem.proposals for a in newcomers}

    cured = replace(
        problem,
        assessors=(*problem.assessors, *newcomers),
        affinity={**problem.affinity, **affinity},
    )

    assert solve(cured).unfilled == {}


@whole
@given(problems)
def test_the_smallest_clash_has_no_idle_member(problem: Problem) -> None:
    """Without any one of its proposals the shortage of a clash is smaller."""
    for clash in solve(problem).clashes:
        if clash.rule not in ("capacity", "conflict", "bureau", "pool"):
            continue
        for left_out in clash.proposals:
            members = set(clash.proposals) - {left_out}
            part = _part_of(problem, members)
            assert sum(solve(part).unfilled.values()) < clash.short


def _part_of(problem: Problem, members: set[str]) -> Problem:
    """The same problem where only some proposals want anybody."""
    elsewhere = [pair for pair in problem.locked if pair[0] not in members]
    people = [
        replace(
            row,
            least_load=0,
            most_load=row.most_load - sum(a == row.id for _, a in elsewhere),
        )
        for row in problem.assessors
    ]
    return replace(
        problem,
        proposals=tuple(
            row if row.id in members else replace(row, seats=0) for row in problem.proposals
        ),
        assessors=tuple(people),
        locked=problem.locked - set(elsewhere),
        least_change=False,
    )


@pytest.mark.parametrize("seed", range(10))
def test_the_same_seed_gives_the_same_answer_twice(seed: int) -> None:
    assert solve(small(seed)) == solve(small(seed))
