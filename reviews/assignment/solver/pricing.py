"""What panels are worth taking in at given prices, and what the prices prove for every answer.

Prices for what proposals share let each proposal choose by itself; the sum of the cheapest choices
bounds every answer (Geoffrion, "Lagrangean relaxation for integer programming", Mathematical
Programming Study 2, 1974). A short list holds the panels of each proposal's likeliest candidates;
a panel with a stranger, somebody not on it, is bounded from the relaxation over pairs. Where that
bound is too weak, every panel that could be the cheapest is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import comb

import numpy as np

from reviews.assignment.solver.instance import Flags, Floats, Ints
from reviews.assignment.solver.menus import (
    Panels,
    cheapest,
    joined,
    panel_sizes,
    sizes,
    undominated,
    write_menu,
)
from reviews.assignment.solver.program import Program
from reviews.assignment.solver.table import check_time
from reviews.assignment.solver.watch import SEARCHING

SHORT, FEW = 600, 40
"""So many panels of each size are on a proposal's short list, of so many candidates at most."""

LISTED = 12_000_000
"""So many panels are on all short lists together, whatever the number of proposals: memory."""

LONG = 100_000
"""So many panels of one size are looked at for one proposal at most."""

AT_ONCE = 400_000
"""So many panels are judged together, for the memory they take."""

CLEAR = 1e-6


@dataclass(frozen=True)
class Offer:
    """The bound that prices prove, and the cheapest panels at these prices.

    ``extra`` is by how much an answer with this panel passes the bound at least; any panel that is
    not offered passes it by ``rest``.
    """

    bound: float
    panels: Panels
    prices: Floats
    extra: Floats
    rest: float


class Pricer:
    """Makes offers for one program; the short list is made at the first prices."""

    def __init__(self, program: Program, duals: Floats) -> None:
        self.program, self.instance = program, program.instance
        self.on = np.zeros(self.instance.size, np.bool_)
        costs = np.where(self.instance.locked, -np.inf, program.reduced_costs(duals))
        self.menu = write_menu(program, [self._listed(costs, *size) for size in sizes(program)])

    def offer(
        self, duals: Floats, count: int, *, thorough: bool = False, within: float = 0.0
    ) -> Offer:
        """The ``count`` cheapest panels of each proposal.

        ``thorough`` looks at every panel that could cost no more than the cheapest and ``within``.
        """
        menu, proposals = self.menu, len(self.instance.proposals)
        prices = menu.priced(self.program, duals)
        least = _least(menu.owner, prices, proposals)
        pairs = _PairBounds(self.program, duals, ~self.on)
        panels, outside = (menu.owner, menu.members), pairs.stranger
        if thorough:
            limit = least + within
            weak = np.flatnonzero(self.instance.staffed & (outside < limit - CLEAR))
            lots = list(self._searched(weak, duals, pairs.each, limit, dominance=within == 0))
            panels = joined([panels, *(lot for lot, _, _ in lots)])
            prices = np.concatenate([prices, *(price for _, price, _ in lots)])
            least = _least(panels[0], prices, proposals)
            outside = outside.copy()
            for _, _, sure in lots:
                outside[sure] = limit[sure]
        proven = np.maximum(pairs.anybody, np.minimum(least, outside))
        proven[~self.instance.staffed] = 0.0
        best = cheapest(panels[0], prices, count)
        owner = panels[0][best]
        left = np.delete(prices - proven[panels[0]], best).min(initial=np.inf)
        beyond = (outside - proven)[self.instance.staffed].min(initial=np.inf)
        return Offer(
            pairs.common + float(proven.sum()),
            (owner, panels[1][best]),
            prices[best],
            prices[best] - proven[owner],
            float(min(left, beyond)),
        )

    def _listed(self, costs: Floats, size: int, seats: int, owners: Ints) -> Panels:
        """All panels of a size among each proposal's candidates of lowest reduced cost."""
        instance = self.instance
        few = seats
        short = min(SHORT, LISTED // max(1, len(instance.proposals)))
        while few < FEW and comb(few + 1, seats) <= short:
            few += 1
        order = np.append(np.lexsort((costs, instance.proposal)), -1)
        place = instance.start[owners][:, None] + np.arange(few)[None, :]
        within = place < instance.start[owners + 1][:, None]
        best = np.where(within, order[np.minimum(place, instance.size)], -1)
        self.on[best[best >= 0]] = True
        choices = _choices(few, size)
        members = best[:, choices].reshape(len(owners) * len(choices), size)
        owner = np.repeat(owners, len(choices))
        whole = (members >= 0).all(axis=1)
        return owner[whole], members[whole]

    def _searched(
        self, proposals: Ints, duals: Floats, floor: Floats, limit: Floats, *, dominance: bool
    ) -> Iterator[tuple[Panels, Floats, Ints]]:
        """For some proposals all panels that may cost less than ``limit``, lot by lot.

        ``floor`` is the least that a panel with this pair costs. Each lot comes with its prices and
        with the proposals of which nothing was left out.
        """
        may = floor < limit[self.instance.proposal]
        parts: list[Panels] = []
        sure: list[int] = []
        for p in proposals.tolist():
            check_time(SEARCHING)
            candidates = self._candidates(p, may)
            if dominance:
                candidates = undominated(self.program, p, candidates, duals)
            made, complete = self._all_panels(p, candidates)
            parts += made
            sure += [p] if complete else []
            held = sum(len(owner) for owner, _ in parts)
            if held > AT_ONCE or (held and p == proposals[-1]):
                menu = write_menu(self.program, parts)
                prices = menu.priced(self.program, duals)
                best = cheapest(menu.owner, prices, SHORT)
                yield (
                    (menu.owner[best], menu.members[best]),
                    prices[best],
                    np.array(sure, np.int64),
                )
                parts, sure = [], []

    def _candidates(self, p: int, may: Flags) -> Ints:
        low, high = int(self.instance.start[p]), int(self.instance.start[p + 1])
        free = may[low:high] & ~self.instance.locked[low:high]
        return low + np.flatnonzero(free)

    def _all_panels(self, p: int, candidates: Ints) -> tuple[list[Panels], bool]:
        """Every panel of the locked and some of the candidates; False if there are too many."""
        low, high = int(self.instance.start[p]), int(self.instance.start[p + 1])
        locked = low + np.flatnonzero(self.instance.locked[low:high])
        parts: list[Panels] = []
        for size in panel_sizes(self.program, p):
            seats = size - len(locked)
            if seats < 0:
                continue
            if comb(len(candidates), seats) > LONG:
                return [], False
            choices = _choices(len(candidates), seats)
            fixed = np.broadcast_to(locked, (len(choices), len(locked)))
            members = np.concatenate((fixed, candidates[choices]), axis=1)
            parts.append((np.full(len(members), p), members))
        return parts, True


class _PairBounds:
    """What the relaxation over pairs says of each proposal's panels at given prices.

    ``anybody``: the least that any panel costs; ``each``: a panel with this pair; ``stranger``: a
    panel with any of some pairs. It is the proposal's share of the bound, every lock, the pair's
    reduced cost, and the best that the other seats could gain.
    """

    def __init__(self, program: Program, duals: Floats, strangers: Flags) -> None:
        instance = program.instance
        count = len(instance.proposals)
        share, self.common = program.table.split_bound(duals, count, program.apart)
        costs = program.reduced_costs(duals)
        locked = instance.locked
        share += program.standing
        share += np.bincount(instance.proposal[locked], costs[locked], minlength=count)
        gains = np.where(locked, 0.0, np.minimum(costs, 0.0))
        free = instance.seats - instance.locks
        order = np.lexsort((gains, instance.proposal))
        rank = np.arange(instance.size) - instance.start[instance.proposal]
        ranked = gains[order]
        self.anybody, others = share.copy(), share.copy()
        for sums, seats in ((self.anybody, free), (others, free - 1)):
            low = rank < seats[instance.proposal]
            np.add.at(sums, instance.proposal[low], ranked[low])
        self.each = others[instance.proposal] + np.where(locked, 0.0, costs)
        self.stranger = np.full(count, np.inf)
        outside = strangers & ~locked
        np.minimum.at(self.stranger, instance.proposal[outside], self.each[outside])


def _least(owner: Ints, prices: Floats, count: int) -> Floats:
    """The lowest price of each proposal; infinite without a panel."""
    least = np.full(count, np.inf)
    np.minimum.at(least, owner, prices)
    return least


@lru_cache(maxsize=64)
def _choices(count: int, size: int) -> Ints:
    """All ways to choose ``size`` of ``count``, a row each."""
    rows = list(combinations(range(count), size))
    return np.array(rows, np.int64).reshape(len(rows), size)
