"""A passable answer by simple means: one after the other takes the best who is left.

The worst served choose first, seats that serve a role before others, and near the end those who
are below their least load. It needs neither prices nor a program, so it is there when time runs out
early; otherwise the search only starts from it.
"""

from __future__ import annotations

import numpy as np

from reviews.assignment.solver.instance import Instance


def draft(instance: Instance) -> list[list[int]]:
    """A panel of assessors for each proposal; seats may stay empty that could be filled."""
    return _Draft(instance).run()


class _Draft:
    """Who sits where so far, what each panel is worth, and what room is left."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.room, self.due = instance.most.copy(), instance.least.copy()
        self.seats_left = int(instance.seats.sum())
        self.score = np.zeros(len(instance.proposals), np.int64)
        self.open_roles = instance.needs.copy()
        self.free = np.ones(instance.size, np.bool_)
        self.panels: list[list[int]] = [[] for _ in instance.proposals]
        for pair in np.flatnonzero(instance.locked).tolist():
            self._seat(pair)

    def run(self) -> list[list[int]]:
        """As many turns as the largest panel has seats."""
        seats = self.instance.seats
        for _ in range(int(seats.max(initial=0))):
            for p in np.argsort(self.score, kind="stable").tolist():
                if len(self.panels[p]) < seats[p]:
                    self._choose(p)
        return self.panels

    def _choose(self, p: int) -> None:
        """The best candidate of ``p`` who may sit there, if there is one."""
        instance = self.instance
        low, high = int(instance.start[p]), int(instance.start[p + 1])
        assessor = instance.assessor[low:high]
        may = self.free[low:high] & (self.room[assessor] > 0)
        if self.open_roles[p].any():
            serves = instance.holders[self.open_roles[p]][:, assessor].any(axis=0) & may
            may = serves if serves.any() else may
        if self.due.sum() >= self.seats_left:
            owed = may & (self.due[assessor] > 0)
            may = owed if owed.any() else may
        if may.any():
            fit = np.where(may, instance.affinity[low:high], -1)
            self._seat(low + int(fit.argmax()))

    def _seat(self, pair: int) -> None:
        instance = self.instance
        p, a = int(instance.proposal[pair]), int(instance.assessor[pair])
        low, high = int(instance.start[p]), int(instance.start[p + 1])
        self.panels[p].append(a)
        self.room[a] -= 1
        self.due[a] = max(0, self.due[a] - 1)
        self.seats_left -= 1
        self.score[p] += instance.affinity[pair]
        if self.open_roles[p].any():
            self.open_roles[p] &= ~instance.holders[:, a]
        self.free[pair] = False
        if instance.bureau[a] >= 0:
            bureaus = instance.bureau[instance.assessor[low:high]]
            self.free[low:high] &= bureaus != instance.bureau[a]
