"""For each proposal a menu of whole panels, and what each panel costs at given prices.

A panel on a menu keeps every rule that concerns its proposal alone: seats, locks, one of each
bureau, roles, floor. Only what proposals share (loads, budgets, pairs kept) is left to prices.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from reviews.assignment.solver.instance import Flags, Floats, Instance, Ints
from reviews.assignment.solver.program import SCALE, Goal, Program

PANELS = 600
"""So many panels of one size are looked at for each proposal, more where there is room."""

ROOM = 1_200_000
"""So many panels in all fill a menu that is written again."""

LONGEST = 40
"""So many candidates at most are combined for one proposal."""


Panels = tuple[Ints, Ints]
"""The proposals of some panels, and the members of each as a row."""


@dataclass(frozen=True)
class Menu:
    """Panels, sorted by proposal. ``members`` are pairs by index, -1 where a seat is empty.

    ``cost`` is the objective of the program without prices; ``tallies`` what a panel adds to each
    of the program's shared rows. ``known`` marks the panels that were handed in, ``on`` the
    candidates of whom every panel was looked at.
    """

    owner: Ints
    members: Ints
    cost: Floats
    tallies: dict[str, Ints]
    known: Flags
    on: Flags

    def priced(self, program: Program, duals: Floats) -> Floats:
        """What each panel costs once it pays for what proposals share."""
        loads = np.append(duals[program.load_row][program.instance.assessor], 0.0)
        paid = loads[self.members].sum(axis=1)
        for name, tally in self.tallies.items():
            paid += duals[program.shared[name]] * tally
        return np.asarray(self.cost - paid, np.float64)


def write_menu(program: Program, duals: Floats, known: list[Panels], *, long: bool) -> Menu:
    """The panels made of each proposal's candidates of lowest reduced cost, and the known ones."""
    instance = program.instance
    costs = np.where(instance.locked, -np.inf, program.reduced_costs(duals))
    on = np.zeros(instance.size, np.bool_)
    most = max(PANELS, ROOM // len(instance.proposals)) if long else PANELS
    parts = [_combined(instance, costs, sized, on) for sized in _sizes(program, most)]
    made = sum(len(part[0]) for part in parts)
    parts += known
    owner = np.concatenate([part[0] for part in parts])
    width = max(part[1].shape[1] for part in parts)
    members = np.full((len(owner), width), -1, np.int64)
    row = 0
    for part in parts:
        members[row : row + len(part[0]), : part[1].shape[1]] = part[1]
        row += len(part[0])
    order = np.argsort(owner, kind="stable")
    return _judged(program, owner[order], members[order], order >= made, on)


def _sizes(program: Program, most: int) -> Iterator[tuple[int, int, Ints]]:
    """Each size of panel, how many candidates to combine, and the proposals it is for."""
    seats, frame = program.instance.seats, program.frame
    for full in np.unique(seats[seats > 0]).tolist():
        few = full
        while few < LONGEST and comb(few + 1, full) <= most:
            few += 1
        yield full, few, np.flatnonzero(seats == full)
        short = np.flatnonzero((seats == full) & frame.short)
        for size in range(max(0, full - frame.unfilled), full if len(short) else 0):
            yield size, few, short


def _combined(instance: Instance, costs: Floats, sized: tuple[int, int, Ints], on: Flags) -> Panels:
    """All panels of a size from the first few candidates, who are marked in ``on``."""
    size, few, owners = sized
    order = np.lexsort((costs, instance.proposal))
    place = instance.start[owners][:, None] + np.arange(few)[None, :]
    within = place < instance.start[owners + 1][:, None]
    best = np.where(within, np.append(order, -1)[np.minimum(place, instance.size)], -1)
    on[best[best >= 0]] = True
    choose = np.array(list(combinations(range(few), size)), np.int64).reshape(comb(few, size), size)
    members = best[:, choose].reshape(len(owners) * len(choose), size)
    owner = np.repeat(owners, len(choose))
    whole = (members >= 0).all(axis=1)
    return owner[whole], members[whole]


def panels_of(program: Program, start: Ints) -> Iterator[Panels]:
    """The panels of a known answer, size by size."""
    instance = program.instance
    sizes = instance.panel_sizes(start)
    for size, _, owners in _sizes(program, PANELS):
        mine = owners[sizes[owners] == size]
        pairs = start[np.isin(instance.proposal[start], mine)]
        yield mine, pairs.reshape(len(mine), size)


def _judged(program: Program, owner: Ints, members: Ints, known: Flags, on: Flags) -> Menu:
    """The panels that keep their proposal's rules, with cost and tallies."""
    instance, frame = program.instance, program.frame
    seated = members >= 0
    unfilled = instance.seats[owner] - seated.sum(axis=1)
    score = _total(instance.affinity, members)
    missing = _missing(instance, owner, members)
    locks = _total(instance.locked.astype(np.int64), members)
    every_lock = np.bincount(instance.proposal[instance.locked], minlength=len(instance.proposals))
    good = (score >= frame.floor) | (unfilled > 0)
    good &= missing <= (frame.lacking[owner] if frame.missing else 0)
    good &= locks == every_lock[owner]
    good &= ~_share_bureau(instance, members)
    kept = _total(instance.previous.astype(np.int64), members)
    tallies = {
        "unfilled": unfilled,
        "missing": missing,
        "kept": kept,
        "let_off": (unfilled > 0).astype(np.int64),
    }
    return Menu(
        owner[good],
        members[good],
        _costs(program, members[good], score[good]),
        {name: tally[good] for name, tally in tallies.items() if name in program.shared},
        known[good],
        on,
    )


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
