"""Wishes of officers folded into a problem: hard rules win."""

from __future__ import annotations

from reviews.assignment.problem import Assessor, Problem, Proposal
from reviews.assignment.reworking import Wishes, fold

PROBLEM = Problem(
    proposals=(Proposal("A", 1), Proposal("B", 1)),
    assessors=(Assessor("x", most_load=1), Assessor("y", most_load=1)),
    affinity={("A", "x"): 5, ("A", "y"): 5, ("B", "x"): 5, ("B", "y"): 5},
    forbidden=frozenset({("B", "y")}),
)


def wishes(**sets: set[tuple[str, str]]) -> Wishes:
    asked = {name: frozenset(sets.get(name, ())) for name in ("locked", "removed", "kept")}
    return Wishes(**asked)


def test_locks_removals_and_the_rest_are_taken_over() -> None:
    problem = fold(PROBLEM, wishes(locked={("A", "x")}, removed={("B", "x")}, kept={("A", "y")}))

    assert problem.locked == {("A", "x")}
    assert problem.forbidden == {("B", "y"), ("B", "x")}
    assert problem.previous == {("A", "x"), ("A", "y")}
    assert problem.least_change


def test_a_lock_against_a_hard_rule_is_given_up_and_the_others_stay() -> None:
    problem = fold(PROBLEM, wishes(locked={("A", "x"), ("B", "y"), ("B", "x")}))

    assert problem.locked == {("A", "x")}


def test_names_that_are_gone_are_forgotten() -> None:
    problem = fold(
        PROBLEM, wishes(locked={("A", "z")}, removed={("C", "x")}, kept={("C", "z"), ("A", "x")})
    )

    assert problem.locked == frozenset()
    assert problem.previous == {("A", "x")}
    assert problem.forbidden == PROBLEM.forbidden
