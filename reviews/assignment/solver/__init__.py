"""The exact solver of the assignment of assessors to applications: pure, seeded, on one thread."""

from __future__ import annotations

from reviews.assignment.problem import Problem, Solution
from reviews.assignment.solver.answer import SOLVER_VERSION, write
from reviews.assignment.solver.explain import Explanation, Reason, explain
from reviews.assignment.solver.instance import read
from reviews.assignment.solver.stages import Progress, settle
from reviews.assignment.solver.verify import Violation, verify

__all__ = [
    "SOLVER_VERSION",
    "Explanation",
    "Progress",
    "Reason",
    "Violation",
    "explain",
    "solve",
    "verify",
]


def solve(problem: Problem, *, progress: Progress | None = None) -> Solution:
    """The best assignment in the strict order of the stages (``docs/assignment.md``).

    The same problem gives the same solution, whatever the order of its rows. Hard rules are never
    relaxed: where seats, roles or least loads cannot all be had, the solution says what is missing
    and its ``clashes`` say why.
    """
    instance = read(problem)
    settled = settle(instance, progress or _silent, least_change=problem.least_change)
    return write(problem, instance, settled)


def _silent(fraction: float, stage: str) -> None:
    """Progress that nobody asked for."""
