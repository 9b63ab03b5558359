"""A problem as arrays: rows by index in canonical order, candidates as one sorted list of pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from reviews.assignment.problem import Pair, Problem, RoleGroup
from reviews.assignment.solver.welfare import Curve

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

TIE_BYTES = 6


@dataclass(frozen=True)
class Instance:
    """Shapes: P proposals, A assessors, G distinct role groups, N candidate pairs.

    ``bureau`` is -1 for nobody's bureau. Pairs are sorted by proposal, then assessor;
    ``start[p]:start[p + 1]`` are the pairs of proposal ``p``. Proposals without seats have none.
    """

    proposals: tuple[str, ...]
    assessors: tuple[str, ...]
    groups: tuple[RoleGroup, ...]
    seats: Ints
    least: Ints
    most: Ints
    bureau: Ints
    holders: Flags
    needs: Flags
    proposal: Ints
    assessor: Ints
    affinity: Ints
    start: Ints
    locked: Flags
    previous: Flags
    tie: Floats

    @property
    def size(self) -> int:
        """Number of candidate pairs."""
        return len(self.proposal)

    @property
    def staffed(self) -> Flags:
        """Proposals that want anybody."""
        return self.seats > 0

    @cached_property
    def locks(self) -> Ints:
        """Locked pairs of each proposal."""
        return np.bincount(self.proposal[self.locked], minlength=len(self.proposals))

    @cached_property
    def curve(self) -> Curve:
        """The welfare function for this problem's largest panel."""
        return Curve.for_seats(int(self.seats.max(initial=0)))

    @cached_property
    def best_sums(self) -> Ints:
        """The highest affinity of each panel when only its own seats count."""
        order = np.lexsort((-self.affinity, self.proposal))
        rank = np.arange(self.size) - self.start[self.proposal]
        seated = order[rank < self.seats[self.proposal]]
        return self._sum_by_proposal(seated, self.affinity[seated])

    def pairs(self, chosen: Ints) -> tuple[Pair, ...]:
        """Names of pairs given by index."""
        return tuple(
            (self.proposals[p], self.assessors[a])
            for p, a in zip(self.proposal[chosen], self.assessor[chosen], strict=True)
        )

    def scores(self, chosen: Ints) -> Ints:
        """Affinity of each proposal's panel."""
        return self._sum_by_proposal(chosen, self.affinity[chosen])

    def panel_sizes(self, chosen: Ints) -> Ints:
        """Members of each proposal's panel."""
        return self._sum_by_proposal(chosen, np.ones(len(chosen), np.int64))

    def loads(self, chosen: Ints) -> Ints:
        """Seats of each assessor."""
        return np.bincount(self.assessor[chosen], minlength=len(self.assessors)).astype(np.int64)

    def roles_missing(self, chosen: Ints) -> Flags:
        """P x G: required groups without a holder on the panel."""
        served = np.zeros_like(self.needs)
        for group in range(len(self.groups)):
            held = chosen[self.holders[group, self.assessor[chosen]]]
            served[self.proposal[held], group] = True
        return self.needs & ~served

    def _sum_by_proposal(self, chosen: Ints, values: Ints) -> Ints:
        total = np.zeros(len(self.proposals), np.int64)
        np.add.at(total, self.proposal[chosen], values)
        return total


def read(problem: Problem) -> Instance:
    """The arrays of a problem."""
    proposals = tuple(row.id for row in problem.proposals)
    assessors = tuple(row.id for row in problem.assessors)
    groups = tuple(sorted({group for row in problem.proposals for group in row.roles_required}))
    bureaus = sorted({row.bureau for row in problem.assessors} - {""})
    bureau_index = {"": -1} | {name: index for index, name in enumerate(bureaus)}
    seats = np.array([row.seats for row in problem.proposals], np.int64)
    place = {name: index for index, name in enumerate(proposals)}
    wanted = [
        pair
        for pair in problem.affinity
        if pair not in problem.forbidden and seats[place[pair[0]]] > 0
    ]
    proposal = np.array([place[name] for name, _ in wanted], np.int64)
    desk = {name: index for index, name in enumerate(assessors)}
    return Instance(
        proposals=proposals,
        assessors=assessors,
        groups=groups,
        seats=seats,
        least=np.array([row.least_load for row in problem.assessors], np.int64),
        most=np.array([row.most_load for row in problem.assessors], np.int64),
        bureau=np.array([bureau_index[row.bureau] for row in problem.assessors], np.int64),
        holders=_grid([[bool(row.roles & set(g)) for row in problem.assessors] for g in groups]),
        needs=_grid([[g in row.roles_required for g in groups] for row in problem.proposals])
        & (seats > 0)[:, None],
        proposal=proposal,
        assessor=np.array([desk[name] for _, name in wanted], np.int64),
        affinity=np.array([problem.affinity[pair] for pair in wanted], np.int64),
        start=np.searchsorted(proposal, np.arange(len(proposals) + 1)),
        locked=np.array([pair in problem.locked for pair in wanted], np.bool_),
        previous=np.array([pair in problem.previous for pair in wanted], np.bool_),
        tie=_ties(problem.seed, wanted),
    )


def _grid(rows: list[list[bool]]) -> Flags:
    """Rows of flags as an array of two dimensions even when there are no rows or no flags."""
    return np.array(rows, np.bool_).reshape(len(rows), len(rows[0]) if rows else 0)


def _ties(seed: int, pairs: Sequence[Pair]) -> Floats:
    """A fair, reproducible order among equals: numbers in [0, 1) from the seed and the names."""
    begun = f"{seed}|"
    digests = (sha256(f"{begun}{p}|{a}".encode()).digest()[:TIE_BYTES] for p, a in pairs)
    digits = np.frombuffer(b"".join(digests), np.uint8).reshape(len(pairs), TIE_BYTES)
    return np.asarray(digits @ (256.0 ** -np.arange(1, TIE_BYTES + 1)), np.float64)
