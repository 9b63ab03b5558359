"""The best set of applications under the terms, by HiGHS; exact, and the same every time.

Best is the greatest worth. Among sets of equal worth the one counts that holds the best placed
application, then the next best placed, and so on: one answer, whatever the order of the rows.
The answer is checked in whole numbers before it is given out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from reviews.selection.problem import Candidate, Quota, Terms, breaks, eligible

WORTH_SCALE = 1_000.0
"""One unit of worth is a thousandth in the program: far above HiGHS's tolerance of a millionth."""

MONEY_SCALE = 1_000.0
BLOCK = 20
"""Places settled at once among sets of equal worth: powers of two up to 2^19 stay exact."""

MOST_NODES = 200_000
INFEASIBLE = 2


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


def select(candidates: Iterable[Candidate], terms: Terms) -> Selection:
    """The best set under ``terms``; raises :class:`Unsettled` where it cannot be proved."""
    rows = eligible(candidates, terms)
    if not rows:
        return _empty(terms)
    program = _Program(rows, terms)
    best = program.solve(program.worth)
    if best is None:
        return Selection(None, clashing=_clashing(rows, terms))
    chosen = program.first_of_equals(best)
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


def _clashing(rows: Sequence[Candidate], terms: Terms) -> tuple[str, ...]:
    """The quotas that cannot be kept even without the others."""
    alone = (
        (quota, Terms(terms.envelope, terms.pass_mark, terms.one_per_organisation, (quota,)))
        for quota in terms.quotas
    )
    return tuple(
        quota.group
        for quota, own in alone
        if _Program(rows, own).solve(np.zeros(len(rows))) is None
    )


class _Program:
    """Take or leave each row: one line for the envelope, for each organisation, each quota."""

    def __init__(self, rows: Sequence[Candidate], terms: Terms) -> None:
        self.size = len(rows)
        self.worth = np.array([one.worth for one in rows], dtype=float) / WORTH_SCALE
        asked = np.array([one.asked for one in rows], dtype=float) / MONEY_SCALE
        lines = [(asked, -np.inf, terms.envelope / MONEY_SCALE)]
        if terms.one_per_organisation:
            lines += self._organisations(rows)
        lines += [self._quota(rows, quota) for quota in terms.quotas]
        self.lines = csr_array(np.array([line for line, _low, _high in lines]))
        self.low = np.array([low for _line, low, _high in lines])
        self.high = np.array([high for _line, _low, high in lines])

    def _organisations(self, rows: Sequence[Candidate]) -> list[tuple[Any, float, float]]:
        members: dict[str, list[int]] = {}
        for at, one in enumerate(rows):
            members.setdefault(one.organisation, []).append(at)
        several = [members[name] for name in sorted(members) if len(members[name]) > 1]
        return [(self._ones(own), -np.inf, 1.0) for own in several]

    def _quota(self, rows: Sequence[Candidate], quota: Quota) -> tuple[Any, float, float]:
        inside = [at for at, one in enumerate(rows) if quota.group in one.groups]
        most = np.inf if quota.most is None else float(quota.most)
        return self._ones(inside), float(quota.least), most

    def _ones(self, places: Sequence[int]) -> Any:
        line = np.zeros(self.size)
        line[list(places)] = 1.0
        return line

    def solve(self, gain: Any, *, least_worth: float | None = None, fixed: Any = None) -> Any:
        """Which rows to take so that ``gain`` is greatest; None if nothing keeps every line.

        ``fixed`` holds 0 or 1 where a row is settled and -1 elsewhere.
        """
        lines, low, high = self.lines, self.low, self.high
        if least_worth is not None:
            lines = vstack([lines, csr_array(self.worth[np.newaxis, :])])
            low, high = np.append(low, least_worth), np.append(high, np.inf)
        settled = np.full(self.size, -1) if fixed is None else fixed
        found = milp(
            -gain,
            integrality=np.ones(self.size),
            bounds=Bounds(np.where(settled == 1, 1, 0), np.where(settled == 0, 0, 1)),
            constraints=LinearConstraint(lines, low, high),
            options={"mip_rel_gap": 0.0, "node_limit": MOST_NODES},
        )
        if found.status == INFEASIBLE:
            return None
        if found.status != 0:
            raise Unsettled
        return np.round(found.x).astype(int)

    def first_of_equals(self, best: Any) -> Any:
        """Among the sets worth as much as ``best`` the one with the best placed rows."""
        least_worth = float(self.worth @ best) - 0.5 / WORTH_SCALE
        settled = np.full(self.size, -1)
        for start in range(0, self.size, BLOCK):
            block = np.arange(start, min(start + BLOCK, self.size))
            gain = np.zeros(self.size)
            gain[block] = 2.0 ** np.arange(len(block))[::-1]
            found = self.solve(gain, least_worth=least_worth, fixed=settled)
            if found is None:
                raise Unsettled
            settled[block] = found[block]
        return settled
