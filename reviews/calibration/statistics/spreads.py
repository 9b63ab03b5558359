"""The three spreads integrated out: a small grid of weighted points around their mode."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from scipy.optimize import minimize

from reviews.calibration.statistics.model import LEAST_SPREAD, MOST_SPREAD, Model, Spreads

LOWEST, HIGHEST = float(np.log(LEAST_SPREAD)), float(np.log(MOST_SPREAD))
STARTS = tuple(float(np.log(points)) for points in (0.3, 3.0, 12.0))
FINE_UP_TO = 300
FINE_STEPS = (-4.8, -3.6, -2.4, -1.2, 0.0, 1.2, 2.4, 3.6)
COARSE_STEPS = (-3.0, -1.5, 0.0, 1.5, 3.0)
"""With few applications the density has a long tail towards small spreads; with many it is nearly
normal, and a coarser grid gives the same."""

STRIDE = 0.05
WIDEST, LEAST_WIDTH = 1.5, 0.02
FINE_NEGLIGIBLE, COARSE_NEGLIGIBLE = 2e-3, 5e-3


@dataclass(frozen=True)
class Weighted:
    """One point of the grid and its share of the posterior; the shares sum to one."""

    spreads: Spreads
    weight: float


def grid(model: Model) -> list[Weighted]:
    """Weighted points that stand for the posterior of the logarithms of the spreads.

    A first grid along the axes of the curvature at the mode gives mean and covariance; a second one
    is laid around those, for the density is skewed where assessors are few. The flat prior's
    Jacobian is included. Points that hold next to nothing are left out; what remains is scaled
    to one.
    """
    density = _density_of(model)
    mode = _mode(density)
    is_fine = len(model.sums) <= FINE_UP_TO
    steps = FINE_STEPS if is_fine else COARSE_STEPS
    least = FINE_NEGLIGIBLE if is_fine else COARSE_NEGLIGIBLE
    first = _points(density, mode, _axes(density, mode), COARSE_STEPS)
    mean = sum(share * at for at, share in first)
    spread = sum(share * np.outer(at - mean, at - mean) for at, share in first)
    second = _points(density, mean, _principal(spread + LEAST_WIDTH**2 * np.eye(3)), steps)
    heaviest = max(share for _at, share in second)
    kept = [(at, share) for at, share in second if share > least * heaviest]
    whole = sum(share for _at, share in kept)
    return [Weighted(_spreads(at), share / whole) for at, share in kept]


def _points(
    density: Callable[[Any], float], centre: Any, axes: Any, steps: tuple[float, ...]
) -> list[tuple[Any, float]]:
    """The points of one grid that lie within the bounds, with their shares."""
    corners = (np.array(one) for one in product(steps, repeat=3))
    inside = [at for one in corners if _is_within(at := centre + axes @ one)]
    values = np.array([density(at) for at in inside])
    shares = np.exp(values - values.max())
    return list(zip(inside, (shares / shares.sum()).tolist(), strict=True))


def _is_within(at: Any) -> bool:
    return bool(np.all(at >= LOWEST) and np.all(at <= HIGHEST))


def _principal(covariance: Any) -> Any:
    """The principal axes of ``covariance`` as columns, each one standard deviation long."""
    values, vectors = np.linalg.eigh(covariance)
    largest = np.argmax(np.abs(vectors), axis=0)
    return vectors * np.sign(vectors[largest, range(3)]) * np.sqrt(values)


def _spreads(at: Any) -> Spreads:
    proposal, assessor, noise = (float(np.exp(value)) for value in at)
    return Spreads(proposal, assessor, noise)


def _density_of(model: Model) -> Callable[[Any], float]:
    def density(at: Any) -> float:
        return model.log_density(_spreads(at)) + float(np.sum(at))

    return density


def _mode(density: Callable[[Any], float]) -> Any:
    """The highest point: from the best of 27 starts, uphill within the bounds."""
    starts = [np.array(start) for start in product(STARTS, repeat=3)]
    best = max(starts, key=density)
    bounds = [(LOWEST, HIGHEST)] * 3
    found = minimize(lambda at: -density(at), best, method="L-BFGS-B", bounds=bounds)
    return np.clip(found.x, LOWEST, HIGHEST)


def _axes(density: Callable[[Any], float], mode: Any) -> Any:
    """Principal axes of the curvature at the mode, each as long as one standard deviation.

    A direction that is flat, or cut off by a bound, is walked in strides of at most 1.5.
    """
    inner = np.clip(mode, LOWEST + 2 * STRIDE, HIGHEST - 2 * STRIDE)
    unit = STRIDE * np.eye(3)
    curvature = np.empty((3, 3))
    for row, column in product(range(3), repeat=2):
        ahead, aside = unit[row], unit[column]
        curvature[row, column] = -(
            density(inner + ahead + aside)
            - density(inner + ahead - aside)
            - density(inner - ahead + aside)
            + density(inner - ahead - aside)
        ) / (4 * STRIDE**2)
    values, vectors = np.linalg.eigh((curvature + curvature.T) / 2)
    return _principal(vectors @ np.diag(1 / np.maximum(values, WIDEST**-2)) @ vectors.T)
