"""The problem as data: canonical order, JSON, and a clear word on every wrong row."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import Any

import pytest

from reviews.assignment.problem import Assessor, Clash, Problem, Proposal, Solution
from reviews.assignment.solver import solve
from tests.unit.reviews.assignment.instances import small

INES = Assessor("ines", frozenset({"technical"}), "Harbour", 0, 2)
OTTO = Assessor("otto", frozenset({"finance"}), "", 1, 2)
FIRST, SECOND = Proposal("BDA25-0001", 2), Proposal("BDA25-0002", 1, (("technical",),))
AFFINITY = {("BDA25-0001", "ines"): 9000, ("BDA25-0001", "otto"): 100, ("BDA25-0002", "ines"): 0}
PROBLEM = Problem((FIRST, SECOND), (INES, OTTO), AFFINITY)


def test_rows_in_any_order_make_the_same_problem() -> None:
    backwards = Problem((SECOND, FIRST), (OTTO, INES), dict(reversed(AFFINITY.items())))

    assert backwards == PROBLEM
    assert backwards.digest == PROBLEM.digest
    assert hash(backwards) == hash(PROBLEM)
    assert json.dumps(backwards.to_json()) == json.dumps(PROBLEM.to_json())


@pytest.mark.parametrize("seed", range(20))
def test_a_problem_survives_being_stored_as_json(seed: int) -> None:
    problem = small(seed, least_change=True)

    stored = json.loads(json.dumps(problem.to_json()))

    assert Problem.from_json(stored) == problem


def test_declined_pairs_are_forbidden_and_told_apart() -> None:
    pair = ("BDA25-0001", "otto")

    problem = replace(PROBLEM, declined=frozenset({pair}))

    assert problem.forbidden == {*PROBLEM.forbidden, pair}
    assert Problem.from_json(json.loads(json.dumps(problem.to_json()))) == problem
    assert problem.digest != replace(PROBLEM, forbidden=problem.forbidden).digest
    assert "declined" not in PROBLEM.to_json()


@pytest.mark.parametrize("seed", range(20))
def test_a_solution_survives_being_stored_as_json(seed: int) -> None:
    solution = solve(small(seed))

    stored = json.loads(json.dumps(solution.to_json()))

    assert Solution.from_json(stored) == solution


def test_a_clash_survives_being_stored_as_json() -> None:
    clash = Clash(("P1",), ("ines",), 3, 1, "bureau", ("technical",), (("bureau", 2),))

    assert Clash.from_json(json.loads(json.dumps(clash.to_json()))) == clash
    assert clash.short == 2


def test_required_roles_are_a_set_of_sets() -> None:
    said_twice = Proposal("P", 1, (("regulatory", "finance"), ("finance", "regulatory", "finance")))

    assert said_twice == Proposal("P", 1, (("finance", "regulatory"),))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Proposal("P", -1), "proposal 'P': seats is -1"),
        (lambda: Proposal("P", 1, ((),)), "proposal 'P': a group of required roles is empty"),
        (lambda: Assessor("A", least_load=3, most_load=2), "assessor 'A': least load 3"),
        (lambda: Assessor("A", least_load=-1, most_load=2), "assessor 'A': least load -1"),
    ],
)
def test_a_row_that_cannot_be_is_named(make: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        make()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"proposals": (FIRST, FIRST)}, "proposal 'BDA25-0001': the id appears 2 times"),
        ({"assessors": (INES, INES)}, "assessor 'ines': the id appears 2 times"),
        ({"affinity": {("nowhere", "ines"): 1}}, "unknown proposal 'nowhere'"),
        ({"affinity": {("BDA25-0001", "nobody"): 1}}, "unknown assessor 'nobody'"),
        ({"forbidden": {("BDA25-0001", "nobody")}}, "forbidden .* unknown assessor 'nobody'"),
        ({"previous": {("nowhere", "ines")}}, "previous .* unknown proposal 'nowhere'"),
        ({"affinity": {("BDA25-0001", "ines"): 10_001}}, "10001 is not within 0 to 10000"),
        ({"affinity": {("BDA25-0001", "ines"): -1}}, "-1 is not within 0 to 10000"),
    ],
)
def test_a_row_that_fits_no_other_is_named(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        replace(PROBLEM, **change)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {
                "locked": {("BDA25-0001", "ines")},
                "forbidden": {("BDA25-0001", "ines")},
            },
            "locked .*: the pair is forbidden",
        ),
        ({"locked": {("BDA25-0002", "otto")}}, "locked .*: the pair has no affinity"),
        (
            {
                "locked": {("BDA25-0001", "ines"), ("BDA25-0001", "otto")},
                "proposals": (replace(FIRST, seats=1), SECOND),
            },
            "proposal 'BDA25-0001': 2 locked pairs for 1 seats",
        ),
        (
            {
                "locked": {("BDA25-0001", "ines"), ("BDA25-0002", "ines")},
                "assessors": (replace(INES, most_load=1), OTTO),
            },
            "assessor 'ines': 2 locked pairs for a most load of 1",
        ),
        (
            {
                "locked": {("BDA25-0001", "ines"), ("BDA25-0001", "otto")},
                "assessors": (INES, replace(OTTO, bureau="Harbour")),
            },
            "'ines' and 'otto' are locked and share the bureau 'Harbour'",
        ),
    ],
)
def test_locks_that_break_a_hard_rule_are_refused(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        replace(PROBLEM, **change)


def test_shuffled_rows_keep_the_digest() -> None:
    problem = small(3)
    rows = list(problem.affinity.items())
    random.Random(1).shuffle(rows)

    assert replace(problem, affinity=dict(rows)).digest == problem.digest
