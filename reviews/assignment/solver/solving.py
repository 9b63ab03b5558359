"""From a problem to its solution."""

from __future__ import annotations

import math

from reviews.assignment.problem import Problem, Solution
from reviews.assignment.solver.answer import write
from reviews.assignment.solver.instance import read
from reviews.assignment.solver.stages import settle
from reviews.assignment.solver.watch import Progress, watched


def solve(
    problem: Problem, *, progress: Progress | None = None, seconds: float = math.inf
) -> Solution:
    """The best assignment in the strict order of the stages (``docs/assignment.md``).

    The same problem gives the same solution, whatever the order of its rows. Hard rules are never
    relaxed: where seats, roles or least loads cannot all be had, the solution says what is missing
    and its ``clashes`` say why. After about ``seconds`` it stops with the best answer so far, which
    is marked ``cut_short``.
    """
    with watched(progress, seconds) as watch:
        instance = read(problem)
        settled = settle(instance, watch, least_change=problem.least_change)
        return write(problem, instance, settled, cut_short=watch.ran_out)
