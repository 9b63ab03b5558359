"""From chosen pairs to the ``Solution``: every figure counted again from the pairs themselves."""

from __future__ import annotations

from importlib.metadata import version

import numpy as np

from reviews.assignment.problem import Problem, Solution
from reviews.assignment.solver.clashes import find_clashes
from reviews.assignment.solver.instance import Instance
from reviews.assignment.solver.stages import Settled, floor_of
from reviews.assignment.solver.welfare import gap

SOLVER_VERSION = f"assignment/1 highs/{version('highspy')}"
"""Written into every solution: the same version gives the same answer."""


def write(problem: Problem, instance: Instance, settled: Settled, *, cut_short: bool) -> Solution:
    """The solution of a settled instance."""
    chosen = settled.chosen
    sizes, loads = instance.panel_sizes(chosen), instance.loads(chosen)
    missing = np.argwhere(instance.roles_missing(chosen)).tolist()
    panels = instance.scores(chosen)[instance.staffed].tolist()
    welfare = instance.curve.total(panels)
    bound = max(welfare, settled.welfare_bound)
    unfilled = _named(instance.proposals, (instance.seats - sizes).tolist())
    shortfalls = _named(instance.assessors, (instance.least - loads).tolist())
    floor, kept = floor_of(instance, chosen), int(instance.previous[chosen].sum())
    reached = {
        "unfilled": (sum(unfilled.values()), settled.cover.unfilled),
        "missing_roles": (len(missing), settled.missing_bound),
        "least_loads": (sum(shortfalls.values()), settled.shortfall_bound),
        "floor": (floor, settled.floor_bound),
        "kept": (kept, settled.kept_bound),
        "welfare": (welfare, bound),
    }
    if not problem.least_change:
        del reached["kept"]
    return Solution(
        pairs=instance.pairs(chosen),
        unfilled=unfilled,
        missing_roles=tuple((instance.proposals[p], instance.groups[g]) for p, g in missing),
        shortfalls=shortfalls,
        floor=floor,
        floor_bound=settled.floor_bound,
        welfare=welfare,
        bound=bound,
        gap=gap(instance.curve, welfare, bound, len(panels)),
        loads=dict(zip(instance.assessors, loads.tolist(), strict=True)),
        kept=kept,
        solver_version=SOLVER_VERSION,
        stages=tuple(_stages(reached)),
        clashes=find_clashes(problem, instance, settled),
        cut_short=cut_short,
    )


def _named(names: tuple[str, ...], amounts: list[int]) -> dict[str, int]:
    """The amounts above zero."""
    return {name: amount for name, amount in zip(names, amounts, strict=True) if amount > 0}


def _stages(reached: dict[str, tuple[float, float]]) -> list[tuple[str, float]]:
    """Each stage's value; where the proof stops short of it, the bound as well."""
    rows: list[tuple[str, float]] = []
    for name, (value, bound) in reached.items():
        rows.append((name, value))
        if bound != value:
            rows.append((f"{name}_bound", bound))
    return rows
