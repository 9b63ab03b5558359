"""Known answers, the defined answer where there is none, and the way a repair goes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reviews.assignment.problem import Assessor, Clash, Pair, Problem, Proposal, Solution
from reviews.assignment.solver import SOLVER_VERSION, solve, verify
from tests.unit.reviews.assignment.instances import small

TECHNICAL, MONEY = ("technical",), ("finance", "regulatory")


def _everyone(
    proposals: tuple[Proposal, ...], assessors: tuple[Assessor, ...], affinity: int = 5000
) -> Problem:
    pairs = {(p.id, a.id): affinity for p in proposals for a in assessors}
    return Problem(proposals, assessors, pairs)


def _people(count: int, most: int, bureau: str = "") -> tuple[Assessor, ...]:
    return tuple(Assessor(f"A{i}", bureau=bureau, most_load=most) for i in range(count))


def _rounds(count: int, seats: int) -> tuple[Proposal, ...]:
    return tuple(Proposal(f"P{i}", seats) for i in range(count))


def test_the_worst_served_comes_before_the_sum() -> None:
    proposals = _rounds(2, 1)
    problem = Problem(
        proposals,
        _people(2, 1),
        {("P0", "A0"): 9000, ("P0", "A1"): 4000, ("P1", "A0"): 5000, ("P1", "A1"): 100},
    )

    solution = solve(problem)

    assert solution.pairs == (("P0", "A1"), ("P1", "A0"))
    assert solution.floor == solution.floor_bound == 4000


def test_the_answer_says_everything_about_itself() -> None:
    problem = _everyone(_rounds(2, 2), _people(3, 2))

    solution = solve(problem)

    assert solution.unfilled == {}
    assert solution.missing_roles == ()
    assert solution.shortfalls == {}
    assert solution.floor == 10_000
    assert sorted(solution.loads) == ["A0", "A1", "A2"]
    assert sum(solution.loads.values()) == 4
    assert solution.kept == 0
    assert solution.solver_version == SOLVER_VERSION
    assert [name for name, _ in solution.stages if not name.endswith("_bound")] == [
        "unfilled",
        "missing_roles",
        "least_loads",
        "floor",
        "welfare",
    ]
    assert solution.clashes == ()
    assert solution.gap == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize("seed", range(20))
def test_progress_rises_to_one_and_names_the_stages(seed: int) -> None:
    told: list[tuple[float, str]] = []

    solve(
        small(seed, least_change=True),
        progress=lambda fraction, stage: told.append((fraction, stage)),
    )

    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert {stage for _, stage in told} <= {
        "unfilled",
        "missing_roles",
        "least_loads",
        "floor",
        "kept",
        "welfare",
    }


def test_another_seed_may_settle_ties_another_way() -> None:
    problem = _everyone(_rounds(4, 1), _people(4, 1))

    answers = {solve(replace(problem, seed=seed)).pairs for seed in range(8)}

    assert len(answers) > 1


def test_no_proposals_need_nobody() -> None:
    solution = solve(Problem((), _people(2, 3), {}))

    assert solution.pairs == ()
    assert solution.loads == {"A0": 0, "A1": 0}
    assert (solution.floor, solution.welfare, solution.gap, solution.clashes) == (0, 0.0, 0.0, ())


def test_nothing_at_all_is_a_problem_too() -> None:
    problem = Problem((), (), {})

    assert verify(problem, solve(problem)) == []


def test_a_proposal_without_seats_needs_nobody() -> None:
    solution = solve(_everyone((Proposal("P", 0, (TECHNICAL,)),), _people(1, 3)))

    assert solution.pairs == ()
    assert solution.clashes == ()


def test_without_assessors_one_clash_names_every_proposal() -> None:
    solution = solve(Problem(_rounds(2, 3), (), {}))

    assert solution.unfilled == {"P0": 3, "P1": 3}
    assert solution.floor == 0
    assert solution.clashes == (Clash(("P0", "P1"), (), 6, 0, "nobody"),)


def test_where_everybody_is_conflicted_the_conflicts_are_named() -> None:
    problem = _everyone(_rounds(1, 2), _people(3, 2))

    solution = solve(replace(problem, forbidden=frozenset(problem.affinity)))

    clash = Clash(("P0",), (), 2, 0, "nobody", cures=(("conflict", 2),))
    assert solution.clashes == (clash,)
    assert solution.pairs == ()


def test_conflicts_that_leave_too_few_are_named() -> None:
    problem = _everyone(_rounds(2, 2), _people(3, 2))

    solution = solve(replace(problem, forbidden=frozenset({("P0", "A0"), ("P0", "A1")})))

    assert solution.clashes == (
        Clash(("P0",), ("A2",), 2, 1, "conflict", cures=(("conflict", 1),)),
    )


def test_one_assessor_fills_what_she_may() -> None:
    solution = solve(_everyone(_rounds(3, 2), _people(1, 2)))

    assert len(solution.pairs) == 2
    assert sum(solution.unfilled.values()) == 4
    assert [clash.rule for clash in solution.clashes] == ["capacity"]
    assert solution.clashes[0].cures == (("capacity", 1),)


def test_the_smallest_group_that_competes_is_named_with_its_cure() -> None:
    """Seven proposals may only go to four people, who have sixteen seats for twenty-one."""
    narrow, wide = tuple(Proposal(f"N{i}", 3) for i in range(7)), _rounds(5, 2)
    experts = tuple(Assessor(f"E{i}", most_load=4) for i in range(4))
    others = _people(4, 9)
    affinity: dict[Pair, int] = {(p.id, a.id): 8000 for p in narrow for a in experts}
    affinity |= {(p.id, a.id): 3000 for p in wide for a in others}

    solution = solve(Problem((*narrow, *wide), (*experts, *others), affinity))

    assert solution.clashes == (
        Clash(
            tuple(p.id for p in narrow),
            ("E0", "E1", "E2", "E3"),
            21,
            16,
            "capacity",
            cures=(("capacity", 5),),
        ),
    )


def test_groups_that_do_not_share_anybody_are_told_apart() -> None:
    """Three share A1 and A2 through each other, two share A3; Y and Z have no time."""
    proposals = (Proposal("F", 1), Proposal("G", 2), Proposal("H", 3), Proposal("Q", 1))
    away = (Assessor("Y"), Assessor("Z"))
    pairs = [("F", "A1"), ("F", "A2"), ("G", "A1"), ("G", "Y"), ("G", "Z")]
    pairs += [("H", "A2"), ("H", "A0"), ("H", "Y"), ("H", "Z"), ("Q", "A3"), ("R", "A3")]
    everyone = (*proposals, Proposal("R", 1))
    people = (*_people(4, 1)[1:], Assessor("A0"), *away)

    solution = solve(Problem(everyone, people, dict.fromkeys(pairs, 5000)))

    assert [(clash.proposals, clash.assessors, clash.short) for clash in solution.clashes] == [
        (("F", "G", "H"), ("A0", "A1", "A2", "Y", "Z"), 4),
        (("Q", "R"), ("A3",), 1),
    ]


def test_a_bureau_that_stands_in_the_way_is_named() -> None:
    solution = solve(_everyone(_rounds(1, 2), _people(3, 1, bureau="Harbour")))

    assert solution.clashes == (
        Clash(("P0",), ("A0", "A1", "A2"), 2, 1, "bureau", cures=(("bureau", 1),)),
    )


def test_too_few_people_are_named_as_such() -> None:
    solution = solve(_everyone(_rounds(1, 3), _people(2, 5)))

    assert solution.clashes == (Clash(("P0",), ("A0", "A1"), 3, 2, "pool"),)


def test_locks_elsewhere_are_no_room_to_hope_for() -> None:
    problem = _everyone(_rounds(2, 1), _people(1, 1))

    solution = solve(replace(problem, locked=frozenset({("P1", "A0")})))

    assert solution.pairs == (("P1", "A0"),)
    assert solution.clashes == (
        Clash(("P0",), ("A0",), 1, 0, "capacity", cures=(("capacity", 1),)),
    )


def test_a_role_that_nobody_holds_is_named_and_the_rest_goes_on() -> None:
    proposals = (Proposal("P0", 1, (TECHNICAL,)), Proposal("P1", 1))

    solution = solve(_everyone(proposals, _people(2, 1)))

    assert solution.unfilled == {}
    assert solution.missing_roles == (("P0", TECHNICAL),)
    assert solution.clashes == (Clash(("P0",), (), 1, 0, "role", roles=TECHNICAL),)


def test_too_few_holders_of_a_role_are_named() -> None:
    proposals = tuple(Proposal(f"P{i}", 2, (TECHNICAL,)) for i in range(3))
    expert = Assessor("E", frozenset(TECHNICAL), most_load=2)

    solution = solve(_everyone(proposals, (expert, *_people(4, 2))))

    assert len(solution.missing_roles) == 1
    assert solution.clashes == (Clash(("P0", "P1", "P2"), ("E",), 3, 2, "role", roles=TECHNICAL),)


def test_roles_that_stand_in_each_others_way_are_named() -> None:
    proposal = Proposal("P0", 1, (TECHNICAL, MONEY))
    people = (
        Assessor("E", frozenset(TECHNICAL), most_load=1),
        Assessor("F", frozenset({"finance"}), most_load=1),
    )

    solution = solve(_everyone((proposal,), people))

    assert len(solution.missing_roles) == 1
    assert [clash.rule for clash in solution.clashes] == ["roles_together"]
    assert solution.clashes[0].proposals == ("P0",)


def test_one_person_may_serve_two_roles() -> None:
    both = Assessor("B", frozenset({"technical", "regulatory"}), most_load=1)

    solution = solve(_everyone((Proposal("P0", 1, (TECHNICAL, MONEY)),), (both,)))

    assert solution.missing_roles == ()


def test_least_loads_that_cannot_be_met_are_named() -> None:
    people = tuple(Assessor(f"A{i}", least_load=2, most_load=3) for i in range(2))

    solution = solve(_everyone(_rounds(3, 1), people))

    assert sum(solution.shortfalls.values()) == 1
    assert [clash.rule for clash in solution.clashes] == ["least_load"]
    assert solution.clashes[0].short == 1


def test_least_loads_come_before_the_floor() -> None:
    proposals = _rounds(2, 1)
    people = (Assessor("A0", most_load=2), Assessor("A1", least_load=1, most_load=2))
    affinity = {("P0", "A0"): 9000, ("P1", "A0"): 9000, ("P0", "A1"): 10, ("P1", "A1"): 5}

    solution = solve(Problem(proposals, people, affinity))

    assert solution.pairs == (("P0", "A1"), ("P1", "A0"))


def _repaired(problem: Problem, first: Solution) -> Problem:
    """The same problem after the person on the first seat declined."""
    declined = first.pairs[0]
    return replace(
        problem,
        forbidden=problem.forbidden | {declined},
        previous=frozenset(first.pairs[1:]),
        least_change=True,
    )


def test_a_repair_changes_only_what_it_must() -> None:
    problem = _everyone(_rounds(6, 2), _people(6, 3))
    first = solve(problem)

    second = solve(_repaired(problem, first))

    assert second.unfilled == {}
    assert second.kept == len(first.pairs) - 1
    assert first.pairs[0] not in second.pairs


def test_a_repair_still_gives_up_a_pair_for_the_floor() -> None:
    """Kept first, one proposal would be left at 232 where one more change gives 2,700."""
    proposals = _rounds(2, 1)
    affinity = {("P0", "A0"): 232, ("P1", "A1"): 8000, ("P0", "A1"): 2700, ("P1", "A0"): 3000}
    problem = Problem(
        proposals,
        _people(2, 1),
        affinity,
        previous=frozenset({("P1", "A1")}),
        least_change=True,
    )

    solution = solve(problem)

    assert solution.floor == 2700
    assert solution.kept == 0


def test_without_least_change_the_previous_pairs_only_count() -> None:
    problem = _everyone(_rounds(2, 1), _people(2, 1))
    free = solve(problem)

    counted = solve(replace(problem, previous=frozenset(free.pairs)))

    assert counted.pairs == free.pairs
    assert counted.kept == 2
    assert "kept" not in dict(counted.stages)
