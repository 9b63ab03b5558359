"""The assignment as a linear program over some of the candidate pairs.

Columns: a pair chosen or not; where a stage allows it, seats left unfilled, roles missing and
least loads missed; for the welfare, the pieces of the curve that each panel reaches. Fewer pairs
than all may be given: ``reduced_costs`` then prices every other pair from the row duals.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from reviews.assignment.problem import MAX_AFFINITY
from reviews.assignment.solver.instance import Flags, Floats, Instance, Ints
from reviews.assignment.solver.table import Table

SCALE = 1_000.0
"""Objective units for one unit of welfare, so that HiGHS's tolerances stay far below a point."""


BREACH = 4.0


class Goal(Enum):
    """What a program makes as small, or as large, as it can be."""

    MISSING = "missing_roles"
    SHORTFALL = "least_loads"
    FLOOR = "floor"
    KEPT = "kept"
    WELFARE = "welfare"


@dataclass(frozen=True)
class Frame:
    """What earlier stages settled. None: not settled yet, so nothing is asked of it.

    ``short`` marks the proposals that may lack seats (``unfilled`` in all), ``lacking`` how many
    roles each proposal may miss (``missing`` in all). ``tight`` repeats the floor as a row whose
    coefficients are cut off at the floor, which keeps fractions out when the floor binds.
    """

    short: Flags
    unfilled: int
    lacking: Ints
    missing: int | None = None
    shortfall: int | None = None
    floor: int = 0
    kept: int = 0
    tight: bool = False


class Program:
    """One program; ``table`` is ready to be solved.

    The ``shared`` rows bind proposals to each other, besides the loads: budgets of unfilled seats,
    missing roles, least loads missed and proposals let off the floor, and the pairs kept. At a
    price ``breach`` they and the loads can be broken, so that there are always duals to learn from.
    """

    def __init__(
        self, instance: Instance, frame: Frame, goal: Goal, pairs: Ints, breach: float = 0.0
    ) -> None:
        self.instance, self.frame, self.goal, self.pairs = instance, frame, goal, pairs
        self.table = Table()
        self.shared: dict[str, int] = {}
        self.proposal = instance.proposal[pairs]
        self.assessor = instance.assessor[pairs]
        self.x = self.table.columns(
            self.pair_costs()[pairs],
            np.ones(len(pairs)),
            lower=instance.locked[pairs].astype(np.float64),
            owner=self.proposal,
            whole=True,
        )
        self._add_seats()
        self._add_loads()
        self._add_roles()
        self._add_desks()
        self._add_floor()
        self._add_kept()
        self.score_row = np.full(len(instance.proposals), -1, np.int64)
        self.standing = np.zeros(len(instance.proposals))
        if goal is Goal.WELFARE:
            self._add_welfare()
        self.apart = self.x
        if breach:
            rows = [self.load_row, np.array(list(self.shared.values()), np.int64)]
            self.apart = np.append(self.x, add_breach(self.table, np.concatenate(rows), breach))

    @property
    def ceiling(self) -> float:
        """For the welfare and the pairs kept, what no answer costs: each panel at its base."""
        return float(self.standing.sum()) + 1.0

    def chosen(self, values: Floats) -> Ints:
        """The pairs that a solution in whole numbers takes."""
        return self.pairs[values[self.x] > 0.5]

    def start(self, chosen: Ints) -> tuple[Ints, Floats]:
        """A known answer as the values of the pair columns."""
        return self.x, np.isin(self.pairs, chosen).astype(np.float64)

    def reduced_costs(self, duals: Floats) -> Floats:
        """For every candidate pair, what choosing it would add to the objective (below 0: gain)."""
        instance = self.instance
        price = np.append(duals, 0.0)
        proposal, assessor = instance.proposal, instance.assessor
        paid = price[self.seat_row][proposal] + price[self.load_row][assessor]
        for group in range(len(instance.groups)):
            held = instance.holders[group, assessor]
            paid += np.where(held, price[self.role_row[proposal, group]], 0.0)
        paid += price[self._desk_rows(self._desk_keys(proposal, assessor))]
        paid += price[self.score_row][proposal] * instance.affinity / MAX_AFFINITY
        if self.frame.floor:
            cut = np.minimum(instance.affinity, self.frame.floor) / self.frame.floor
            paid += price[self.floor_row][proposal] * cut
        paid += price[self.shared.get("kept", -1)] * instance.previous
        return np.asarray(self.pair_costs() - paid, np.float64)

    def pair_costs(self) -> Floats:
        """A kept pair counts one; for the welfare only ties: in all, the tenth of a point."""
        instance = self.instance
        if self.goal is Goal.KEPT:
            return -instance.previous.astype(np.float64)
        if self.goal is Goal.WELFARE:
            tenth = min(instance.curve.slopes()) * SCALE / 10
            return np.asarray(-instance.tie * tenth / max(1, int(instance.seats.sum())))
        return np.zeros(instance.size)

    def _add_seats(self) -> None:
        instance, table = self.instance, self.table
        seats = instance.seats.astype(np.float64)
        self.seat_row = table.rows(seats, seats, owner=np.arange(len(seats)))
        table.put(self.seat_row[self.proposal], self.x, np.ones(len(self.x)))
        if self.frame.unfilled:
            short = np.flatnonzero(self.frame.short)
            self.unfilled = table.columns(np.zeros(len(short)), seats[short], owner=short)
            table.put(self.seat_row[short], self.unfilled, np.ones(len(short)))
            self.shared["unfilled"] = table.budget(self.unfilled, self.frame.unfilled)

    def _add_loads(self) -> None:
        instance, table = self.instance, self.table
        cost = float(self.goal is Goal.SHORTFALL)
        self.load_row, budget = add_loads(table, instance, self.frame, cost)
        self.shared.update(budget)
        table.put(self.load_row[self.assessor], self.x, np.ones(len(self.x)))

    def _add_roles(self) -> None:
        instance, table = self.instance, self.table
        proposal, group = np.nonzero(instance.needs)
        count = len(proposal)
        rows = table.rows(np.ones(count), np.full(count, np.inf), owner=proposal)
        self.role_row = np.full(instance.needs.shape, -1, np.int64)
        self.role_row[proposal, group] = rows
        for g in range(len(instance.groups)):
            row = self.role_row[self.proposal, g]
            held = instance.holders[g, self.assessor] & (row >= 0)
            table.put(row[held], self.x[held], np.ones(int(held.sum())))
        if self.frame.missing == 0:
            return
        may = self.frame.lacking[proposal] > 0
        cost = np.full(int(may.sum()), float(self.goal is Goal.MISSING))
        lack = table.columns(cost, np.ones(len(cost)), owner=proposal[may])
        table.put(rows[may], lack, np.ones(len(lack)))
        if self.frame.missing is not None:
            self.shared["missing"] = table.budget(lack, self.frame.missing)
            self._limit_each(lack, proposal[may])

    def _limit_each(self, lack: Ints, proposal: Ints) -> None:
        """No proposal misses more roles than ``lacking`` says."""
        owners, place = np.unique(proposal, return_inverse=True)
        limit = self.frame.lacking[owners].astype(np.float64)
        rows = self.table.rows(np.full(len(owners), -np.inf), limit, owner=owners)
        self.table.put(rows[place], lack, np.ones(len(lack)))

    def _add_desks(self) -> None:
        """One of each bureau on a proposal: a row only where two of the pairs could meet."""
        keys = self._desk_keys(self.proposal, self.assessor)
        names, first, counts = np.unique(keys, return_index=True, return_counts=True)
        meet = (names >= 0) & (counts > 1)
        self.desks = names[meet]
        self.desk_start = self.table.height
        owner = self.proposal[first[meet]]
        self.table.rows(np.full(len(owner), -np.inf), np.ones(len(owner)), owner=owner)
        rows = self._desk_rows(keys)
        met = rows >= 0
        self.table.put(rows[met], self.x[met], np.ones(int(met.sum())))

    def _desk_keys(self, proposal: Ints, assessor: Ints) -> Ints:
        bureau = self.instance.bureau[assessor]
        bureaus = int(self.instance.bureau.max(initial=-1)) + 1
        return np.where(bureau >= 0, proposal * bureaus + bureau, -1)

    def _desk_rows(self, keys: Ints) -> Ints:
        """The row of each key, -1 where no two pairs could meet."""
        if len(self.desks) == 0:
            return np.full(len(keys), -1, np.int64)
        place = np.searchsorted(self.desks, keys).clip(max=len(self.desks) - 1)
        return np.where(self.desks[place] == keys, self.desk_start + place, -1)

    def _add_floor(self) -> None:
        """The affinity of a full panel reaches the floor; one that lacks seats is let off."""
        frame, instance = self.frame, self.instance
        self.floor_row = np.full(len(instance.proposals), -1, np.int64)
        if not frame.floor:
            return
        asked = instance.staffed
        if self.goal is Goal.WELFARE and not frame.tight:
            asked = asked & frame.short
        owner = np.flatnonzero(asked)
        self.floor_row[asked] = self.table.rows(
            np.ones(len(owner)), np.full(len(owner), np.inf), owner=owner
        )
        row = self.floor_row[self.proposal]
        cut = np.minimum(instance.affinity[self.pairs], frame.floor) / frame.floor
        some = (row >= 0) & (cut > 0)
        self.table.put(row[some], self.x[some], cut[some])
        if frame.unfilled:
            self._let_off(np.flatnonzero(frame.short))

    def _let_off(self, short: Ints) -> None:
        """A column that is 1 for a proposal that lacks seats; somebody must lack none."""
        table, one = self.table, np.ones(len(short))
        off = table.columns(one - 1, one, owner=short, whole=True)
        table.put(self.floor_row[short], off, one)
        proof = table.rows(one - 1, one + np.inf, owner=short)
        table.put(proof, self.unfilled, one)
        table.put(proof, off, -one)
        if not (self.instance.staffed & ~self.frame.short).any():
            full = table.rows(one - 1, one + np.inf, owner=short)
            table.put(full, self.unfilled, -one)
            table.put(full, off, self.instance.seats[short].astype(np.float64))
            self.shared["let_off"] = table.budget(off, len(short) - 1)

    def _add_kept(self) -> None:
        if self.frame.kept:
            kept = self.x[self.instance.previous[self.pairs]]
            row = self.table.rows(np.array([float(self.frame.kept)]), np.array([np.inf]))
            self.table.put(np.repeat(row, len(kept)), kept, np.ones(len(kept)))
            self.shared["kept"] = int(row[0])

    def _add_welfare(self) -> None:
        """The pieces of the curve above the base at which each panel stands.

        The curve is concave, so the pieces fill from below without integers. A panel that cannot
        lack seats starts at the floor, which thereby needs no row of its own.
        """
        instance, table = self.instance, self.table
        curve = instance.curve
        asked = np.flatnonzero(instance.staffed)
        base = np.where(self.frame.short, 0, self.frame.floor)[asked]
        top = instance.best_sums[asked]
        points = np.array(curve.points)
        low = np.maximum(points[:-1][None, :], base[:, None])
        high = np.minimum(points[1:][None, :], top[:, None])
        place, piece = np.nonzero(high > low)
        # a point is a ten-thousandth of a unit of the score rows
        worth = np.array(curve.slopes())[piece] * MAX_AFFINITY * SCALE
        length = (high - low)[place, piece] / MAX_AFFINITY
        pieces = table.columns(-worth, length, owner=asked[place])
        self.pieces = (asked[place], worth, length)
        stand = base / MAX_AFFINITY
        self.score_row[asked] = table.rows(stand, stand, owner=asked)
        table.put(self.score_row[asked[place]], pieces, -np.ones(len(place)))
        table.put(
            self.score_row[self.proposal], self.x, instance.affinity[self.pairs] / MAX_AFFINITY
        )
        self.standing[asked] = [-curve.of(affinity) * SCALE for affinity in base.tolist()]
        table.offset = float(self.standing.sum())


def add_loads(
    table: Table, instance: Instance, frame: Frame, cost: float
) -> tuple[Ints, dict[str, int]]:
    """One row for each assessor's load; where the frame lets least loads be missed, at ``cost``.

    The second value names the row that limits how many are missed in all, if there is one.
    """
    least, most = instance.least.astype(np.float64), instance.most.astype(np.float64)
    rows = table.rows(least, most)
    if frame.shortfall != 0:
        lack = table.columns(np.full(len(least), cost), least)
        table.put(rows, lack, np.ones(len(lack)))
        if frame.shortfall is not None:
            return rows, {"shortfall": table.budget(lack, frame.shortfall)}
    return rows, {}


def add_breach(table: Table, rows: Ints, price: float) -> Ints:
    """Columns that lift and lower each of the rows at a price."""
    cost, most = np.full(len(rows), price), np.full(len(rows), np.inf)
    lift, lower = table.columns(cost, most), table.columns(cost, most)
    table.put(rows, lift, np.ones(len(rows)))
    table.put(rows, lower, -np.ones(len(rows)))
    return np.concatenate((lift, lower))


def breach_price(instance: Instance, frame: Frame, goal: Goal) -> float:
    """A price that no answer would pay: some times what the whole answer could be worth."""
    if goal is Goal.KEPT:
        return BREACH * float(instance.seats.sum())
    worst = np.where(frame.short, 0, frame.floor)[instance.staffed]
    best = instance.best_sums[instance.staffed]
    span = instance.curve.total(best.tolist()) - instance.curve.total(worst.tolist())
    return BREACH * max(1.0, span) * SCALE
