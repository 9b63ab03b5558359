"""The exact solver of the assignment of assessors to applications: pure, seeded, on one thread."""

from __future__ import annotations

from reviews.assignment.solver.answer import SOLVER_VERSION
from reviews.assignment.solver.explain import Explanation, Reason, explain
from reviews.assignment.solver.solving import solve
from reviews.assignment.solver.verify import Violation, verify
from reviews.assignment.solver.watch import Progress
from reviews.assignment.solver.what_if import Price, price_of

__all__ = [
    "SOLVER_VERSION",
    "Explanation",
    "Price",
    "Progress",
    "Reason",
    "Violation",
    "explain",
    "price_of",
    "solve",
    "verify",
]
