"""What it would cost to seat somebody who was passed over: the problem solved again with her there.

``explain`` names the rules and figures in her way; this proves the price, stage by stage.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from reviews.assignment.problem import Pair, Problem, Solution
from reviews.assignment.solver.search import FINE_GAP
from reviews.assignment.solver.solving import solve
from reviews.assignment.solver.verify import Figures
from reviews.assignment.solver.welfare import Curve, gap


@dataclass(frozen=True)
class Price:
    """The first stage that would be worse with the pair, and its value before and after.

    ``stage`` is ``forbidden``, ``declined`` or ``no_affinity`` where the pair can never be,
    ``locked`` where locks of others leave no way, and empty where nothing would be worse.
    """

    stage: str
    before: float = 0.0
    after: float = 0.0


def price_of(problem: Problem, solution: Solution, pair: Pair) -> Price:
    """What the answer would lose if ``pair`` were part of it; as long to find as the answer."""
    barred = _barred(problem, pair)
    if barred or pair in solution.pairs:
        return Price(barred)
    try:
        forced = replace(problem, locked=problem.locked | {pair})
    except ValueError:
        return Price("locked")
    before, after = stage_values(problem, solution), stage_values(problem, solve(forced))
    for stage, value in before.items():
        worse = value != after[stage]
        if stage == "welfare":
            worse = typical_loss(problem, value, after[stage]) > FINE_GAP
        if worse:
            return Price(stage, value, after[stage])
    return Price("")


def stage_values(problem: Problem, solution: Solution | Figures) -> dict[str, float]:
    """The stages in their order, of an answer or of pairs that were counted."""
    values: dict[str, float] = {
        "unfilled": sum(solution.unfilled.values()),
        "missing_roles": len(solution.missing_roles),
        "least_loads": sum(solution.shortfalls.values()),
        "floor": solution.floor,
        "kept": solution.kept,
        "welfare": solution.welfare,
    }
    if not problem.least_change:
        del values["kept"]
    return values


def typical_loss(problem: Problem, before: float, after: float) -> float:
    """The share that the typical panel loses when the welfare falls from before to after."""
    seats = [row.seats for row in problem.proposals if row.seats]
    return gap(Curve.for_seats(max(seats, default=0)), after, before, len(seats))


def _barred(problem: Problem, pair: Pair) -> str:
    if pair in problem.declined:
        return "declined"
    if pair in problem.forbidden:
        return "forbidden"
    return "" if pair in problem.affinity else "no_affinity"
