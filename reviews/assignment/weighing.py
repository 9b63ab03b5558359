"""What changes by hand cost against the optimum, counted without solving again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from grants.applications.models import Application
from reviews.assignment.boards import Board
from reviews.assignment.fits import Fits
from reviews.assignment.problem import Assessor as Person
from reviews.assignment.problem import Pair, Problem
from reviews.pool.models import Assessor


@dataclass(frozen=True)
class Cost:
    """The first aim that is worse, before and after; ``share`` is the loss of the typical fit.

    ``stage`` is one of those of ``solver.what_if.Price``; empty where nothing is worse.
    """

    stage: str
    before: float = 0.0
    after: float = 0.0
    share: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "stage": self.stage,
            "before": self.before,
            "after": self.after,
            "share": self.share,
        }


def weigh(board: Board, pairs: tuple[Pair, ...]) -> Cost:
    """What the answer would lose if these were its pairs."""
    from reviews.assignment.solver.verify import figures
    from reviews.assignment.solver.what_if import stage_values, typical_loss

    problem = _with_newcomers(board.run.question, pairs)
    before = stage_values(problem, board.run.answer)
    after = stage_values(problem, figures(problem, tuple(sorted(pairs))))
    for stage, value in before.items():
        better_is_less = stage in ("unfilled", "missing_roles", "least_loads")
        lost = after[stage] - value if better_is_less else value - after[stage]
        if abs(lost) > 1e-9:
            share = typical_loss(problem, value, after[stage]) if stage == "welfare" else 0.0
            return Cost(stage, value, after[stage], share) if lost > 0 else Cost("")
    return Cost("")


def _with_newcomers(problem: Problem, pairs: tuple[Pair, ...]) -> Problem:
    """The problem with whoever joined the pool after it was frozen, as far as ``pairs`` ask."""
    unknown = {pair for pair in pairs if pair not in problem.affinity}
    if not unknown:
        return problem
    known = {row.id for row in problem.assessors}
    accounts = {account: int(account.removeprefix("account-")) for _reference, account in unknown}
    people = Assessor.objects.filter(user__in=accounts.values())
    found = {f"account-{one.user_id}": one for one in people}
    rows = Application.objects.filter(reference__in={reference for reference, _account in unknown})
    applications = {one.reference: one for one in rows}
    fits = Fits(applications.values(), found.values())
    values = {pair: fits.value(applications[pair[0]], found[pair[1]]) for pair in unknown}
    joined = tuple(
        Person(account, frozenset(one.disciplines), "", 0, len(pairs))
        for account, one in found.items()
        if account not in known
    )
    return replace(
        problem, affinity={**problem.affinity, **values}, assessors=(*problem.assessors, *joined)
    )
