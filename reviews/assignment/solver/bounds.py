"""What prices prove: a bound for every answer, panels that are on no menu included.

Prices for what proposals share let each proposal choose by itself; the sum of the cheapest choices
bounds every answer (Geoffrion, "Lagrangean relaxation for integer programming", Mathematical
Programming Study 2, 1974). A panel with a stranger, somebody on no menu, is bounded from the
relaxation over pairs: the proposal's share, every lock, her reduced cost and the best that the
other seats could gain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reviews.assignment.problem import MAX_AFFINITY
from reviews.assignment.solver.instance import Floats, Instance, Ints
from reviews.assignment.solver.menus import Menu
from reviews.assignment.solver.program import SCALE, Goal, Program

STEEPER = (1.0, 1.4, 2.0, 3.0, 5.0, 9.0, 17.0)
"""Where the floor binds, affinity is worth more than the curve says: so many times, to be tried."""

LOOSE = 1e-3


@dataclass(frozen=True)
class Priced:
    """What each panel of a menu costs, the bound that this proves, and how far panels pass it.

    ``extra`` is for each panel on the menu, ``outside`` for the nearest one that is on none.
    """

    prices: Floats
    bound: float
    extra: Floats
    outside: float


def prove(program: Program, menu: Menu, duals: Floats) -> Priced:
    """The bound of these prices: the cheapest panel of each proposal, whoever is on it."""
    instance = program.instance
    count = len(instance.proposals)
    prices = menu.priced(program, duals)
    cheapest = np.full(count, np.inf)
    np.minimum.at(cheapest, menu.owner, prices)
    share, common = program.table.split_bound(duals, count, program.apart)
    share += program.standing
    costs = program.reduced_costs(duals)
    least, outside = _without_menu(instance, menu, share, costs)
    staffed = instance.staffed
    if program.goal is Goal.WELFARE and (outside < cheapest - LOOSE)[staffed].any():
        for worth in _worths(program, menu, prices, duals):
            other_share, other_costs = _reweighed(program, duals, worth, share, costs)
            other = _without_menu(instance, menu, other_share, other_costs)
            least, outside = np.maximum(least, other[0]), np.maximum(outside, other[1])
    proven = np.where(staffed, np.maximum(least, np.minimum(cheapest, outside)), 0.0)
    return Priced(
        prices,
        float(common + proven.sum()),
        prices - proven[menu.owner],
        float((outside - proven)[staffed].min(initial=np.inf)),
    )


def _without_menu(
    instance: Instance, menu: Menu, share: Floats, costs: Floats
) -> tuple[Floats, Floats]:
    """The least that a proposal's panel costs: any panel, and one with a stranger."""
    count = len(share)
    locked = instance.locked
    fixed = share + np.bincount(instance.proposal[locked], costs[locked], minlength=count)
    free = instance.seats - np.bincount(instance.proposal[locked], minlength=count)
    gains = np.where(locked, 0.0, np.minimum(costs, 0.0))
    stranger = np.full(count, np.inf)
    others = ~locked & ~menu.on
    np.minimum.at(stranger, instance.proposal[others], costs[others])
    any_panel, rest = _lowest_sums(instance, gains, free)
    return fixed + any_panel, fixed + rest + stranger


def _lowest_sums(instance: Instance, values: Floats, counts: Ints) -> tuple[Floats, Floats]:
    """The sum of each proposal's ``counts`` lowest values, and the same of one fewer."""
    order = np.lexsort((values, instance.proposal))
    rank = np.arange(instance.size) - instance.start[instance.proposal]
    sums = np.zeros((2, len(counts)))
    for row, seats in enumerate((counts, counts - 1)):
        low = rank < seats[instance.proposal]
        np.add.at(sums[row], instance.proposal[low], values[order][low])
    return sums[0], sums[1]


def _worths(program: Program, menu: Menu, prices: Floats, duals: Floats) -> list[Floats]:
    """Other values of one more point on each panel: as the curve says at its cheapest panel."""
    instance = program.instance
    order = np.lexsort((prices, menu.owner))
    owner = menu.owner[order]
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    members = menu.members[order[first]]
    score = np.append(instance.affinity, 0)[members].sum(axis=1)
    piece = np.searchsorted(np.array(instance.curve.points), score, side="right") - 1
    slopes = np.array(instance.curve.slopes()) * MAX_AFFINITY * SCALE
    worth = np.append(duals, 0.0)[program.score_row]
    worth[owner[first]] = slopes[piece.clip(0, len(slopes) - 1)]
    return [worth * steeper for steeper in STEEPER]


def _reweighed(
    program: Program, duals: Floats, worth: Floats, share: Floats, costs: Floats
) -> tuple[Floats, Floats]:
    """Shares and reduced costs when the score rows are worth ``worth`` instead."""
    instance = program.instance
    before = np.append(duals, 0.0)[program.score_row]
    moved = share - _curve_share(program, before) + _curve_share(program, worth)
    change = (before - worth)[instance.proposal] * instance.affinity / MAX_AFFINITY
    return moved, np.asarray(costs + change, np.float64)


def _curve_share(program: Program, worth: Floats) -> Floats:
    """What the score rows and the pieces of the curve add to each proposal's share."""
    owner, rise, length = program.pieces
    spent = np.minimum(0.0, worth[owner] - rise) * length
    base = np.where(program.frame.short, 0, program.frame.floor) / MAX_AFFINITY
    return np.asarray(worth * base + np.bincount(owner, spent, minlength=len(worth)), np.float64)
