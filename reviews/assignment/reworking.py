"""A proposal worked out again: what officers locked stays, what they removed stays away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from reviews.assignment.problem import Pair, Problem


@dataclass(frozen=True)
class Wishes:
    """What the changes of an earlier proposal ask: locked, removed, and kept where possible."""

    locked: frozenset[Pair]
    removed: frozenset[Pair]
    kept: frozenset[Pair]


def fold(problem: Problem, wishes: Wishes) -> Problem:
    """The problem with the wishes in it; a lock that a hard rule now refuses is only a wish."""
    removed = _known(problem, wishes.removed) - problem.locked
    asked = replace(
        problem,
        forbidden=problem.forbidden | removed,
        previous=_known(problem, wishes.kept | wishes.locked),
        least_change=True,
    )
    return _with_locks(asked, sorted(_known(problem, wishes.locked)))


def _known(problem: Problem, pairs: Iterable[Pair]) -> frozenset[Pair]:
    proposals = {row.id for row in problem.proposals}
    assessors = {row.id for row in problem.assessors}
    return frozenset(pair for pair in pairs if pair[0] in proposals and pair[1] in assessors)


def _with_locks(problem: Problem, locks: list[Pair]) -> Problem:
    """All of them if they agree; else one after the other, those that do."""
    try:
        return replace(problem, locked=problem.locked | set(locks))
    except ValueError:
        for pair in locks:
            try:
                problem = replace(problem, locked=problem.locked | {pair})
            except ValueError:
                continue
        return problem
