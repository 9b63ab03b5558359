"""Agreement between assessors, the additive least squares fit, and marks far from both."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.linalg import lsqr

from reviews.calibration.statistics.bundle import Marks

FAR = 2.5
"""A score this many spreads of the residuals away is pointed out; it counts all the same."""

LEAST_FOR_SPREAD = 3


def alpha(marks: Marks) -> float | None:
    """Krippendorff's alpha for intervals: 1 is perfect agreement, 0 what chance would give.

    Applications with one sheet say nothing and are left out. None when nothing can be compared, or
    when all scores are equal, for then there is nothing to agree on. Source: K. Krippendorff,
    "Content Analysis", 3rd edition (2013), chapter 12.
    """
    paired = marks.sheets_of_proposal[marks.of_proposal] > 1
    scores, unit = marks.scores[paired], marks.of_proposal[paired]
    total = len(scores)
    if not total:
        return None
    size = len(marks.proposals)
    count = np.bincount(unit, minlength=size)
    sums = np.bincount(unit, scores, minlength=size)
    squares = np.bincount(unit, scores**2, minlength=size)
    inside = 2 * (count * squares - sums**2)
    observed = float(np.sum(inside[count > 1] / (count[count > 1] - 1))) / total
    expected = 2 * float(total * np.sum(scores**2) - scores.sum() ** 2) / (total * (total - 1))
    return 1 - observed / expected if expected > 1e-9 else None


def least_squares(marks: Marks) -> Any:
    """The level of each application by ``score = application + assessor`` without any shrinking.

    The assessors' effects sum to zero as nearly as the data lets them (the shortest solution).
    Where strict assessors got the better applications this is nearer the truth than the model.
    """
    proposals, assessors = len(marks.proposals), len(marks.assessors)
    rows = np.arange(len(marks.scores))
    columns = np.concatenate([marks.of_proposal, proposals + marks.of_assessor])
    ones = np.ones(2 * len(rows))
    shape = (len(rows), proposals + assessors)
    design = coo_array((ones, (np.concatenate([rows, rows]), columns)), shape=shape).tocsr()
    centre = marks.scores.mean()
    found = lsqr(design, marks.scores - centre, atol=1e-12, btol=1e-12, iter_lim=10_000)[0]
    severity = found[proposals:]
    shift = float(np.average(severity, weights=marks.sheets_of_assessor))
    return found[:proposals] + centre + shift


def residuals(marks: Marks, level: Any, severity: Any) -> Any:
    """What model and severities leave of each score, in points."""
    return marks.scores - level[marks.of_proposal] - severity[marks.of_assessor]


def far_ones(left: Any) -> Any:
    """Which scores stand far from what application and assessor would let expect."""
    spread = float(left.std()) if len(left) else 0.0
    return np.abs(left) > FAR * spread if spread > 1e-6 else np.zeros(len(left), dtype=bool)


def spread_of_assessors(marks: Marks) -> list[float | None]:
    """How far each assessor's own scores lie apart (standard deviation); None below three."""
    found: list[float | None] = []
    for at in range(len(marks.assessors)):
        own = marks.scores[marks.of_assessor == at]
        found.append(float(own.std(ddof=1)) if len(own) >= LEAST_FOR_SPREAD else None)
    return found
