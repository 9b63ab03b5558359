"""Progress that only rises, and an answer in time that says what it is worth."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reviews.assignment.problem import Problem, Solution
from reviews.assignment.solver import solve, table, verify
from reviews.assignment.solver import watch as watching
from reviews.assignment.solver.watch import Watch
from tests.benchmarks.assign import instance


@pytest.fixture(scope="module")
def round_one() -> Problem:
    return instance(60, 20, bound=True)


@pytest.fixture(scope="module")
def best(round_one: Problem) -> Solution:
    return solve(round_one)


class Clock:
    """A clock that is read: each look at it costs a second."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


def test_with_time_enough_the_answer_is_the_same_bit_for_bit(
    round_one: Problem, best: Solution
) -> None:
    assert not best.cut_short
    assert solve(round_one, seconds=3600).digest == best.digest


@pytest.mark.parametrize("looks", range(1, 16))
def test_whenever_time_runs_out_the_answer_keeps_the_rules_and_admits_its_gap(
    round_one: Problem, best: Solution, looks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock stops the work at its first, second, third … look."""
    monkeypatch.setattr(watching, "monotonic", Clock())
    declined = frozenset(best.pairs[::9])
    later = replace(round_one, previous=frozenset(best.pairs), declined=declined, least_change=True)

    for problem in (round_one, later):
        solution = solve(problem, seconds=looks)

        assert verify(problem, solution) == []
        assert solution.unfilled == {}
        if problem is round_one:
            assert solution.bound >= best.welfare - 1e-6 or solution.floor < best.floor
            assert solution.floor <= best.floor <= solution.floor_bound
            assert solution.cut_short or solution.digest == best.digest


def test_without_any_time_seats_are_filled_all_the_same(round_one: Problem) -> None:
    solution = solve(round_one, seconds=0)

    assert solution.cut_short
    assert solution.unfilled == {}
    assert verify(round_one, solution) == []
    assert 0 < solution.gap < 1


def test_progress_rises_step_by_step_and_ends_at_one(round_one: Problem) -> None:
    told: list[tuple[float, str]] = []

    solve(round_one, progress=lambda done, stage: told.append((done, stage)))

    fractions = [done for done, _stage in told]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert len(set(fractions)) >= 5


def test_a_stage_comes_near_its_end_however_many_steps_it_takes() -> None:
    told: list[float] = []
    watch = Watch(lambda done, _stage: told.append(done))

    watch.begin("floor", 0.5)
    for _ in range(100):
        watch.step()
    watch.begin("welfare", 0.5)
    watch.step()
    watch.finish()

    assert told == sorted(told)
    assert told[100] == pytest.approx(0.5)
    assert 0.5 < told[102] < 0.75
    assert told[-1] == 1.0


def test_time_that_is_over_is_told_apart_from_a_search_that_is() -> None:
    with watching.watched(None, 0.0) as watch:
        with pytest.raises(table.OutOfTime):
            table.check_time()

        assert watch.ran_out
    assert table.check_time() == float("inf")
