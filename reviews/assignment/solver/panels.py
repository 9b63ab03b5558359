"""The best panel that each proposal could have if it were alone.

Alone, a proposal is bound only by its seats, its locks, its roles and one member per bureau. What
it cannot reach alone it cannot reach beside others, so these figures bound the number of missing
roles from below and the floor from above.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reviews.assignment.solver.instance import Instance, Ints

State = tuple[int, int]
"""Members so far, and the roles served as bits."""

Options = list[tuple[int, int]]
"""Of one bureau: the roles served as bits, and the best affinity."""


@dataclass(frozen=True)
class Alone:
    """For each proposal: fewest roles missing, and the best full panel (-1 if none is full).

    ``best_strict`` misses no more than ``missing``; ``best_loose`` may miss any role.
    """

    missing: Ints
    best_strict: Ints
    best_loose: Ints


def alone(instance: Instance) -> Alone:
    """Look at every proposal by itself."""
    count = len(instance.proposals)
    missing, strict, loose = (np.full(count, fill, np.int64) for fill in (0, -1, -1))
    for p in np.flatnonzero(instance.staffed).tolist():
        states = _states(instance, p)
        everything = int(instance.needs[p].sum())
        lacking = {state: everything - state[1].bit_count() for state in states}
        missing[p] = min(lacking.values())
        full = [state for state in states if state[0] == instance.seats[p]]
        loose[p] = max((states[state] for state in full), default=-1)
        strict[p] = max(
            (states[state] for state in full if lacking[state] == missing[p]), default=-1
        )
    return Alone(missing, strict, loose)


def _states(instance: Instance, p: int) -> dict[State, int]:
    """Best affinity of a panel of ``p`` for each number of members and set of roles served."""
    low, high = int(instance.start[p]), int(instance.start[p + 1])
    seats = int(instance.seats[p])
    locked = instance.locked[low:high]
    assessor = instance.assessor[low:high]
    masks = role_masks(instance, p, assessor)
    affinity = instance.affinity[low:high]
    begin = 0
    for mask in masks[locked].tolist():
        begin |= mask
    states = {(int(locked.sum()), begin): int(affinity[locked].sum())}
    taken = set(instance.bureau[assessor[locked]].tolist()) - {-1}
    bureau = instance.bureau[assessor]
    # somebody of no bureau is a bureau of one
    desk = np.where(bureau >= 0, bureau, -1 - assessor)
    free = ~locked & ~np.isin(desk, sorted(taken))
    order = np.argsort(-affinity[free], kind="stable")
    rows = np.column_stack((desk[free], masks[free], affinity[free]))[order].tolist()
    for options in _shortlist(rows, seats):
        states = _extended(states, options, seats)
    return states


def role_masks(instance: Instance, p: int, assessor: Ints) -> Ints:
    """For each assessor, the roles that proposal ``p`` wants and she serves, as bits."""
    masks = np.zeros(len(assessor), np.int64)
    for bit, group in enumerate(np.flatnonzero(instance.needs[p]).tolist()):
        masks |= instance.holders[group, assessor].astype(np.int64) << bit
    return masks


def _shortlist(rows: list[list[int]], seats: int) -> list[Options]:
    """By bureau, the best ``seats`` bureaus for each set of roles: more are never needed.

    A panel that uses somebody further down can exchange her for one of these who serves the same
    roles, for the other members hold at most ``seats - 1`` of their bureaus.
    """
    seen: dict[int, set[int]] = {}
    kept: dict[int, Options] = {}
    for desk, mask, affinity in rows:
        desks = seen.setdefault(mask, set())
        if desk not in desks and len(desks) < seats:
            desks.add(desk)
            kept.setdefault(desk, []).append((mask, affinity))
    return list(kept.values())


def _extended(states: dict[State, int], options: Options, seats: int) -> dict[State, int]:
    """Every state, and every state with one member of this bureau more."""
    grown = dict(states)
    for (members, mask), total in states.items():
        if members == seats:
            continue
        for more, affinity in options:
            state = (members + 1, mask | more)
            if total + affinity > grown.get(state, -1):
                grown[state] = total + affinity
    return grown
