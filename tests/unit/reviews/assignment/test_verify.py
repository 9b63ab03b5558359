"""What is checked before an answer is stored, tried on answers that were tampered with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from reviews.assignment.problem import Assessor, Problem, Proposal, Solution
from reviews.assignment.solver import Violation, solve, verify

PEOPLE = (
    Assessor("ines", frozenset({"technical"}), "Harbour", 0, 2),
    Assessor("mira", frozenset(), "Harbour", 0, 2),
    Assessor("otto", frozenset(), "", 1, 1),
)
PROPOSALS = (Proposal("P", 2, (("technical",),)), Proposal("Q", 1))
PROBLEM = Problem(
    PROPOSALS,
    PEOPLE,
    {(p.id, a.id): 5000 for p in PROPOSALS for a in PEOPLE},
    forbidden=frozenset({("Q", "otto")}),
    locked=frozenset({("P", "ines")}),
)


@pytest.fixture(scope="module")
def solution() -> Solution:
    return solve(PROBLEM)


def _rules(solution: Solution) -> set[str]:
    return {violation.rule for violation in verify(PROBLEM, solution)}


def test_the_solvers_own_answer_breaks_nothing(solution: Solution) -> None:
    assert verify(PROBLEM, solution) == []


@pytest.mark.parametrize(
    ("pairs", "rule"),
    [
        ((("P", "ines"), ("P", "otto"), ("Q", "otto")), "forbidden"),
        ((("P", "mira"), ("P", "otto"), ("Q", "ines")), "lock_missing"),
        ((("P", "ines"), ("P", "mira"), ("Q", "ines")), "same_bureau"),
        ((("P", "ines"), ("P", "mira"), ("P", "otto")), "too_many_seats"),
        ((("P", "ines"), ("P", "otto"), ("Q", "otto")), "over_most_load"),
        ((("Q", "mira"), ("P", "ines"), ("P", "otto")), "order"),
        ((("P", "ines"), ("P", "ines"), ("Q", "mira")), "order"),
        ((("P", "ines"), ("P", "nobody"), ("Q", "mira")), "unknown_pair"),
    ],
)
def test_a_broken_hard_rule_is_found(
    solution: Solution, pairs: tuple[tuple[str, str], ...], rule: str
) -> None:
    assert rule in _rules(replace(solution, pairs=pairs))


def test_a_violation_says_where(solution: Solution) -> None:
    pairs = (("P", "ines"), ("P", "otto"), ("Q", "otto"))

    violations = verify(PROBLEM, replace(solution, pairs=pairs))

    assert Violation("forbidden", "Q", "otto") in violations
    assert Violation("over_most_load", assessor="otto", figure=2) in violations


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"unfilled": {"P": 1}}, "wrong_unfilled"),
        ({"missing_roles": (("P", ("technical",)),)}, "wrong_missing_roles"),
        ({"shortfalls": {"otto": 1}}, "wrong_shortfalls"),
        ({"loads": {}}, "wrong_loads"),
        ({"kept": 1}, "wrong_kept"),
        ({"floor": 4999}, "wrong_floor"),
        ({"welfare": 9.0}, "wrong_welfare"),
        ({"gap": 0.5}, "wrong_gap"),
        ({"bound": -9.0}, "bound_passed"),
        ({"floor_bound": 1}, "bound_passed"),
    ],
)
def test_a_figure_that_does_not_follow_is_found(
    solution: Solution, change: dict[str, Any], rule: str
) -> None:
    assert rule in _rules(replace(solution, **change))
