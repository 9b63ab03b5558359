"""Does a solution keep its promises? Counted from the problem alone, without the solver."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from reviews.assignment.problem import Pair, Problem, RoleGroup, Solution
from reviews.assignment.solver.welfare import Curve, gap

TOLERANCE = 1e-6


@dataclass(frozen=True)
class Violation:
    """A rule that is broken, where, and the figure that shows it.

    Hard rules: ``unknown_pair``, ``forbidden``, ``lock_missing``, ``too_many_seats``,
    ``over_most_load``, ``same_bureau``, ``order``. Figures of the solution that do not follow from
    its pairs: ``wrong_unfilled``, ``wrong_missing_roles``, ``wrong_shortfalls``, ``wrong_loads``,
    ``wrong_kept``, ``wrong_floor``, ``wrong_welfare``, ``wrong_gap``, and ``bound_passed``.
    """

    rule: str
    proposal: str = ""
    assessor: str = ""
    figure: float = 0.0


@dataclass(frozen=True)
class Figures:
    """What follows from the pairs of a solution."""

    unfilled: dict[str, int]
    missing_roles: tuple[tuple[str, RoleGroup], ...]
    shortfalls: dict[str, int]
    loads: dict[str, int]
    kept: int
    floor: int
    welfare: float


def verify(problem: Problem, solution: Solution) -> list[Violation]:
    """Every rule that the solution breaks; empty when it keeps them all."""
    broken = list(_hard_rules(problem, solution))
    if any(violation.rule == "unknown_pair" for violation in broken):
        return broken
    return broken + list(_wrong_figures(problem, solution))


def figures(problem: Problem, pairs: tuple[Pair, ...]) -> Figures:
    """Count everything that the pairs decide."""
    panels = _panels(pairs)
    roles = {row.id: row.roles for row in problem.assessors}
    served = {p: frozenset().union(*(roles[a] for a in panel)) for p, panel in panels.items()}
    loads = Counter(assessor for _, assessor in pairs)
    staffed = [row for row in problem.proposals if row.seats]
    scores = {
        row.id: sum(problem.affinity[row.id, a] for a in panels.get(row.id, ())) for row in staffed
    }
    full = [scores[row.id] for row in staffed if len(panels.get(row.id, ())) == row.seats]
    curve = Curve.for_seats(max((row.seats for row in problem.proposals), default=0))
    return Figures(
        unfilled={
            row.id: row.seats - len(panels.get(row.id, ()))
            for row in staffed
            if len(panels.get(row.id, ())) < row.seats
        },
        missing_roles=tuple(
            (row.id, group)
            for row in staffed
            for group in row.roles_required
            if not served.get(row.id, frozenset()) & set(group)
        ),
        shortfalls={
            row.id: row.least_load - loads[row.id]
            for row in problem.assessors
            if loads[row.id] < row.least_load
        },
        loads={row.id: loads[row.id] for row in problem.assessors},
        kept=len(problem.previous & set(pairs)),
        floor=min(full, default=0),
        welfare=curve.total(scores.values()),
    )


def _panels(pairs: tuple[Pair, ...]) -> dict[str, list[str]]:
    panels: defaultdict[str, list[str]] = defaultdict(list)
    for proposal, assessor in pairs:
        panels[proposal].append(assessor)
    return dict(panels)


def _hard_rules(problem: Problem, solution: Solution) -> Iterator[Violation]:
    if list(solution.pairs) != sorted(set(solution.pairs)):
        yield Violation("order")
    for proposal, assessor in solution.pairs:
        if (proposal, assessor) not in problem.affinity:
            yield Violation("unknown_pair", proposal, assessor)
        if (proposal, assessor) in problem.forbidden:
            yield Violation("forbidden", proposal, assessor)
    for proposal, assessor in sorted(problem.locked - set(solution.pairs)):
        yield Violation("lock_missing", proposal, assessor)
    yield from _too_many(problem, solution)
    yield from _same_bureau(problem, solution)


def _too_many(problem: Problem, solution: Solution) -> Iterator[Violation]:
    panels = _panels(solution.pairs)
    for row in problem.proposals:
        if len(panels.get(row.id, ())) > row.seats:
            yield Violation("too_many_seats", row.id, figure=len(panels[row.id]))
    loads = Counter(assessor for _, assessor in solution.pairs)
    for assessor_row in problem.assessors:
        if loads[assessor_row.id] > assessor_row.most_load:
            yield Violation(
                "over_most_load", assessor=assessor_row.id, figure=loads[assessor_row.id]
            )


def _same_bureau(problem: Problem, solution: Solution) -> Iterator[Violation]:
    bureau = {row.id: row.bureau for row in problem.assessors}
    seen: set[tuple[str, str]] = set()
    for proposal, assessor in solution.pairs:
        desk = (proposal, bureau.get(assessor, ""))
        if desk[1] and desk in seen:
            yield Violation("same_bureau", proposal, assessor)
        seen.add(desk)


def _wrong_figures(problem: Problem, solution: Solution) -> Iterator[Violation]:
    counted = figures(problem, solution.pairs)
    for name in ("unfilled", "missing_roles", "shortfalls", "loads", "kept", "floor"):
        if getattr(counted, name) != getattr(solution, name):
            yield Violation(f"wrong_{name}")
    if not math.isclose(counted.welfare, solution.welfare, abs_tol=TOLERANCE):
        yield Violation("wrong_welfare", figure=counted.welfare)
    for reached, bound in (
        (solution.floor, solution.floor_bound),
        (solution.welfare, solution.bound),
    ):
        if reached > bound + TOLERANCE:
            yield Violation("bound_passed", figure=reached - bound)
    seats = [row.seats for row in problem.proposals if row.seats]
    curve = Curve.for_seats(max(seats, default=0))
    share = gap(curve, solution.welfare, solution.bound, len(seats))
    if not math.isclose(share, solution.gap, abs_tol=TOLERANCE):
        yield Violation("wrong_gap", figure=share)
