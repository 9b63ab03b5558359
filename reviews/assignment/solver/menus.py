"""For each proposal a menu of whole panels, and what each panel costs at given prices.

A panel on a menu keeps every rule that concerns its proposal alone: seats, locks, one of each
bureau, roles, floor. Only what proposals share (loads, budgets, pairs kept) is left to prices.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from reviews.assignment.solver.instance import Flags, Floats, Instance, Ints
from reviews.assignment.solver.panels import role_masks
from reviews.assignment.solver.program import SCALE, Goal, Program

Panels = tuple[Ints, Ints]
"""The proposals of some panels, and the members of each as a row of pairs; -1 is an empty seat."""


@dataclass(frozen=True)
class Menu:
    """Panels, sorted by proposal.

    ``cost`` is the objective of the program without prices; ``tallies`` what a panel adds to each
    of the program's shared rows.
    """

    owner: Ints
    members: Ints
    cost: Floats
    tallies: dict[str, Ints]

    def priced(self, program: Program, duals: Floats) -> Floats:
        """What each panel costs once it pays for what proposals share."""
        loads = np.append(duals[program.load_row][program.instance.assessor], 0.0)
        paid = loads[self.members].sum(axis=1)
        for name, tally in self.tallies.items():
            paid += duals[program.shared[name]] * tally
        return np.asarray(self.cost - paid, np.float64)


def write_menu(program: Program, parts: Sequence[Panels]) -> Menu:
    """The panels among these that keep their proposal's rules, with cost and tallies."""
    owner, members = joined(parts)
    order = np.argsort(owner, kind="stable")
    owner, members = owner[order], members[order]
    instance, frame = program.instance, program.frame
    unfilled = instance.seats[owner] - (members >= 0).sum(axis=1)
    score = _total(instance.affinity, members)
    missing = _missing(instance, owner, members)
    locks = _total(instance.locked.astype(np.int64), members)
    good = (score >= frame.floor) | (unfilled > 0)
    good &= missing <= (frame.lacking[owner] if frame.missing else 0)
    good &= locks == instance.locks[owner]
    good &= ~_share_bureau(instance, members)
    tallies = {
        "unfilled": unfilled,
        "missing": missing,
        "kept": _total(instance.previous.astype(np.int64), members),
        "let_off": (unfilled > 0).astype(np.int64),
    }
    return Menu(
        owner[good],
        members[good],
        _costs(program, members[good], score[good]),
        {name: tally[good] for name, tally in tallies.items() if name in program.shared},
    )


def joined(parts: Sequence[Panels]) -> Panels:
    """Several lots of panels as one."""
    width = max(members.shape[1] for _, members in parts)
    padded = [
        np.pad(members, ((0, 0), (0, width - members.shape[1])), constant_values=-1)
        for _, members in parts
    ]
    return np.concatenate([owner for owner, _ in parts]), np.concatenate(padded)


def sizes(program: Program) -> Iterator[tuple[int, int, Ints]]:
    """Each size of panel, the seats of the proposals it is for, and those proposals."""
    seats, frame = program.instance.seats, program.frame
    for full in np.unique(seats[seats > 0]).tolist():
        yield full, full, np.flatnonzero(seats == full)
        short = np.flatnonzero((seats == full) & frame.short)
        for size in range(max(0, full - frame.unfilled), full if len(short) else 0):
            yield size, full, short


def panel_sizes(program: Program, p: int) -> range:
    """The sizes of panel that one proposal may have."""
    full = int(program.instance.seats[p])
    lacking = program.frame.unfilled if program.frame.short[p] else 0
    return range(max(0, full - lacking), full + 1)


def undominated(program: Program, p: int, candidates: Ints, duals: Floats) -> Ints:
    """The candidates of whom one could sit on the cheapest panel of ``p``.

    Somebody dominates who costs no more, fits no less and serves the same roles. One of the same
    bureau can always take the seat; of others, as many bureaus as seats are enough that one of
    them can.
    """
    instance = program.instance
    assessor = instance.assessor[candidates]
    kept = duals[program.shared["kept"]] if "kept" in program.shared else 0.0
    cost = program.pair_costs()[candidates] - duals[program.load_row[assessor]]
    cost = cost - kept * instance.previous[candidates]
    fit, masks = instance.affinity[candidates], role_masks(instance, p, assessor)
    bureau = instance.bureau[assessor]
    desk = np.where(bureau >= 0, bureau, -1 - assessor)
    above = (cost[:, None] <= cost[None, :]) & (fit[:, None] >= fit[None, :])
    above &= (masks[:, None] & masks[None, :]) == masks[None, :]
    # of two who are alike, the first dominates
    above &= ~(above.T & (np.arange(len(cost))[:, None] >= np.arange(len(cost))[None, :]))
    _, place = np.unique(desk, return_inverse=True)
    seated = np.zeros((len(cost), int(place.max(initial=-1)) + 1), np.int64)
    seated[np.arange(len(cost)), place] = 1
    desks_above = (above.T.astype(np.int64) @ seated > 0).sum(axis=1)
    mate_above = (above & (desk[:, None] == desk[None, :])).any(axis=0)
    stays = (desks_above < instance.seats[p]) & ~mate_above
    return np.asarray(candidates[stays], np.int64)


def panels_of(program: Program, chosen: Ints) -> list[Panels]:
    """The panels of a known answer, size by size."""
    instance = program.instance
    held = instance.panel_sizes(chosen)
    parts = []
    for size, _, owners in sizes(program):
        mine = owners[held[owners] == size]
        pairs = chosen[np.isin(instance.proposal[chosen], mine)]
        parts.append((mine, pairs.reshape(len(mine), size)))
    return parts


def cheapest(owner: Ints, costs: Floats, count: int) -> Ints:
    """The ``count`` cheapest panels of each owner; ties go to the first."""
    near = np.flatnonzero(costs <= _limits(owner, costs, count)[owner])
    order = near[np.lexsort((costs[near], owner[near]))]
    ranked = owner[order]
    rank = np.arange(len(order)) - np.searchsorted(ranked, ranked)
    return np.sort(order[rank < count])


def _limits(owner: Ints, costs: Floats, count: int) -> Floats:
    """The cost of each owner's panel number ``count``: to sort only those up to it is quicker."""
    grouped = np.argsort(owner, kind="stable")
    sizes = np.bincount(owner)
    begins = np.cumsum(sizes) - sizes
    limits = np.full(len(sizes), np.inf)
    for p in np.flatnonzero(sizes > count).tolist():
        own = costs[grouped[begins[p] : begins[p] + sizes[p]]]
        limits[p] = np.partition(own, count - 1)[count - 1]
    return limits


def _total(values: Ints, members: Ints) -> Ints:
    """The sum of the members' values; an empty seat adds nothing."""
    return np.asarray(np.append(values, 0)[members].sum(axis=1), np.int64)


def _costs(program: Program, members: Ints, score: Ints) -> Floats:
    """What each panel adds to the program's objective."""
    cost = np.append(program.pair_costs(), 0.0)[members].sum(axis=1)
    if program.goal is Goal.WELFARE:
        curve = program.instance.curve
        cost = cost - np.interp(score, curve.points, curve.values) * SCALE
    return np.asarray(cost, np.float64)


def _missing(instance: Instance, owner: Ints, members: Ints) -> Ints:
    """Roles that each panel leaves unserved."""
    count = np.zeros(len(owner), np.int64)
    for group in range(len(instance.groups)):
        held = np.append(instance.holders[group][instance.assessor], False)
        count += instance.needs[owner, group] & ~held[members].any(axis=1)
    return count


def _share_bureau(instance: Instance, members: Ints) -> Flags:
    """Panels with two members of one bureau."""
    bureau = np.append(instance.bureau[instance.assessor], -1)[members]
    share = np.zeros(len(members), np.bool_)
    for left, right in combinations(range(members.shape[1]), 2):
        share |= (bureau[:, left] >= 0) & (bureau[:, left] == bureau[:, right])
    return share
