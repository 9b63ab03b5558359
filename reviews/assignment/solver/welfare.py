"""What a panel is worth: the alpha-fair welfare function, piecewise linear on fifteen points.

The function is the iso-elastic welfare of Atkinson ("On the measurement of inequality", Journal of
Economic Theory 2, 1970), also known as alpha-fairness (Mo and Walrand, "Fair end-to-end
window-based congestion control", IEEE/ACM Transactions on Networking 8, 2000), here with alpha 1.5:
one more point of affinity is worth more to a badly served proposal than to a well served one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from reviews.assignment.problem import MAX_AFFINITY

ALPHA = 1.5
OFFSET = 0.05
POINTS = 15


def fairness(share: float) -> float:
    """The smooth function of a panel's affinity as a share of ``MAX_AFFINITY``."""
    return float(((share + OFFSET) ** (1 - ALPHA) - 1) / (1 - ALPHA))


@dataclass(frozen=True)
class Curve:
    """The function made piecewise linear: ``values[i]`` at panel affinity ``points[i]``.

    The points are whole affinities whose distance grows geometrically, so the curve is exact where
    proposals are served worst. It ends at the best panel of ``seats`` members.
    """

    points: tuple[int, ...]
    values: tuple[float, ...]

    @classmethod
    def for_seats(cls, seats: int) -> Curve:
        """The curve for panels of at most ``seats`` members."""
        ratio = (max(seats, 1) + OFFSET) / OFFSET
        shares = [OFFSET * ratio ** (i / (POINTS - 1)) - OFFSET for i in range(POINTS)]
        points = tuple(round(MAX_AFFINITY * share) for share in shares)
        return cls(points, tuple(fairness(point / MAX_AFFINITY) for point in points))

    def of(self, affinity: float) -> float:
        """The worth of a panel with this sum of affinities."""
        return float(np.interp(affinity, self.points, self.values))

    def total(self, affinities: Iterable[float]) -> float:
        """The welfare of several panels, summed without rounding."""
        return math.fsum(self.of(affinity) for affinity in affinities)

    def typical(self, worth: float) -> float:
        """The affinity at which a panel is worth ``worth``."""
        return float(np.interp(worth, self.values, self.points))

    def slopes(self) -> list[float]:
        """Worth of one more affinity point on each piece."""
        rise = np.diff(np.array(self.values))
        return [float(slope) for slope in rise / np.diff(np.array(self.points))]


def gap(curve: Curve, welfare: float, bound: float, panels: int) -> float:
    """The largest share by which any answer could raise the typical panel.

    The typical panel is the equally distributed equivalent of Atkinson: the affinity that, given
    to every panel alike, has the same welfare. The share of it, unlike the share of the welfare,
    keeps its meaning where the welfare passes through zero.
    """
    if panels == 0:
        return 0.0
    best = curve.typical(bound / panels)
    return 1 - curve.typical(welfare / panels) / best if best > 0 else 0.0
