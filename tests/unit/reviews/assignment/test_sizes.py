"""Problems of a real round's size: proven, the same under any order, and their hard corners."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from reviews.assignment.problem import Problem, Solution
from reviews.assignment.solver import menus, panel_search, search, solve, table, verify
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


def test_short_menus_are_lengthened_until_the_bound_is_met(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = instance(40, 18, bound=True)
    best = solve(problem)
    monkeypatch.setattr(menus, "PANELS", 1)

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


def test_menus_of_the_master_hold_whole_panels_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every panel that the master may choose keeps its proposal's rules."""
    problem = instance(40, 18, bound=True)
    seen: list[menus.Menu] = []
    write = panel_search.write_menu

    def remember(*args: object, **kwargs: object) -> menus.Menu:
        seen.append(write(*args, **kwargs))  # type: ignore[arg-type]  # handed on as they came
        return seen[-1]

    monkeypatch.setattr(panel_search, "write_menu", remember)

    solve(problem)

    assert seen
    assert all((menu.members >= 0).all() for menu in seen)
    assert all((menu.owner[:-1] <= menu.owner[1:]).all() for menu in seen)
