"""The stages in their strict order: each is settled, frozen, and only then the next begins.

1 fewest unfilled seats, 2 fewest missing roles, 3 fewest least loads missed, 4 the highest floor,
5 most pairs kept (repair only), 6 the highest welfare; ties by the seed. Almost always the first
four can be had at limits that are known beforehand; then one program settles them with the
welfare. Only where that fails are the stages settled one by one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from reviews.assignment.solver.coverage import Cover, cover, network
from reviews.assignment.solver.draft import draft
from reviews.assignment.solver.instance import Instance, Ints
from reviews.assignment.solver.panel_search import Outcome
from reviews.assignment.solver.panels import Alone, alone
from reviews.assignment.solver.program import SCALE, Frame, Goal
from reviews.assignment.solver.search import optimise
from reviews.assignment.solver.table import OutOfNodes
from reviews.assignment.solver.watch import Watch


@dataclass(frozen=True)
class Settled:
    """The chosen pairs and what the stages proved: no answer passes these limits."""

    chosen: Ints
    cover: Cover
    missing_bound: int
    shortfall_bound: int
    floor_bound: int
    kept_bound: int
    welfare_bound: float


def settle(instance: Instance, watch: Watch, *, least_change: bool) -> Settled:
    """All stages of one instance."""
    work = _Work(instance, watch)
    work.least_change = least_change and bool(instance.previous.any())
    return work.run()


def floor_of(instance: Instance, chosen: Ints) -> int:
    """The affinity of the worst fully staffed panel; 0 when none is."""
    full = instance.staffed & (instance.panel_sizes(chosen) == instance.seats)
    return int(instance.scores(chosen)[full].min()) if full.any() else 0


class _Work:
    """What the stages share: the instance, the fullest cover, and the limits proved so far."""

    least_change = False

    def __init__(self, instance: Instance, watch: Watch) -> None:
        self.instance, self.watch = instance, watch
        watch.begin("unfilled", 0.1)
        self.cover = cover(network(instance))
        watch.step()
        self.alone = alone(instance)
        watch.step()
        self.missing_bound = int(self.alone.missing.sum())
        self.shortfall_bound = _unreachable_loads(instance, self.cover)
        self.floor_bound = 0
        self.kept_bound = 0

    def run(self) -> Settled:
        hoped = self._hoped_for()
        start = self.cover.chosen(self.instance)
        best = self._finish(hoped, start) if self.instance.size else self._as_it_is(start)
        if best is None:
            frame, start = self._relent(hoped, self._drafted(start))
            frame, start = self._raise_floor(frame, start)
            best = self._finish(frame, start) or self._as_it_is(start)
        self.watch.finish()
        return Settled(
            best.chosen,
            self.cover,
            self.missing_bound,
            self.shortfall_bound,
            self.floor_bound,
            self.kept_bound,
            -max(best.bound, self._least_cost()) / SCALE,
        )

    def _drafted(self, start: Ints) -> Ints:
        """A better answer to start from, or to end with if time is over: as full as ``start``."""
        begun = draft(self.instance)
        found = cover(network(self.instance), begun).chosen(self.instance)
        return min(start, found, key=self._shortcomings)

    def _shortcomings(self, chosen: Ints) -> tuple[int, int, int, float]:
        """What the stages make small, of an answer that fills the most seats."""
        instance = self.instance
        behind = np.maximum(0, instance.least - instance.loads(chosen))
        worth = instance.curve.total(instance.scores(chosen)[instance.staffed].tolist())
        missing = int(instance.roles_missing(chosen).sum())
        return missing, int(behind.sum()), -floor_of(instance, chosen), -worth

    def _hoped_for(self) -> Frame:
        """Every stage at the limit that no answer can pass."""
        frame = Frame(
            short=self.cover.short(len(self.instance.proposals)),
            unfilled=self.cover.unfilled,
            lacking=self.alone.missing,
            missing=self.missing_bound,
            shortfall=self.shortfall_bound,
        )
        self.floor_bound = _floor_limit(self.instance, frame, self.alone)
        return replace(frame, floor=self.floor_bound)

    def _as_it_is(self, chosen: Ints) -> Outcome:
        """An answer with no better bound than everybody's best panel."""
        return Outcome(chosen, 0.0, self._least_cost())

    def _least_cost(self) -> float:
        best = self.instance.best_sums[self.instance.staffed]
        return -self.instance.curve.total(best.tolist()) * SCALE

    def _finish(self, frame: Frame, start: Ints) -> Outcome | None:
        """Pairs kept, then welfare, all else as the frame says; None where nothing was found."""
        try:
            return self._kept_then_welfare(frame, start)
        except OutOfNodes:
            return None

    def _kept_then_welfare(self, frame: Frame, start: Ints) -> Outcome | None:
        if not self.least_change:
            return self._best(frame, start)
        self.watch.begin(Goal.KEPT.value, 0.2)
        kept = optimise(self.instance, frame, Goal.KEPT, start)
        if kept is None:
            return None
        self.kept_bound = min(int(self.instance.previous.sum()), round(min(1e9, -kept.bound)))
        try:
            return self._best(replace(frame, kept=round(-kept.value)), kept.chosen)
        except OutOfNodes:
            return self._as_it_is(kept.chosen)

    def _best(self, frame: Frame, start: Ints) -> Outcome | None:
        self.watch.begin(Goal.WELFARE.value, 0.8)
        return optimise(self.instance, frame, Goal.WELFARE, start)

    def _relent(self, hoped: Frame, start: Ints) -> tuple[Frame, Ints]:
        """Roles, then least loads, settled by themselves."""
        everything = self.instance.needs.sum(axis=1)
        frame = replace(hoped, lacking=everything, missing=None, shortfall=None, floor=0)
        self.watch.begin(Goal.MISSING.value, 0.1)
        roles = self._fewest(frame, Goal.MISSING, start)
        if round(roles.value) == self.missing_bound:
            frame = replace(frame, lacking=hoped.lacking)
        self.missing_bound = max(self.missing_bound, round(max(0.0, roles.bound)))
        frame = replace(frame, missing=round(roles.value))
        self.watch.begin(Goal.SHORTFALL.value, 0.1)
        loads = self._fewest(frame, Goal.SHORTFALL, roles.chosen)
        self.shortfall_bound = max(self.shortfall_bound, round(max(0.0, loads.bound)))
        return replace(frame, shortfall=round(loads.value)), loads.chosen

    def _fewest(self, frame: Frame, goal: Goal, start: Ints) -> Outcome:
        """The stage's best; where the search ran out, what ``start`` already reaches."""
        try:
            found = optimise(self.instance, frame, goal, start)
        except OutOfNodes:
            found = None
        if found is not None:
            return found
        behind = np.maximum(0, self.instance.least - self.instance.loads(start))
        missing = self.instance.roles_missing(start)
        reached = missing.sum() if goal is Goal.MISSING else behind.sum()
        return Outcome(start, float(reached), 0.0)

    def _raise_floor(self, frame: Frame, start: Ints) -> tuple[Frame, Ints]:
        """The highest floor by halving, first tried at its limit.

        A floor that the search could neither reach nor refute counts as not reached, but stays
        in ``floor_bound``.
        """
        low = floor_of(self.instance, start)
        trial = high = self.floor_bound = max(low, _floor_limit(self.instance, frame, self.alone))
        self.watch.begin(Goal.FLOOR.value, 0.6)
        while low < high:
            better = self._try_floor(replace(frame, floor=trial, tight=True), start)
            if better is None:
                high = trial - 1
            else:
                low, start = floor_of(self.instance, better), better
            trial = (low + high + 1) // 2
        return replace(frame, floor=low, tight=True), start

    def _try_floor(self, frame: Frame, start: Ints) -> Ints | None:
        """An answer that reaches the frame's floor. None lowers the bound where it is proven."""
        try:
            found = optimise(self.instance, frame, Goal.FLOOR, start)
        except OutOfNodes:
            return None
        if found is None:
            self.floor_bound = frame.floor - 1
            return None
        reached = floor_of(self.instance, found.chosen) >= frame.floor
        return found.chosen if reached else None


def _unreachable_loads(instance: Instance, filled: Cover) -> int:
    """Least loads that cannot be met: too few candidates, or fewer seats than least loads."""
    may = np.minimum(instance.most, instance.loads(np.arange(instance.size)))
    alone_short = int(np.maximum(0, instance.least - may).sum())
    seats = sum(len(panel) for panel in filled.panels)
    return max(alone_short, int(instance.least.sum()) - seats)


def _floor_limit(instance: Instance, frame: Frame, by_itself: Alone) -> int:
    """A limit of the floor: the worst proposal alone, but the worst may be those left short."""
    strict = frame.missing == int(by_itself.missing.sum())
    best = by_itself.best_strict if strict else by_itself.best_loose
    firm = best[instance.staffed & ~frame.short]
    spared = np.sort(best[frame.short])
    limits = [*firm.tolist(), *spared[frame.unfilled :].tolist()]
    return max(0, min(limits) if limits else int(spared.max(initial=0)))
