"""Reasons for each pair, and for each candidate who was not chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from reviews.assignment.problem import Assessor, Pair, Problem, Proposal, Solution
from reviews.assignment.solver import Reason, explain, solve
from tests.benchmarks.assign import instance
from tests.unit.reviews.assignment.instances import small

TECHNICAL = ("technical",)


def _reasons(problem: Problem, proposal: str, assessor: str) -> tuple[Reason, ...]:
    explanation = explain(problem, solve(problem))
    return {**explanation.chosen, **explanation.passed_over}[proposal, assessor]


def _pool(*people: Assessor, seats: int = 1, **affinity: int) -> Problem:
    """One proposal; affinity by assessor's id."""
    pairs = {("P", name): value for name, value in affinity.items()}
    return Problem((Proposal("P", seats),), people, pairs)


def test_a_chosen_pair_tells_its_affinity_and_rank() -> None:
    problem = _pool(Assessor("ines", most_load=1), Assessor("otto", most_load=1), ines=9, otto=4)

    assert _reasons(problem, "P", "ines") == (Reason("affinity", 9), Reason("rank", 1))


def test_a_chosen_pair_tells_lock_history_and_role() -> None:
    problem = replace(
        _pool(Assessor("ines", frozenset(TECHNICAL), most_load=1), ines=5),
        proposals=(Proposal("P", 1, (TECHNICAL,)),),
        locked=frozenset({("P", "ines")}),
        previous=frozenset({("P", "ines")}),
    )

    assert _reasons(problem, "P", "ines") == (
        Reason("affinity", 5),
        Reason("rank", 1),
        Reason("locked"),
        Reason("kept"),
        Reason("only_role", roles=TECHNICAL),
    )


def test_lower_affinity_is_told_with_the_difference() -> None:
    problem = _pool(Assessor("ines", most_load=1), Assessor("otto", most_load=1), ines=9, otto=4)

    assert _reasons(problem, "P", "otto") == (Reason("lower_affinity", 5, "ines"),)


def test_a_forbidden_pair_and_one_without_affinity_say_no_more() -> None:
    people = (Assessor("ines", most_load=1), Assessor("otto", most_load=1), Assessor("zoe"))
    problem = replace(_pool(*people, ines=9, otto=10), forbidden=frozenset({("P", "otto")}))

    assert _reasons(problem, "P", "otto") == (Reason("forbidden"),)
    assert _reasons(problem, "P", "zoe") == (Reason("no_affinity"),)


def test_a_full_assessor_is_better_elsewhere() -> None:
    proposals = (Proposal("P", 1), Proposal("Q", 1))
    people = (Assessor("ines", most_load=1), Assessor("otto", most_load=1))
    affinity = {("P", "ines"): 50, ("Q", "ines"): 90, ("P", "otto"): 40, ("Q", "otto"): 30}

    assert _reasons(Problem(proposals, people, affinity), "P", "ines") == (
        Reason("full", 1),
        Reason("better_elsewhere", 40, "Q"),
    )


def test_a_decline_is_told_apart_from_other_bars() -> None:
    people = (Assessor("ines", most_load=1), Assessor("otto", most_load=1))
    problem = replace(_pool(*people, ines=9, otto=10), declined=frozenset({("P", "otto")}))

    assert _reasons(problem, "P", "otto") == (Reason("declined"),)


def test_a_full_assessor_may_be_needed_elsewhere_although_she_fits_better_here() -> None:
    """The other proposal has nobody else who fits."""
    people = (Assessor("ines", most_load=1), Assessor("otto", most_load=1))
    affinity = {("P", "ines"): 90, ("Q", "ines"): 50, ("P", "otto"): 60, ("Q", "otto"): 10}

    assert _reasons(
        Problem((Proposal("P", 1), Proposal("Q", 1)), people, affinity), "P", "ines"
    ) == (
        Reason("full", 1),
        Reason("needed_elsewhere", 40, "Q"),
    )


def test_a_colleague_from_the_same_bureau_is_named() -> None:
    people = (
        Assessor("ines", bureau="Harbour", most_load=1),
        Assessor("otto", bureau="Harbour", most_load=1),
        Assessor("zoe", most_load=1),
    )
    problem = _pool(*people, seats=2, ines=90, otto=80, zoe=10)

    assert _reasons(problem, "P", "otto") == (
        Reason("same_bureau", other="ines"),
        Reason("lower_affinity", 10, "ines"),
    )


def test_a_role_that_only_another_serves_keeps_her_off() -> None:
    people = (
        Assessor("ines", frozenset(TECHNICAL), most_load=1),
        Assessor("otto", most_load=1),
    )
    problem = replace(_pool(*people, ines=10, otto=90), proposals=(Proposal("P", 1, (TECHNICAL,)),))

    assert _reasons(problem, "P", "otto") == (Reason("role_needed", other="ines", roles=TECHNICAL),)


def test_a_lock_a_kept_pair_and_a_least_load_keep_her_off() -> None:
    people = (Assessor("ines", most_load=1), Assessor("otto", most_load=1))
    problem = _pool(*people, ines=10, otto=90)
    pair = frozenset({("P", "ines")})
    needs_one = (replace(people[0], least_load=1), people[1])

    locked = _reasons(replace(problem, locked=pair), "P", "otto")
    least = _reasons(replace(problem, assessors=needs_one), "P", "otto")

    assert locked == (Reason("seat_locked", other="ines"),)
    assert least == (Reason("least_load", 1, "ines"),)


def test_a_kept_pair_keeps_her_off_where_the_floor_lies_elsewhere() -> None:
    """The other proposal is worst whoever sits here, so the pair kept comes before welfare."""
    proposals = (Proposal("P", 1), Proposal("Q", 1))
    people = tuple(Assessor(name, most_load=1) for name in ("ines", "otto", "zoe"))
    affinity = {("P", "ines"): 50, ("P", "otto"): 90, ("Q", "zoe"): 10}
    problem = Problem(
        proposals, people, affinity, previous=frozenset({("P", "ines")}), least_change=True
    )

    assert _reasons(problem, "P", "otto") == (Reason("seat_kept", other="ines"),)


def test_a_seat_left_empty_is_no_question_of_affinity() -> None:
    proposals = (Proposal("P", 2), Proposal("Q", 1))
    people = (Assessor("ines", most_load=1), Assessor("otto", most_load=1))
    affinity = {("P", "ines"): 90, ("P", "otto"): 20, ("Q", "otto"): 10, ("Q", "ines"): 5}
    problem = replace(
        Problem(proposals, people, affinity), locked=frozenset({("P", "ines"), ("Q", "otto")})
    )

    assert _reasons(problem, "P", "otto") == (Reason("full", 1),)


@pytest.mark.parametrize("seed", range(30))
def test_every_candidate_who_was_passed_over_has_a_reason(seed: int) -> None:
    problem = small(seed, least_change=seed % 2 == 0)
    solution = solve(problem)

    explanation = explain(problem, solution)

    seated = {row.id for row in problem.proposals if row.seats}
    asked = {*explanation.chosen, *explanation.passed_over}
    assert set(explanation.chosen) == set(solution.pairs)
    assert asked == {(p, a.id) for p in seated for a in problem.assessors}
    assert all(explanation.passed_over.values())


@pytest.mark.parametrize("seed", range(60))
def test_every_reason_is_true(seed: int) -> None:
    """Each is checked from the problem and the pairs alone."""
    problem = small(seed, least_change=seed % 2 == 0)
    problem = replace(problem, declined=frozenset(sorted(problem.forbidden)[::2]))
    solution = solve(problem)

    for pair, reasons in explain(problem, solution).passed_over.items():
        for reason in reasons:
            assert _is_true(problem, solution, pair, reason), (pair, reason)
        codes = {reason.code for reason in reasons}
        person = next(row for row in problem.assessors if row.id == pair[1])
        is_open = pair in problem.affinity and pair not in problem.forbidden
        assert ("full" in codes) == (is_open and solution.loads[pair[1]] == person.most_load)
        assert ("declined" in codes) == (pair in problem.declined)


def _is_true(problem: Problem, solution: Solution, pair: Pair, reason: Reason) -> bool:
    people = {row.id: row for row in problem.assessors}
    panel = [a for p, a in solution.pairs if p == pair[0]]
    fit = problem.affinity
    there, seat = (reason.other, pair[1]), (pair[0], reason.other)

    def serve(members: list[str]) -> bool:
        return any(people[a].roles & set(reason.roles) for a in members)

    others = [a for a in panel if a != reason.other]
    claims: dict[str, Callable[[], bool]] = {
        "forbidden": lambda: pair in problem.forbidden - problem.declined,
        "declined": lambda: pair in problem.declined,
        "no_affinity": lambda: pair not in fit,
        "full": lambda: solution.loads[pair[1]] == people[pair[1]].most_load == reason.number,
        "better_elsewhere": lambda: (
            there in solution.pairs and fit[there] - fit[pair] == reason.number
        ),
        "needed_elsewhere": lambda: (
            there in solution.pairs and fit[pair] - fit[there] == reason.number
        ),
        "same_bureau": lambda: people[reason.other].bureau == people[pair[1]].bureau != "",
        "lower_affinity": lambda: seat in solution.pairs and fit[seat] - fit[pair] == reason.number,
        "seat_locked": lambda: seat in problem.locked,
        "seat_kept": lambda: seat in problem.previous and problem.least_change,
        "role_needed": lambda: serve(panel) and not serve([*others, pair[1]]),
        "least_load": lambda: solution.loads[reason.other] <= people[reason.other].least_load,
        "near_tie": lambda: True,
    }
    return claims[reason.code]()


def test_a_larger_answer_leaves_nothing_to_chance() -> None:
    """At the optimum no reason is a near tie: each candidate is held off by a rule or a figure."""
    problem = instance(60, 20, bound=True)

    explanation = explain(problem, solve(problem))

    codes = {reason.code for reasons in explanation.passed_over.values() for reason in reasons}
    assert "near_tie" not in codes
    assert {"full", "forbidden", "same_bureau", "lower_affinity", "better_elsewhere"} <= codes


def test_reasons_can_be_asked_for_one_proposal() -> None:
    problem = small(1)
    solution = solve(problem)
    asked = problem.proposals[0].id

    explanation = explain(problem, solution, proposals={asked})

    assert {proposal for proposal, _ in explanation.passed_over} <= {asked}
    everything = explain(problem, solution).passed_over
    assert all(everything[pair] == why for pair, why in explanation.passed_over.items())


def test_a_reason_is_plain_data() -> None:
    assert Reason("role_needed", 0, "ines", TECHNICAL).to_json() == {
        "code": "role_needed",
        "number": 0,
        "other": "ines",
        "roles": ["technical"],
    }
