"""The best answer as one whole panel for each proposal: set partitioning by column generation.

Over pairs, the relaxation mixes halves of panels and its bound is loose. Over whole panels
(Dantzig and Wolfe, "Decomposition principle for linear programs", Operations Research 8, 1960) the
relaxation is nearly always whole already. The relaxation over pairs only supplies the first prices
and says which candidates are worth combining.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reviews.assignment.solver.bounds import Priced, prove
from reviews.assignment.solver.instance import Floats, Ints
from reviews.assignment.solver.menus import Menu, panels_of, write_menu
from reviews.assignment.solver.program import Program, add_breach, add_loads, breach_price
from reviews.assignment.solver.table import Answer, OutOfNodes, Table

FIRST, MORE = 8, 4
"""Panels of each proposal that the master begins with, and that a round adds at most."""

ROUNDS, MENUS = 12, 4

FIRST_BREACH, DEARER = 20_000.0, 30.0
"""Price of breaking what proposals share by one, at first, and how it grows while it is paid."""

AT_ONCE = 40_000
"""So many panels at most are settled in whole numbers together."""


class Impossible(Exception):
    """Prices prove that no answer keeps the frame: it would cost more than any answer can."""


@dataclass(frozen=True)
class Outcome:
    """Chosen pairs by index, the objective reached and a bound that no answer can pass below."""

    chosen: Ints
    value: float
    bound: float


def best_panels(
    program: Program, duals: Floats, slack: float, start: Ints | None, *, any_will_do: bool = False
) -> Outcome | None:
    """The best answer near the prices ``duals``; None when the menus there hold none.

    With ``any_will_do`` the first answer that keeps the frame is enough.
    Raises ``Impossible`` where the prices prove that no menu holds any.
    """
    search = _Search(program, duals, slack, start)
    search.any_will_do = any_will_do
    return search.run()


class _Search:
    """Menus written at ever better prices until the master's value meets the bound."""

    any_will_do = False

    def __init__(self, program: Program, duals: Floats, slack: float, start: Ints | None) -> None:
        self.program, self.slack = program, slack
        self.known = [] if start is None else list(panels_of(program, start))
        self.duals = self.best = duals
        self.bound = -np.inf
        self.last_breach = breach_price(program.instance, program.frame, program.goal)
        self.breach = min(self.last_breach, FIRST_BREACH)
        self.met = False

    def run(self) -> Outcome | None:
        whole: Outcome | None = None
        for turn in range(MENUS // 2 if self.any_will_do else MENUS):
            self.menu = write_menu(self.program, self.duals, self.known, long=turn > 0)
            if len(np.unique(self.menu.owner)) < int(self.program.instance.staffed.sum()):
                continue
            whole = self._rounds()
            if self.met:
                break
        return whole or self._settle()

    def _rounds(self) -> Outcome | None:
        """Relax the master, price the menu, take in what gains; then dearer breaches, if any."""
        menu = self.menu
        priced = self._price(self.duals)
        part = np.union1d(cheapest(menu.owner, priced.extra, FIRST), np.flatnonzero(menu.known))
        for _ in range(ROUNDS):
            master = Master(self.program, menu, part, breach=self.breach)
            answer = master.table.relax()
            if answer is None:
                break
            self.duals = master.duals(answer, self.duals)
            priced = self._price(self.duals)
            if self.bound > self.program.ceiling:
                raise Impossible
            broken = master.broken(answer)
            self.met = not broken and answer.objective - self.bound <= self.slack / 2
            if self.met:
                return self._whole(master, answer)
            if self.any_will_do and not broken and (any_one := self._whole(master, answer)):
                self.met = True
                return any_one
            grown = self._grown(part, priced.prices - master.worth(answer)[menu.owner])
            if len(grown) == len(part):
                if not broken or self.breach == self.last_breach:
                    break
                self.breach = min(self.last_breach, self.breach * DEARER)
            part = grown
        self.known = [(menu.owner[part], menu.members[part])]
        return None

    def _grown(self, part: Ints, gains: Floats) -> Ints:
        """The panels that take part, and the best of those that would gain."""
        gaining = np.flatnonzero(gains < -1e-6)
        best = cheapest(self.menu.owner[gaining], gains[gaining], MORE)
        return np.union1d(part, gaining[best])

    def _price(self, duals: Floats) -> Priced:
        priced = prove(self.program, self.menu, duals)
        if priced.bound > self.bound:
            self.bound, self.best = priced.bound, duals
        return priced

    def _whole(self, master: Master, answer: Answer) -> Outcome | None:
        """The relaxation's answer where it happens to be whole."""
        if not master.whole(answer):
            return None
        chosen = master.chosen(answer)
        return Outcome(chosen, answer.objective, min(answer.objective, self.bound))

    def _settle(self) -> Outcome | None:
        """Whole numbers over the cheapest panels, then over all that could still be better."""
        priced = prove(self.program, self.menu, self.best)
        part = cheapest(self.menu.owner, priced.extra, 2 * FIRST)
        found = self._settled(part, priced)
        if found is None or found.value - found.bound <= self.slack:
            return found
        better = np.flatnonzero(priced.extra <= found.value - priced.bound)
        if len(better) > AT_ONCE:
            better = better[np.argsort(priced.extra[better], kind="stable")[:AT_ONCE]]
        return self._settled(np.union1d(part, better), priced) or found

    def _settled(self, part: Ints, priced: Priced) -> Outcome | None:
        master = Master(self.program, self.menu, part, breach=0.0)
        try:
            answer = master.table.settle(self.slack)
        except OutOfNodes:
            return None
        if answer is None:
            return None
        left_out = np.delete(priced.extra, part).min(initial=priced.outside)
        bound = max(self.bound, min(answer.bound, priced.bound + left_out))
        return Outcome(master.chosen(answer), answer.objective, min(answer.objective, bound))


class Master:
    """Choose one of some panels for each proposal, within loads and shared rows.

    At a price ``breach`` a row can be broken, so that there are always prices to learn from.
    """

    def __init__(self, program: Program, menu: Menu, part: Ints, *, breach: float) -> None:
        self.program, self.menu, self.part = program, menu, part
        instance, frame = program.instance, program.frame
        self.table = table = Table()
        count = len(part)
        self.x = table.columns(menu.cost[part], np.ones(count), whole=True)
        owners = np.flatnonzero(instance.staffed)
        self.panel_row = np.zeros(len(instance.proposals), np.int64)
        self.panel_row[owners] = table.rows(np.ones(len(owners)), np.ones(len(owners)))
        table.put(self.panel_row[menu.owner[part]], self.x, np.ones(count))
        self.load_row, self.shared = add_loads(table, instance, frame, 0.0)
        self._put_loads()
        for name, tally in menu.tallies.items():
            self.shared[name] = self._add_shared(name, tally[part].astype(np.float64))
        self.breach = np.zeros(0, np.int64)
        if breach:
            rows = [self.load_row, np.array(list(self.shared.values()), np.int64)]
            self.breach = add_breach(table, np.concatenate(rows), breach)

    def duals(self, answer: Answer, prices: Floats) -> Floats:
        """The program's prices with those of the shared rows renewed."""
        renewed = prices.copy()
        renewed[self.program.load_row] = answer.duals[self.load_row]
        for name, row in self.shared.items():
            renewed[self.program.shared[name]] = answer.duals[row]
        return renewed

    def worth(self, answer: Answer) -> Floats:
        """What the master pays for one panel of each proposal."""
        return np.asarray(answer.duals[self.panel_row], np.float64)

    def whole(self, answer: Answer) -> bool:
        """Whether no panel is chosen by halves."""
        halves = np.abs(answer.values[self.x] - answer.values[self.x].round())
        return bool((halves < 1e-6).all())

    def broken(self, answer: Answer) -> bool:
        """Whether a shared row is broken."""
        return bool((answer.values[self.breach] > 1e-6).any())

    def chosen(self, answer: Answer) -> Ints:
        """The pairs of the chosen panels."""
        members = self.menu.members[self.part[answer.values[self.x] > 0.5]]
        return np.sort(members[members >= 0])

    def _put_loads(self) -> None:
        assessor = np.append(self.program.instance.assessor, -1)
        for seat in range(self.menu.members.shape[1]):
            sits = assessor[self.menu.members[self.part, seat]]
            seated = sits >= 0
            self.table.put(self.load_row[sits[seated]], self.x[seated], np.ones(int(seated.sum())))

    def _add_shared(self, name: str, tally: Floats) -> int:
        lower, upper = self.program.table.limits(self.program.shared[name])
        row = self.table.rows(np.array([lower]), np.array([upper]))
        some = tally > 0
        self.table.put(np.repeat(row, int(some.sum())), self.x[some], tally[some])
        return int(row[0])


def cheapest(owner: Ints, costs: Floats, count: int) -> Ints:
    """The ``count`` cheapest panels of each owner; ties go to the first."""
    order = np.lexsort((costs, owner))
    ranked = owner[order]
    rank = np.arange(len(owner)) - np.searchsorted(ranked, ranked)
    return np.sort(order[rank < count])
