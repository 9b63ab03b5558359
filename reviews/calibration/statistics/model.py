"""The model of a mark, and its posterior given the three spreads; everything exact.

``score = mean + application + assessor's severity + noise``, all normal, the mean with a flat
prior, the three spreads (standard deviations, in points of 0–100) flat on 0.05 to 100. Given the
spreads every posterior is normal: the applications' effects are eliminated one by one (their block
is diagonal), which leaves a system of the mean and the assessors only.

After Heyard, Ott, Salanti, Egger: "Rethinking the Funding Line at the Swiss National Science
Foundation: Bayesian Ranking and Lottery", Statistics and Public Policy 9 (2022).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg import cho_factor, cho_solve, solve_triangular

from reviews.calibration.statistics.bundle import Marks

LEAST_SPREAD, MOST_SPREAD = 0.05, 100.0
"""With all marks equal the noise would shrink to nothing: a spread is at least 0.05 points."""


@dataclass(frozen=True)
class Spreads:
    """Standard deviations in points: between applications, between assessors, of the noise."""

    proposal: float
    assessor: float
    noise: float


@dataclass(frozen=True)
class Posterior:
    """Given the spreads: the mean and precision of every effect, in factored form.

    An application's effect is ``effects`` less ``pull`` times what the others are off their mean,
    plus independent noise of precision ``precision``. ``others`` is (mean, severities) and
    ``factor`` the lower triangle whose square is their precision.
    """

    effects: Any
    precision: Any
    pull: Any
    others: Any
    factor: Any

    def loading(self) -> Any:
        """What the uncertain mean and severities add: ``cov(i, k) = loading[i] · loading[k]``."""
        return solve_triangular(self.factor, self.pull.T, lower=True, check_finite=False).T


class Model:
    """The marks in the sums that the posterior needs; building them once is most of the work."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self.centre = float(marks.scores.mean())
        centred = marks.scores - self.centre
        proposals, assessors = len(marks.proposals), len(marks.assessors)
        self.counts = marks.sheets_of_proposal.astype(float)
        self.cross = np.zeros((proposals, assessors + 1))
        self.cross[:, 0] = self.counts
        np.add.at(self.cross, (marks.of_proposal, marks.of_assessor + 1), 1.0)
        self.own = np.zeros((assessors + 1, assessors + 1))
        self.own[0, 0] = len(centred)
        self.own[0, 1:] = self.own[1:, 0] = marks.sheets_of_assessor
        np.fill_diagonal(self.own[1:, 1:], marks.sheets_of_assessor)
        self.sums = np.bincount(marks.of_proposal, centred, minlength=proposals)
        by_assessor = np.bincount(marks.of_assessor, centred, minlength=assessors)
        self.other_sums = np.concatenate([[centred.sum()], by_assessor])
        self.squares = float(centred @ centred)
        self._groups = [
            (count, self.cross[self.counts == count], self.sums[self.counts == count])
            for count in np.unique(self.counts)
        ]
        self._products = [
            (count, rows.T @ rows, rows.T @ sums, float(sums @ sums), len(sums))
            for count, rows, sums in self._groups
        ]

    def log_density(self, spreads: Spreads) -> float:
        """The log of the marginal density of the marks, up to a constant.

        Applications with as many sheets share a precision, so the sums over them are made once.
        """
        matrix, right, quadratic, logs = self._reduced(spreads)
        factor = cho_factor(matrix, lower=True, check_finite=False)
        solved = cho_solve(factor, right, check_finite=False)
        determinant = 2 * float(np.log(np.diag(factor[0])).sum())
        return 0.5 * (quadratic + float(right @ solved) - determinant - logs)

    def _reduced(self, spreads: Spreads) -> tuple[Any, Any, float, float]:
        """The system of mean and severities, and what the eliminated effects leave behind."""
        weight, between = spreads.noise**-2, spreads.proposal**-2
        assessors = len(self.marks.assessors)
        matrix = weight * self.own
        matrix[np.arange(1, assessors + 1), np.arange(1, assessors + 1)] += spreads.assessor**-2
        right = weight * self.other_sums
        quadratic, logs = -weight * self.squares, 0.0
        for count, product, sums, squares, size in self._products:
            precision = weight * count + between
            matrix = matrix - (weight**2 / precision) * product
            right = right - (weight**2 / precision) * sums
            quadratic += weight**2 / precision * squares
            logs += size * float(np.log(precision))
        logs += 2 * len(self.sums) * float(np.log(spreads.proposal))
        logs += 2 * assessors * float(np.log(spreads.assessor))
        logs += 2 * len(self.marks.scores) * float(np.log(spreads.noise))
        return matrix, right, quadratic, logs

    def posterior(self, spreads: Spreads) -> Posterior:
        """Every effect's posterior, given the spreads."""
        matrix, right, _quadratic, _logs = self._reduced(spreads)
        factor, _is_lower = cho_factor(matrix, lower=True, check_finite=False)
        others = cho_solve((factor, True), right, check_finite=False)
        weight = spreads.noise**-2
        precision = weight * self.counts + spreads.proposal**-2
        pull = (weight / precision)[:, None] * self.cross
        return Posterior(
            effects=weight * self.sums / precision - pull @ others,
            precision=precision,
            pull=pull,
            others=others,
            factor=np.tril(factor),
        )
