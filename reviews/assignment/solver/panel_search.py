"""The best answer as one whole panel for each proposal: set partitioning by column generation.

Over pairs, the relaxation mixes halves of panels and its bound is loose. Over whole panels
(Dantzig and Wolfe, "Decomposition principle for linear programs", Operations Research 8, 1960) the
relaxation is nearly always whole already. The relaxation over pairs only supplies the first prices
and says which candidates are worth combining.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from reviews.assignment.solver.instance import Floats, Ints
from reviews.assignment.solver.menus import Menu, Panels, joined, panels_of, write_menu
from reviews.assignment.solver.pricing import Offer, Pricer
from reviews.assignment.solver.program import Program, add_breach, add_loads, breach_price
from reviews.assignment.solver.table import Answer, OutOfNodes, OutOfTime, Table

FIRST, MORE, LAST = 8, 4, 60
"""Panels of each proposal that the master begins with, that a round adds, that the end adds."""

QUICK_ROUNDS, THOROUGH_ROUNDS = 12, 30

FIRST_BREACH, DEARER = 20_000.0, 30.0
"""Price of breaking what proposals share by one, at first, and how it grows while it is paid."""

GAIN = -1e-6


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
    """The best answer, from prices ``duals`` on; None when none was found.

    With ``any_will_do`` the first answer that keeps the frame is enough.
    Raises ``Impossible`` where the prices prove that there is none.
    """
    search = _Search(program, duals, slack)
    if start is not None:
        search.take(panels_of(program, start))
    return search.run(any_will_do=any_will_do)


class _Search:
    """A pool of panels, and prices that get better until the master's value meets the bound."""

    def __init__(self, program: Program, duals: Floats, slack: float) -> None:
        self.program, self.slack = program, slack
        self.pricer = Pricer(program, duals)
        self.pool: list[Panels] = []
        self.duals = self.best = duals
        self.bound = -np.inf
        self.last_breach = breach_price(program.instance, program.frame, program.goal)
        self.breach = min(self.last_breach, FIRST_BREACH)
        self.met = False

    def run(self, *, any_will_do: bool) -> Outcome | None:
        """Quick rounds, thorough ones where these prove too little, whole numbers at the end."""
        self.any_will_do = any_will_do
        whole = None
        with suppress(OutOfTime):
            whole = self._rounds(QUICK_ROUNDS, thorough=False)
            if not self.met:
                whole = self._rounds(THOROUGH_ROUNDS, thorough=True)
        return whole or self._settle()

    def take(self, parts: list[Panels]) -> bool:
        """Panels for the pool, each once; False when it has them all already."""
        before = len(self.pool[0][0]) if self.pool else 0
        owner, members = joined([*self.pool, *parts])
        rows = np.unique(np.column_stack((owner, np.sort(members, axis=1))), axis=0)
        self.pool = [(rows[:, 0], rows[:, 1:])]
        return len(rows) > before

    def _rounds(self, rounds: int, *, thorough: bool) -> Outcome | None:
        """Relax the master, ask for what gains, take it in; then dearer breaches, if any."""
        self.take([self._ask(FIRST, thorough=thorough).panels])
        for _ in range(rounds):
            master = Master(self.program, write_menu(self.program, self.pool), self.breach)
            answer = master.table.relax()
            if answer is None:
                return None
            self.duals = master.duals(answer, self.duals)
            offer = self._ask(MORE, thorough=thorough)
            broken = master.broken(answer)
            self.met = not broken and answer.objective - self.bound <= self.slack / 2
            if self.met or (self.any_will_do and not broken and master.whole(answer)):
                self.met = True
                return self._whole(master, answer)
            gains = offer.prices - master.worth(answer)[offer.panels[0]] < GAIN
            new = (offer.panels[0][gains], offer.panels[1][gains])
            if not self.take([new]):
                if not broken or self.breach == self.last_breach:
                    return None
                self.breach = min(self.last_breach, self.breach * DEARER)
        return None

    def _ask(self, count: int, *, thorough: bool) -> Offer:
        """An offer at the present prices; the best bound and its prices are remembered."""
        offer = self.pricer.offer(self.duals, count, thorough=thorough)
        if offer.bound > self.bound:
            self.bound, self.best = offer.bound, self.duals
        if self.bound > self.program.ceiling:
            raise Impossible
        return offer

    def _whole(self, master: Master, answer: Answer) -> Outcome | None:
        """The relaxation's answer where it happens to be whole."""
        if not master.whole(answer):
            return None
        return Outcome(master.chosen(answer), answer.objective, min(answer.objective, self.bound))

    def _settle(self) -> Outcome | None:
        """Whole numbers over the pool, then with every panel that could still be better."""
        self.take([self.pricer.offer(self.best, 2 * FIRST).panels])
        found = self._settled(np.inf)
        if found is None or self.any_will_do or found.value - found.bound <= self.slack:
            return found
        with suppress(OutOfTime):
            return self._settled_with_near(found.value - self.bound) or found
        return found

    def _settled_with_near(self, gap: float) -> Outcome | None:
        """Whole numbers with every panel that could still be better by ``gap``."""
        offer = self.pricer.offer(self.best, LAST, thorough=True, within=gap)
        near = offer.extra <= gap
        self.take([(offer.panels[0][near], offer.panels[1][near])])
        # what was offered and is not near passes the bound by more than the gap
        return self._settled(offer.bound + min(offer.rest, gap))

    def _settled(self, others: float) -> Outcome | None:
        """Whole numbers over the pool; an answer with any other panel costs ``others`` at least."""
        master = Master(self.program, write_menu(self.program, self.pool), 0.0)
        try:
            answer = master.table.settle(self.slack)
        except OutOfNodes:
            return None
        if answer is None:
            return None
        proven = self.bound if others == np.inf else max(self.bound, min(answer.bound, others))
        return Outcome(master.chosen(answer), answer.objective, min(answer.objective, proven))


class Master:
    """Choose one of some panels for each proposal, within loads and shared rows.

    At a price ``breach`` a row can be broken, so that there are always prices to learn from.
    """

    def __init__(self, program: Program, menu: Menu, breach: float) -> None:
        self.program, self.menu = program, menu
        instance, frame = program.instance, program.frame
        self.table = table = Table()
        count = len(menu.owner)
        self.x = table.columns(menu.cost, np.ones(count), whole=True)
        owners = np.flatnonzero(instance.staffed)
        self.panel_row = np.zeros(len(instance.proposals), np.int64)
        self.panel_row[owners] = table.rows(np.ones(len(owners)), np.ones(len(owners)))
        table.put(self.panel_row[menu.owner], self.x, np.ones(count))
        self.load_row, self.shared = add_loads(table, instance, frame, 0.0)
        self._put_loads()
        for name, tally in menu.tallies.items():
            self.shared[name] = self._add_shared(name, tally.astype(np.float64))
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
        members = self.menu.members[answer.values[self.x] > 0.5]
        return np.sort(members[members >= 0])

    def _put_loads(self) -> None:
        assessor = np.append(self.program.instance.assessor, -1)
        for seat in range(self.menu.members.shape[1]):
            sits = assessor[self.menu.members[:, seat]]
            seated = sits >= 0
            self.table.put(self.load_row[sits[seated]], self.x[seated], np.ones(int(seated.sum())))

    def _add_shared(self, name: str, tally: Floats) -> int:
        lower, upper = self.program.table.limits(self.program.shared[name])
        row = self.table.rows(np.array([lower]), np.array([upper]))
        some = tally > 0
        self.table.put(np.repeat(row, int(some.sum())), self.x[some], tally[some])
        return int(row[0])
