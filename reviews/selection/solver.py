"""The best set of applications under the terms, by HiGHS; exact, and the same every time.

A round of thousands is narrowed first: the dual prices of the relaxation bound from above what any
set with a row turned the other way is worth, and a row whose turn would fall below a set already
found is settled in every best set (Lagrangian bound; weak duality alone makes it right). A few
dozen rows around the line stay open.

Best is the greatest worth. Among sets of equal worth the one counts that holds the best placed
application, then the next best placed, and so on: one answer, whatever the order of the rows.
The answer is checked in whole numbers before it is given out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

from reviews.selection.problem import Candidate, Quota, Terms, breaks, eligible

WORTH_SCALE = 1_000.0
"""One unit of worth is a thousandth in the program: far above HiGHS's tolerance of a millionth."""

MONEY_SCALE = 1_000.0
BLOCK = 20
"""Places settled at once among sets of equal worth: powers of two up to 2^19 stay exact."""

MOST_WORK = 20_000_000
"""Rows that are open times nodes searched, over all steps together; more is :class:`Unsettled`.

A count, not a time: the same question has the same end on every machine.
"""

OPEN = -1
HALF_A_UNIT = 0.5 / WORTH_SCALE
CORE = 400
"""So many rows whose reduced worth is smallest are left open for a first good set."""

INFEASIBLE = 2
Line = tuple[Sequence[int], Sequence[float], float, float]
"""The places of a line, their factors, and the least and most of the sum."""

Progress = Callable[[float], None]
"""Told which part of 1 is done."""


class Unsettled(Exception):
    """The search ended before the best set was proved; nothing is claimed then."""


@dataclass(frozen=True)
class Selection:
    """The chosen references by place, what they are worth and what they cost.

    ``chosen`` is None where no set keeps the terms; ``clashing`` then names the quotas that cannot
    be kept even one by one, and is empty where only all of them together cannot.
    """

    chosen: tuple[str, ...] | None
    worth: int = 0
    spent: int = 0
    clashing: tuple[str, ...] = ()


def unwatched(_share: float) -> None:
    """Nobody watches."""


def select(
    candidates: Iterable[Candidate],
    terms: Terms,
    *,
    progress: Progress = unwatched,
    most_work: int = MOST_WORK,
) -> Selection:
    """The best set under ``terms``; raises :class:`Unsettled` where ``most_work`` proves none."""
    rows = eligible(candidates, terms)
    if not rows:
        return _empty(terms)
    program = _Program(rows, terms, most_work)
    best = program.best(progress)
    if best is None:
        return Selection(None, clashing=_clashing(rows, terms, most_work))
    chosen = program.first_of_equals(best, progress)
    found = [row for row, taken in zip(rows, chosen, strict=True) if taken]
    if breaks(found, terms):
        raise Unsettled
    return Selection(
        tuple(one.reference for one in found),
        worth=sum(one.worth for one in found),
        spent=sum(one.asked for one in found),
    )


def _empty(terms: Terms) -> Selection:
    wanted = tuple(quota.group for quota in terms.quotas if quota.least)
    return Selection(None, clashing=wanted) if wanted else Selection(())


def _clashing(rows: Sequence[Candidate], terms: Terms, most_work: int) -> tuple[str, ...]:
    """The quotas that cannot be kept even without the others."""
    alone = (
        (quota, Terms(terms.envelope, terms.pass_mark, terms.one_per_organisation, (quota,)))
        for quota in terms.quotas
    )
    return tuple(
        quota.group
        for quota, own in alone
        if _Program(rows, own, most_work).solve(np.zeros(len(rows))) is None
    )


class _Program:
    """Take or leave each row: one line for the envelope, for each organisation, each quota."""

    def __init__(self, rows: Sequence[Candidate], terms: Terms, most_work: int) -> None:
        self.most_work = most_work
        self.size = len(rows)
        self.worth = np.array([one.worth for one in rows], dtype=float) / WORTH_SCALE
        self.work = 0
        every = range(self.size)
        asked = [one.asked / MONEY_SCALE for one in rows]
        lines: list[Line] = [(every, asked, -np.inf, terms.envelope / MONEY_SCALE)]
        if terms.one_per_organisation:
            lines += [(own, [1.0] * len(own), -np.inf, 1.0) for own in _several(rows)]
        lines += [_quota_line(rows, quota) for quota in terms.quotas]
        self.lines = _sparse(lines, self.size)
        self.low = np.array([low for _places, _factors, low, _high in lines])
        self.high = np.array([high for _places, _factors, _low, high in lines])
        self.bound = _Bound(self)

    def solve(self, gain: Any, *, least_worth: float | None = None, fixed: Any = None) -> Any:
        """Which rows to take so that ``gain`` is greatest; None if nothing keeps every line.

        ``fixed`` holds 0 or 1 where a row is settled and -1 elsewhere.
        """
        lines, low, high = self.lines, self.low, self.high
        if least_worth is not None:
            lines = vstack([lines, csr_array(self.worth[np.newaxis, :])])
            low, high = np.append(low, least_worth), np.append(high, np.inf)
        settled = np.full(self.size, OPEN) if fixed is None else fixed
        open_rows = max(1, int(np.count_nonzero(settled == OPEN)))
        found = milp(
            -gain,
            integrality=np.ones(self.size),
            bounds=Bounds(np.where(settled == 1, 1, 0), np.where(settled == 0, 0, 1)),
            constraints=LinearConstraint(lines, low, high),
            options={
                "mip_rel_gap": 0.0,
                "node_limit": max(1, (self.most_work - self.work) // open_rows),
            },
        )
        self.work += int(found.mip_node_count or 0) * open_rows
        if found.status == INFEASIBLE:
            return None
        if found.status != 0 or self.work > self.most_work:
            raise Unsettled
        return np.round(found.x).astype(int)

    def best(self, progress: Progress = unwatched) -> Any:
        """A set of the greatest worth, or None where no set keeps every line."""
        guess = self.bound.guess()
        first = self.solve(self.worth, fixed=guess)
        progress(0.2)
        if first is None:
            return self.solve(self.worth)
        settled = self.bound.settled(self.worth @ first)
        if not np.any((settled == OPEN) & (guess != OPEN)):
            return first
        found = self.solve(self.worth, fixed=settled)
        progress(0.5)
        return first if found is None else found

    def first_of_equals(self, best: Any, progress: Progress = unwatched) -> Any:
        """Among the sets worth as much as ``best`` the one with the best placed rows."""
        least_worth = float(self.worth @ best) - HALF_A_UNIT
        settled = self.bound.settled(self.worth @ best)
        undecided = np.flatnonzero(settled == OPEN)
        for start in range(0, len(undecided), BLOCK):
            block = undecided[start : start + BLOCK]
            gain = np.zeros(self.size)
            gain[block] = 2.0 ** np.arange(len(block))[::-1]
            found = self.solve(gain, least_worth=least_worth, fixed=settled)
            if found is None:
                raise Unsettled
            settled[block] = found[block]
            progress(0.5 + 0.5 * (start + len(block)) / len(undecided))
        return settled


class _Bound:
    """From above: what no set that turns a row the other way can be worth.

    ``prices`` are dual prices of the relaxation, one for each side of each line. Any prices of
    zero or more give a true bound, so an inexact linear program costs tightness, never truth.
    """

    def __init__(self, program: _Program) -> None:
        self.size = program.size
        sides = [(program.lines, program.high), (-program.lines, -program.low)]
        kept = [np.isfinite(limit) for _lines, limit in sides]
        lines = vstack([one[mask] for (one, _limit), mask in zip(sides, kept, strict=True)])
        limits = np.concatenate(
            [limit[mask] for (_one, limit), mask in zip(sides, kept, strict=True)]
        )
        found = linprog(-program.worth, A_ub=lines, b_ub=limits, bounds=(0, 1), method="highs")
        self.is_known = found.status == 0
        if self.is_known:
            prices = np.maximum(0.0, -found.ineqlin.marginals)
            self.reduced = program.worth - lines.T @ prices
            self.most = float(limits @ prices + np.maximum(self.reduced, 0.0).sum())

    def guess(self) -> Any:
        """Every row settled by the sign of its reduced worth but the ``CORE`` nearest to zero."""
        guess = np.full(self.size, OPEN)
        if self.is_known and self.size > CORE:
            far = np.argsort(np.abs(self.reduced), kind="stable")[CORE:]
            guess[far] = self.reduced[far] > 0
        return guess

    def settled(self, worth: float) -> Any:
        """Which rows every set worth at least ``worth`` takes (1) or leaves (0)."""
        settled = np.full(self.size, OPEN)
        if self.is_known:
            sure = self.most - np.abs(self.reduced) < worth - HALF_A_UNIT
            settled[sure] = self.reduced[sure] > 0
        return settled


def _sparse(lines: Sequence[Line], size: int) -> Any:
    factors = [factor for _places, own, _low, _high in lines for factor in own]
    places = [place for own, _factors, _low, _high in lines for place in own]
    numbers = np.repeat(np.arange(len(lines)), [len(line[0]) for line in lines])
    return csr_array((factors, (numbers, places)), shape=(len(lines), size))


def _several(rows: Sequence[Candidate]) -> list[list[int]]:
    """The places of each organisation that has more than one row."""
    members: dict[str, list[int]] = {}
    for at, one in enumerate(rows):
        members.setdefault(one.organisation, []).append(at)
    return [members[name] for name in sorted(members) if len(members[name]) > 1]


def _quota_line(rows: Sequence[Candidate], quota: Quota) -> Line:
    inside = [at for at, one in enumerate(rows) if quota.group in one.groups]
    most = np.inf if quota.most is None else float(quota.most)
    return inside, [1.0] * len(inside), float(quota.least), most
