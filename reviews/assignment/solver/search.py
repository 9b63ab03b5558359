"""One stage solved to a proven bound: column generation, then whole numbers over the pairs left.

Small problems take every pair at once. Larger ones relax over the promising pairs, let the duals
price the others in (Dantzig and Wolfe, "Decomposition principle for linear programs", Operations
Research 8, 1960), settle whole numbers over the pairs of lowest reduced cost, and measure the
answer by the relaxation over all pairs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from reviews.assignment.solver.instance import Flags, Floats, Instance, Ints
from reviews.assignment.solver.panel_search import Impossible, Outcome, best_panels
from reviews.assignment.solver.program import SCALE, Frame, Goal, Program, breach_price
from reviews.assignment.solver.table import Answer, OutOfNodes, check_time

ALL_AT_ONCE = 8_000
"""Up to so many pairs, no pair is left out."""

PAIRS_SUFFICE = 600
"""Up to so many pairs, whole panels are not worth writing out."""

TO_THE_POINT, EXACT = 2_000, 1e-3
"""Up to so many pairs, the welfare is settled to the worth of a fraction of a point."""

FINE_GAP = 1e-5
"""Share of the typical panel that a program in whole numbers may leave to its own bound."""

GOOD_GAP = 4e-4
"""Share of the typical panel that may be left to the bound over all pairs before more enter."""

ROUGH_GAP = 3e-3
"""The same for the first prices, which whole panels will better."""

ANY_GAP = 0.01
"""The same where only a floor is tried, and any answer that reaches it will do."""

PER_PROPOSAL, PER_ROLE, PER_ASSESSOR, PER_ROUND = 12, 6, 24, 6
CORE = 10
ROUNDS = 12


def optimise(
    instance: Instance, frame: Frame, goal: Goal, start: Ints | None = None
) -> Outcome | None:
    """The best answer of this stage, or None when the frame allows none.

    ``start`` is a known answer, as pairs by index; it may break the frame and still show the way.
    """
    check_time()
    every = np.arange(instance.size)
    by_pair = goal in (Goal.MISSING, Goal.SHORTFALL)
    if instance.size <= (ALL_AT_ONCE if by_pair else PAIRS_SUFFICE):
        return _settle(Program(instance, frame, goal, every), slack_of(instance, goal), start)
    pairs = every if instance.size <= ALL_AT_ONCE else promising(instance, start)
    found: Outcome | None = None
    if not by_pair:
        # the floor is tried with the welfare's prices, and a first look at them is enough
        aim = Goal.WELFARE if goal is Goal.FLOOR else goal
        enough = np.inf if goal is Goal.FLOOR else slack_of(instance, aim, ROUGH_GAP)
        relaxed = _relax(instance, frame, aim, pairs, enough)
        if relaxed is None:
            return None
        try:
            found = _by_panels(instance, goal, relaxed, start)
        except Impossible:
            return None
        if found is not None and _will_do(instance, goal, found):
            return found
        pairs = relaxed.pairs
        start = start if found is None else found.chosen
    try:
        return _nearer(found, _by_pairs(instance, frame, goal, pairs, start))
    except OutOfNodes:
        if found is None:
            raise
        return found


def _by_pairs(
    instance: Instance, frame: Frame, goal: Goal, pairs: Ints, start: Ints | None
) -> Outcome | None:
    """An answer made pair by pair, from those that are promising on."""
    relaxed = _relax(instance, frame, goal, pairs, slack_of(instance, goal))
    return None if relaxed is None else _widen(instance, frame, goal, relaxed, start)


def _by_panels(
    instance: Instance, goal: Goal, relaxed: _Relaxed, start: Ints | None
) -> Outcome | None:
    """An answer made of whole panels, if one was found.

    A floor that large problems cannot settle this way stays open: pairs would take too long.
    """
    slack, any_will_do = slack_of(instance, goal), goal is Goal.FLOOR
    found = best_panels(relaxed.program, relaxed.duals, slack, start, any_will_do=any_will_do)
    if found is None and any_will_do and instance.size > ALL_AT_ONCE:
        raise OutOfNodes
    return found


def _will_do(instance: Instance, goal: Goal, found: Outcome) -> bool:
    """Whether an answer of whole panels needs no second look."""
    if goal is Goal.FLOOR or (goal is Goal.WELFARE and instance.size > ALL_AT_ONCE):
        # beyond this size pairs prove nothing in bearable time that panels have not proved
        return True
    return found.value - found.bound <= slack_of(instance, goal, GOOD_GAP)


def _nearer(one: Outcome | None, other: Outcome | None) -> Outcome | None:
    """The better of two answers, with the better of their bounds."""
    if one is None or other is None:
        return one or other
    best = min(one, other, key=lambda outcome: outcome.value)
    return Outcome(best.chosen, best.value, min(best.value, max(one.bound, other.bound)))


def slack_of(instance: Instance, goal: Goal, share: float = FINE_GAP) -> float:
    """How far from the bound a stage may stop: nothing that counts in whole numbers is lost.

    For the welfare it is what every panel loses when the typical one loses ``share`` of itself.
    """
    if goal not in (Goal.FLOOR, Goal.WELFARE):
        return 0.9
    if goal is Goal.FLOOR:
        share = ANY_GAP
    elif instance.size <= TO_THE_POINT:
        return EXACT
    curve, panels = instance.curve, int(instance.staffed.sum())
    typical = float(instance.best_sums.sum()) / panels
    return panels * (curve.of(typical) - curve.of(typical * (1 - share))) * SCALE


def promising(instance: Instance, start: Ints | None) -> Ints:
    """The pairs to begin with: the best of each proposal, role and assessor, locks and start."""
    keep = instance.locked | instance.previous
    if start is not None:
        keep[start] = True
    keep |= _best(instance.proposal, instance.affinity, PER_PROPOSAL)
    keep |= _best(instance.assessor, instance.affinity, PER_ASSESSOR)
    for group in range(len(instance.groups)):
        held = np.flatnonzero(instance.holders[group, instance.assessor])
        best = _best(instance.proposal[held], instance.affinity[held], PER_ROLE)
        keep[held[best]] = True
    return np.flatnonzero(keep)


def _best(owner: Ints, affinity: Ints, count: int) -> Flags:
    """The ``count`` entries of the highest affinity for each owner; ties go to the first."""
    order = np.lexsort((-affinity, owner))
    ranked = owner[order]
    begin = np.searchsorted(ranked, ranked)
    flags = np.zeros(len(owner), np.bool_)
    flags[order[np.arange(len(owner)) - begin < count]] = True
    return flags


@dataclass(frozen=True)
class _Relaxed:
    """The relaxation over all pairs: a bound, and every pair's reduced cost."""

    bound: float
    costs: Floats
    pairs: Ints
    program: Program
    duals: Floats


def _relax(
    instance: Instance, frame: Frame, goal: Goal, pairs: Ints, enough: float
) -> _Relaxed | None:
    """Relax, price, take in what would gain, until no more than ``enough`` is left to gain."""
    by_panel = goal in (Goal.KEPT, Goal.WELFARE)
    breach = 0.0
    relaxed = None
    for _ in range(ROUNDS):
        program = Program(instance, frame, goal, pairs, breach)
        answer = program.table.relax()
        if answer is None:
            if len(pairs) == instance.size:
                return None
            if by_panel and not breach:
                breach = breach_price(instance, frame, goal)
            else:
                pairs = np.arange(instance.size)
            continue
        costs = program.reduced_costs(answer.duals)
        outside = np.ones(instance.size, np.bool_)
        outside[pairs] = False
        gains = np.where(outside, np.minimum(costs, 0.0), 0.0)
        missed = _most(instance, gains)
        if by_panel and answer.objective + missed > program.ceiling:
            return None
        relaxed = _Relaxed(answer.objective + missed, costs, pairs, program, answer.duals)
        if missed >= -enough:
            return relaxed
        gaining = np.flatnonzero(gains < 0)
        best = _best(instance.proposal[gaining], np.argsort(np.argsort(-gains[gaining])), PER_ROUND)
        pairs = np.union1d(pairs, gaining[best])
    return relaxed


def _most(instance: Instance, gains: Floats) -> float:
    """The most that pairs outside could gain together: each proposal takes its seats' worth."""
    order = np.lexsort((gains, instance.proposal))
    rank = np.arange(instance.size) - instance.start[instance.proposal]
    seated = rank < instance.seats[instance.proposal]
    return float(gains[order][seated].sum())


def _widen(
    instance: Instance, frame: Frame, goal: Goal, relaxed: _Relaxed, start: Ints | None
) -> Outcome | None:
    """Whole numbers over the pairs of low reduced cost, over more of them while far from the bound.

    An answer over some of the pairs is measured by the relaxation over all of them.
    """
    slack, enough = slack_of(instance, goal), slack_of(instance, goal, GOOD_GAP)
    outcome: Outcome | None = None
    for keep in _widths(instance, goal, relaxed):
        if start is not None:
            keep[start] = True
        try:
            found = _settle(Program(instance, frame, goal, np.flatnonzero(keep)), slack, start)
        except OutOfNodes:
            if outcome is None:
                raise
            return outcome
        if found is not None:
            bound = max(relaxed.bound, found.bound) if keep.all() else relaxed.bound
            outcome = Outcome(found.chosen, found.value, min(found.value, bound))
            if found.value - bound <= enough:
                return outcome
            start = found.chosen
    return outcome


def _widths(instance: Instance, goal: Goal, relaxed: _Relaxed) -> Iterator[Flags]:
    """Ever more pairs: those that the relaxation finds nearest to useful, all it saw, all."""
    inside = instance.locked.copy()
    inside[relaxed.pairs] = True
    if goal is Goal.WELFARE:
        order = np.argsort(np.argsort(-relaxed.costs, kind="stable"))
        yield _best(instance.proposal, order, CORE) | instance.locked
    yield inside
    yield np.ones(instance.size, np.bool_)


def _settle(program: Program, slack: float, start: Ints | None) -> Outcome | None:
    begin = None if start is None else program.start(start)
    answer: Answer | None = program.table.settle(slack, begin)
    if answer is None:
        return None
    return Outcome(program.chosen(answer.values), answer.objective, answer.bound)
