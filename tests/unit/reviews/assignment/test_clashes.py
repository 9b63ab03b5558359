"""Each clash against trying everything: how many seats are missing, why, and what cures it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from reviews.assignment.problem import Assessor, Clash, Problem, Proposal
from reviews.assignment.solver import solve
from tests.unit.reviews.assignment.instances import best_rank, small

SEATS = ("nobody", "capacity", "bureau", "conflict", "pool")


def _missing(problem: Problem) -> int:
    """Fewest seats that stay empty, by trying everything."""
    return round(-best_rank(problem)[0])


def _part(problem: Problem, members: set[str]) -> Problem:
    """The same problem where only some proposals want anybody."""
    elsewhere = {pair for pair in problem.locked if pair[0] not in members}
    return replace(
        problem,
        proposals=tuple(
            row if row.id in members else replace(row, seats=0) for row in problem.proposals
        ),
        assessors=tuple(
            replace(
                row, least_load=0, most_load=row.most_load - sum(a == row.id for _, a in elsewhere)
            )
            for row in problem.assessors
        ),
        locked=problem.locked - elsewhere,
    )


def _lifted(problem: Problem, rule: str) -> Problem:
    if rule == "conflict":
        return replace(problem, forbidden=frozenset())
    many = sum(row.seats for row in problem.proposals)
    people = problem.assessors
    if rule == "capacity":
        return replace(problem, assessors=tuple(replace(row, most_load=many) for row in people))
    return replace(problem, assessors=tuple(replace(row, bureau="") for row in people))


def _clashes(seeds: range, *rules: str) -> Iterator[tuple[Problem, Clash]]:
    for seed in seeds:
        problem = small(seed)
        yield from ((problem, one) for one in solve(problem).clashes if one.rule in rules)


@pytest.mark.parametrize("start", range(0, 90, 30))
def test_a_clash_lacks_what_trying_everything_lacks_and_lifting_a_rule_cures_so_much(
    start: int,
) -> None:
    seen = 0
    for problem, clash in _clashes(range(start, start + 30), *SEATS):
        part = _part(problem, set(clash.proposals))
        short = _missing(part)

        assert short == clash.short
        cures = {
            rule: short - _missing(_lifted(part, rule))
            for rule in ("capacity", "bureau", "conflict")
        }
        assert dict(clash.cures) == {rule: gain for rule, gain in cures.items() if gain}
        if clash.rule in cures:
            assert cures[clash.rule] == max(cures.values())
        seen += 1
    assert seen > 5


@pytest.mark.parametrize("start", range(0, 90, 30))
def test_without_any_of_its_proposals_a_clash_is_smaller(start: int) -> None:
    for problem, clash in _clashes(range(start, start + 30), "capacity", "bureau", "conflict"):
        for left_out in clash.proposals:
            rest = set(clash.proposals) - {left_out}
            assert _missing(_part(problem, rest)) < clash.short


def test_as_many_further_holders_as_a_role_lacks_leave_no_role_unserved() -> None:
    seen = 0
    for seed in range(60):
        problem = small(seed)
        solution = solve(problem)
        roles = [one for one in solution.clashes if one.roles]
        if not roles or solution.unfilled:
            continue
        newcomers = tuple(
            Assessor(f"new-{index}", frozenset(clash.roles[:1]), most_load=1)
            for index, clash in enumerate(roles)
            for _ in range(clash.short)
        )
        people = tuple(replace(row, id=f"{row.id}-{place}") for place, row in enumerate(newcomers))
        fits = {(p.id, a.id): 1 for p in problem.proposals for a in people}
        cured = replace(
            problem,
            assessors=(*problem.assessors, *people),
            affinity={**problem.affinity, **fits},
            locked=frozenset(),
        )
        assert len(solve(cured).missing_roles) < len(solution.missing_roles)
        seen += 1
    assert seen > 5


def test_a_conflict_without_affinity_is_no_cure() -> None:
    """Somebody who is no candidate would not become one without the conflict."""
    people = (Assessor("ines", most_load=1), Assessor("otto", most_load=1))
    forbidden = frozenset({("P", "otto")})

    [clash] = solve(Problem((Proposal("P", 2),), people, {("P", "ines"): 1}, forbidden)).clashes

    assert (clash.rule, clash.short, clash.cures) == ("pool", 1, ())
