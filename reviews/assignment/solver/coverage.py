"""How many seats can be filled at all, and which proposals compete for too few people.

Without roles and least loads the problem is a flow: seats of a proposal, through its bureaus, to
assessors. Augmenting paths (Ford and Fulkerson, 1956) fill the most seats exactly, and the
proposals that a failed search reaches are a set of Hall ("On representatives of subsets", 1935):
together they want more seats than everybody they may have can give.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reviews.assignment.solver.instance import Flags, Instance, Ints


@dataclass(frozen=True)
class Network:
    """Candidates of each proposal by index; ``bureau`` -1 is nobody's."""

    seats: Sequence[int]
    most: Sequence[int]
    bureau: Sequence[int]
    candidates: Sequence[Sequence[int]]
    locked: frozenset[tuple[int, int]]


@dataclass(frozen=True)
class Cover:
    """Panels that fill the most seats, and the sets of proposals that cannot all be staffed.

    Every unfilled seat of every fullest answer lies inside one of ``short_sets``.
    """

    panels: tuple[frozenset[int], ...]
    unfilled: int
    short_sets: tuple[tuple[int, ...], ...]

    def short(self, proposals: int) -> Flags:
        """Proposals that may be left short."""
        flags = np.zeros(proposals, np.bool_)
        flags[[p for group in self.short_sets for p in group]] = True
        return flags

    def chosen(self, instance: Instance) -> Ints:
        """The panels as pairs by index."""
        member = np.zeros((len(instance.proposals), len(instance.assessors)), np.bool_)
        for p, panel in enumerate(self.panels):
            member[p, sorted(panel)] = True
        return np.flatnonzero(member[instance.proposal, instance.assessor])


def network(instance: Instance) -> Network:
    """The flow of an instance."""
    ends = instance.start.tolist()
    assessor = instance.assessor.tolist()
    locked = np.flatnonzero(instance.locked)
    return Network(
        seats=instance.seats.tolist(),
        most=instance.most.tolist(),
        bureau=instance.bureau.tolist(),
        candidates=[assessor[ends[p] : ends[p + 1]] for p in range(len(instance.seats))],
        locked=frozenset(
            (int(instance.proposal[i]), int(instance.assessor[i])) for i in locked.tolist()
        ),
    )


def cover(net: Network, begun: Sequence[Sequence[int]] = ()) -> Cover:
    """Fill the most seats; ``begun`` are panels to begin with, which hold the locked."""
    return _Search(net, begun).run()


class _Search:
    """Panels under construction, and what failed searches have closed for good."""

    def __init__(self, net: Network, begun: Sequence[Sequence[int]]) -> None:
        self.net = net
        self.panels: list[set[int]] = [set() for _ in net.seats]
        self.serves: list[set[int]] = [set() for _ in net.most]
        self.desks: list[dict[int, int]] = [{} for _ in net.seats]
        self.closed_proposals: dict[int, int] = {}
        self.closed_assessors: dict[int, int] = {}
        self.sets: dict[int, set[int]] = {}
        seated = [(p, a) for p, panel in enumerate(begun) for a in panel]
        for p, a in seated or sorted(net.locked):
            self._seat(p, a)

    def run(self) -> Cover:
        """Greedy first, then a path for each seat that greed left empty."""
        scarce = sorted(range(len(self.net.seats)), key=lambda p: (self._choice(p), p))
        for p in scarce:
            self._fill(p)
        for p in scarce:
            while len(self.panels[p]) < self.net.seats[p] and self._augment(p):
                pass
        missing = sum(self.net.seats) - sum(map(len, self.panels))
        sets = sorted(tuple(sorted(members)) for members in self.sets.values())
        return Cover(tuple(frozenset(panel) for panel in self.panels), missing, tuple(sets))

    def _choice(self, p: int) -> int:
        return len(self.net.candidates[p]) - self.net.seats[p]

    def _fill(self, p: int) -> None:
        room = sorted(
            self.net.candidates[p], key=lambda a: (len(self.serves[a]) - self.net.most[a], a)
        )
        for a in room:
            if len(self.panels[p]) >= self.net.seats[p]:
                return
            if self._has_room(a) and a not in self.panels[p] and not self._bureau_taken(p, a):
                self._seat(p, a)

    def _has_room(self, a: int) -> bool:
        return len(self.serves[a]) < self.net.most[a]

    def _bureau_taken(self, p: int, a: int) -> bool:
        return self.net.bureau[a] in self.desks[p]

    def _seat(self, p: int, a: int) -> None:
        self.panels[p].add(a)
        self.serves[a].add(p)
        if self.net.bureau[a] >= 0:
            self.desks[p][self.net.bureau[a]] = a

    def _leave(self, p: int, a: int) -> None:
        self.panels[p].remove(a)
        self.serves[a].remove(p)
        self.desks[p].pop(self.net.bureau[a], None)

    def _augment(self, root: int) -> bool:
        """One more seat for ``root`` along a path of exchanges; a failure closes what it saw."""
        reached = {root}
        via: dict[int, tuple[int, int | None]] = {}
        touched: set[int] = set()
        queue: deque[tuple[int, int | None]] = deque([(root, None)])
        if root in self.closed_proposals:
            return False
        while queue:
            p, leaver = queue.popleft()
            for a in self._open_to(p, leaver, whole=p not in reached or leaver is None):
                if a in self.closed_assessors:
                    touched.add(self.closed_assessors[a])
                elif a not in via:
                    via[a] = (p, leaver)
                    if self._has_room(a):
                        self._shift(a, via)
                        return True
                    queue.extend((q, a) for q in self._movable(a))
            reached.add(p)
        self._close(reached, set(via), touched)
        return False

    def _movable(self, a: int) -> list[int]:
        return sorted(p for p in self.serves[a] if (p, a) not in self.net.locked)

    def _open_to(self, p: int, leaver: int | None, *, whole: bool) -> list[int]:
        """Who may take the seat at ``p`` that ``leaver`` gives up (or a new one).

        When ``p`` was searched before, only the bureau that the leaver sets free is new.
        """
        freed = self.net.bureau[leaver] if leaver is not None else -1
        seated = self.panels[p]
        if not whole:
            if freed < 0:
                return []
            return [
                a for a in self.net.candidates[p] if self.net.bureau[a] == freed and a not in seated
            ]
        return [
            a
            for a in self.net.candidates[p]
            if a not in seated
            and (self.net.bureau[a] == freed >= 0 or not self._bureau_taken(p, a))
        ]

    def _shift(self, last: int, via: dict[int, tuple[int, int | None]]) -> None:
        """Seat everybody along the path; leave first, so that bureaus are free when taken."""
        moves: list[tuple[int, int]] = []
        newcomer: int | None = last
        while newcomer is not None:
            p, leaver = via[newcomer]
            moves.append((p, newcomer))
            if leaver is not None:
                self._leave(p, leaver)
            newcomer = leaver
        for p, a in moves:
            self._seat(p, a)

    def _close(self, proposals: set[int], assessors: set[int], touched: set[int]) -> None:
        """Name a short set, joined with the earlier ones that this search ran into."""
        key = min(proposals)
        members = set(proposals)
        joined = touched | {
            self.closed_proposals[p] for p in proposals & set(self.closed_proposals)
        }
        for other in joined:
            members |= self.sets.pop(other)
        self.sets[key] = members
        for p in members:
            self.closed_proposals[p] = key
        for a, owner in list(self.closed_assessors.items()):
            if owner in joined:
                self.closed_assessors[a] = key
        self.closed_assessors.update(dict.fromkeys(assessors, key))
