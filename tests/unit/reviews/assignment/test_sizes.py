"""Problems of a real round's size: proven, the same under any order, and their hard corners."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from reviews.assignment.problem import Problem, Solution
from reviews.assignment.solver import panel_search, pricing, search, solve, table, verify
from tests.benchmarks.assign import instance

GOOD = 5e-4


@pytest.fixture(scope="module")
def round_one() -> Problem:
    """Two hundred applications and thirty assessors, with roles, bureaus and least loads."""
    return instance(200, 30, bound=True)


@pytest.fixture(scope="module")
def answer(round_one: Problem) -> Solution:
    return solve(round_one)


def _is_proven(problem: Problem, solution: Solution) -> None:
    assert verify(problem, solution) == []
    assert solution.gap <= GOOD
    assert solution.floor == solution.floor_bound


def test_a_round_is_solved_and_proven(round_one: Problem, answer: Solution) -> None:
    _is_proven(round_one, answer)
    assert answer.clashes == ()


def test_a_round_without_roles_and_bureaus_is_solved_and_proven() -> None:
    problem = instance(200, 30, bound=False)

    _is_proven(problem, solve(problem))


def test_shuffled_rows_give_the_same_round(round_one: Problem, answer: Solution) -> None:
    draw = random.Random(3)
    proposals, people = list(round_one.proposals), list(round_one.assessors)
    affinity = list(round_one.affinity.items())
    draw.shuffle(proposals)
    draw.shuffle(people)
    draw.shuffle(affinity)

    shuffled = replace(
        round_one,
        proposals=tuple(proposals),
        assessors=tuple(people),
        affinity=dict(affinity),
    )

    assert solve(shuffled) == answer


def test_a_round_with_too_few_seats_says_how_many(round_one: Problem) -> None:
    people = tuple(
        replace(row, least_load=0, most_load=row.most_load * 4 // 5) for row in round_one.assessors
    )
    problem = replace(round_one, assessors=people)

    solution = solve(problem)

    lacking = 600 - sum(row.most_load for row in people)
    _is_proven(problem, solution)
    assert sum(solution.unfilled.values()) == lacking
    assert [(clash.rule, clash.short) for clash in solution.clashes] == [("capacity", lacking)]


def test_a_repair_of_a_round_keeps_nearly_everything(round_one: Problem, answer: Solution) -> None:
    declined = set(answer.pairs[::60])
    problem = replace(
        round_one,
        forbidden=round_one.forbidden | declined,
        previous=frozenset(set(answer.pairs) - declined),
        least_change=True,
    )

    solution = solve(problem)

    _is_proven(problem, solution)
    assert solution.kept >= len(answer.pairs) - 3 * len(declined)


def _scarce(proposals: int, assessors: int) -> Problem:
    """Half the proposals want what few people know, so the floor cannot be had for all at once."""
    draw = random.Random(5)
    problem = instance(proposals, assessors, bound=True, room=1.15)
    hot = {row.id for row in problem.proposals[::2]}
    experts = {row.id for row in problem.assessors[:3]}
    affinity = {
        (p, a): (draw.randint(3000, 9000) if a in experts else draw.randint(0, 400))
        if p in hot
        else n
        for (p, a), n in problem.affinity.items()
    }
    return replace(problem, affinity=affinity)


def test_a_floor_that_binds_is_found_and_proven() -> None:
    problem = _scarce(40, 18)

    solution = solve(problem)

    _is_proven(problem, solution)
    assert solution.floor > 0


def test_pairs_find_what_whole_panels_find(monkeypatch: pytest.MonkeyPatch) -> None:
    """The two ways to the optimum share next to nothing, and agree."""
    problem = _scarce(24, 12)
    monkeypatch.setattr(search, "PAIRS_SUFFICE", -1)
    by_panels = solve(problem)
    monkeypatch.setattr(search, "PAIRS_SUFFICE", len(problem.affinity))

    by_pairs = solve(problem)

    assert (by_pairs.floor, by_pairs.unfilled) == (by_panels.floor, by_panels.unfilled)
    assert by_pairs.welfare == pytest.approx(by_panels.welfare, abs=1e-4)


def test_when_panels_find_nothing_pairs_still_do(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = instance(40, 18, bound=True)
    best = solve(problem)
    monkeypatch.setattr(search, "best_panels", lambda *_, **__: None)

    solution = solve(problem)

    assert solution.floor == best.floor
    assert solution.welfare == pytest.approx(best.welfare, abs=1e-4)
    assert solution.gap <= GOOD


def test_short_lists_are_searched_beyond_until_the_bound_is_met(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = instance(40, 18, bound=True)
    best = solve(problem)
    monkeypatch.setattr(pricing, "SHORT", 1)
    monkeypatch.setattr(pricing, "AT_ONCE", 1000)

    solution = solve(problem)

    assert solution.welfare == pytest.approx(best.welfare, abs=1e-4)
    assert solution.gap <= GOOD


def test_a_search_that_runs_out_still_answers_and_admits_the_gap(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing but the fullest cover is known, and the bound says so."""
    problem = instance(40, 18, bound=False)

    def run_out(*_: object, **__: object) -> None:
        raise table.OutOfNodes

    monkeypatch.setattr(table.Table, "settle", run_out)
    monkeypatch.setattr(search, "best_panels", run_out)

    solution = solve(problem)

    assert verify(problem, solution) == []
    assert solution.unfilled == {}
    assert solution.bound > solution.welfare
    assert solution.floor_bound > solution.floor


def test_too_many_panels_to_look_at_leave_an_honest_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = instance(40, 18, bound=True)
    best = solve(problem)
    for name in ("SHORT", "LONG"):
        monkeypatch.setattr(pricing, name, 1)

    solution = solve(problem)

    assert verify(problem, solution) == []
    assert solution.welfare <= best.bound
    assert solution.bound >= best.welfare


def test_large_rounds_without_panels_are_settled_by_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pairs of low reduced cost, then all that were seen, then all."""
    problem = instance(40, 18, bound=True)
    best = solve(problem)
    monkeypatch.setattr(search, "ALL_AT_ONCE", -1)
    monkeypatch.setattr(search, "GOOD_GAP", 0.0)
    monkeypatch.setattr(search, "best_panels", lambda *_, **__: None)

    solution = solve(problem)

    assert solution.welfare == pytest.approx(best.welfare, abs=1e-3)
    assert solution.gap <= GOOD


def test_an_answer_by_halves_is_settled_in_whole_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the relaxation never whole, the same answer would be found."""
    problem = instance(40, 18, bound=True)
    best = solve(problem)
    monkeypatch.setattr(panel_search.Master, "whole", lambda *_: False)

    solution = solve(problem)

    assert solution.welfare == pytest.approx(best.welfare, abs=1e-4)
    assert solution.gap <= GOOD


def test_a_thousand_applications_are_solved_and_proven() -> None:
    problem = instance(1000, 100, bound=True)

    _is_proven(problem, solve(problem))
