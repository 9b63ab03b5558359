"""Expected ranks in closed form, and rank intervals from seeded exact draws."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg import solve_triangular
from scipy.special import ndtr

from reviews.calibration.statistics.model import Model, Posterior
from reviews.calibration.statistics.spreads import Weighted

BLOCK = 64
MOST_IN_CLOSED_FORM = 2_000
"""Beyond this the pairs are too many, and expected ranks are means over the draws."""

CHUNK = 2_000_000
"""Draws are made in pieces of about this many numbers, so memory does not grow with them."""

CACHED = 100_000
SIGN = np.uint32(0x8000_0000)
LOW_HALF = 0 if sys.byteorder == "little" else 1


@dataclass(frozen=True)
class Summary:
    """Per application: posterior mean and spread of its level, expected rank. Per assessor: the
    same of the severity (positive: marks higher than others do)."""

    level: Any
    level_spread: Any
    expected_rank: Any
    severity: Any
    severity_spread: Any


def summary(model: Model, points: Sequence[Weighted]) -> Summary:
    """Averages over the grid. ``expected rank = 1 + Σ P(another one is better)``.

    Over ``MOST_IN_CLOSED_FORM`` applications the expected ranks are None.
    """
    size, assessors = len(model.sums), len(model.marks.assessors)
    is_closed = size <= MOST_IN_CLOSED_FORM
    moments = np.zeros((2, size))
    ranks = np.ones(size)
    severities = np.zeros((2, assessors))
    for point in points:
        found = model.posterior(point.spreads)
        loading = found.loading()
        level, variance = _levels(found, loading)
        moments += point.weight * np.array([level, variance + level**2])
        if is_closed:
            ranks += point.weight * _others_above(found, loading)
        inverse = solve_triangular(found.factor, np.eye(assessors + 1), lower=True)
        own = np.einsum("ij,ij->j", inverse, inverse)[1:]
        mean = found.others[1:]
        severities += point.weight * np.array([mean, own + mean**2])
    level, severity = moments[0] + model.centre, severities[0]
    return Summary(
        level=level,
        level_spread=_root(moments[1] - moments[0] ** 2),
        expected_rank=ranks if is_closed else None,
        severity=severity,
        severity_spread=_root(severities[1] - severity**2),
    )


def _root(variance: Any) -> Any:
    return np.sqrt(np.maximum(variance, 0.0))


def _levels(found: Posterior, loading: Any) -> tuple[Any, Any]:
    """Mean and variance of ``mean + effect`` of each application.

    The loading of the level is that of the effect less the first unit vector's: both move with the
    uncertain mean, in opposite directions.
    """
    unit = np.zeros(len(found.others))
    unit[0] = 1.0
    mean_loading = solve_triangular(found.factor, unit, lower=True)
    of_level = mean_loading[None, :] - loading
    variance = 1 / found.precision + np.einsum("ij,ij->i", of_level, of_level)
    return found.effects + found.others[0], variance


def _others_above(found: Posterior, loading: Any) -> Any:
    """For each application the sum over all others of the probability that the other is better.

    A pair is looked at once, in blocks: what one gains the other loses.
    """
    size = len(found.effects)
    own = 1 / found.precision + np.einsum("ij,ij->i", loading, loading)
    above = np.zeros(size)
    for start in range(0, size, BLOCK):
        stop = min(start + BLOCK, size)
        spread = loading[start:stop] @ (-2 * loading[start:].T)
        spread += own[start:stop, None]
        spread += own[None, start:]
        np.sqrt(np.maximum(spread, 1e-12, out=spread), out=spread)
        better = found.effects[None, start:] - found.effects[start:stop, None]
        better /= spread
        ndtr(better, out=better)
        inside = stop - start
        np.fill_diagonal(better[:, :inside], 0.0)
        above[start:stop] += better.sum(axis=1)
        above[stop:] += inside - better[:, inside:].sum(axis=0)
    return above


def shares(points: Sequence[Weighted], draws: int) -> list[int]:
    """How many of ``draws`` each point of the grid gets: by weight, largest remainders first."""
    exact = np.array([point.weight for point in points]) * draws
    given = np.floor(exact).astype(int)
    order = np.argsort(-(exact - given), kind="stable")
    given[order[: draws - int(given.sum())]] += 1
    return [int(number) for number in given]


def orders(model: Model, points: Sequence[Weighted], *, draws: int, seed: int) -> Iterator[Any]:
    """Draws of the whole order, best first: arrays of (draws of a piece) × applications.

    Exact independent draws: mean and severities from their joint normal, then each application's
    effect given them.
    """
    source = np.random.Generator(np.random.PCG64(seed))
    size = len(model.sums)
    most = max(CHUNK // size, size // 4, 1)
    for point, number in zip(points, shares(points, draws), strict=True):
        if not number:
            continue
        found = model.posterior(point.spreads)
        centre = found.effects.astype(np.float32)
        pull = found.pull.T.astype(np.float32)
        spread = (1 / np.sqrt(found.precision)).astype(np.float32)
        for piece in _pieces(number, most):
            around = source.standard_normal((piece, len(found.others)))
            moved = solve_triangular(found.factor, around.T, lower=True, trans=1)
            effects = source.standard_normal((piece, size), dtype=np.float32)
            effects *= spread
            effects += centre
            effects -= moved.T.astype(np.float32) @ pull
            yield _best_first(effects)


def _pieces(number: int, most: int) -> Iterator[int]:
    while number > 0:
        yield min(number, most)
        number -= most


def _best_first(effects: Any) -> Any:
    """Row by row the places of the largest value first; equals in the order of their places.

    Each value becomes a whole number of the same order with its place in the low half, so that one
    plain sort (several times faster than an indirect one) brings the places along. A few rows at a
    time stay in the processor's cache.
    """
    size = effects.shape[1]
    ordered = np.empty(effects.shape, dtype=np.int32)
    places = np.arange(size, dtype=np.uint64)
    rows = max(1, CACHED // max(size, 1))
    for start in range(0, len(effects), rows):
        bits = (-effects[start : start + rows]).view(np.uint32)
        flipped = bits ^ ((bits.view(np.int32) >> 31).view(np.uint32) | SIGN)
        keys = (flipped.astype(np.uint64) << np.uint64(32)) | places
        keys.sort(axis=1)
        ordered[start : start + rows] = keys.view(np.uint32)[:, LOW_HALF::2]
    return ordered


class Tally:
    """Counts over the draws: which rank each application took, and how often it was funded."""

    def __init__(self, requested: Any, fundable: Any, envelope: int) -> None:
        size = len(requested)
        self.fundable, self.envelope = fundable, envelope
        self.asked = np.where(fundable, requested, 0)
        self.ranks = np.zeros((size, size), dtype=np.int32)
        self.within = np.zeros(size, dtype=np.int64)
        self.draws = 0

    def add(self, order: Any) -> None:
        """Count one piece of draws."""
        size = len(self.asked)
        cells = order * np.int64(size)
        cells += np.arange(size)
        flat = np.bincount(cells.ravel(), minlength=size * size)
        np.add(self.ranks, flat.reshape(size, size), out=self.ranks, casting="unsafe")
        spent = self.asked[order].cumsum(axis=1)
        self.within += np.bincount(order[spent <= self.envelope], minlength=size)
        self.draws += len(order)

    @property
    def mean_ranks(self) -> Any:
        """The mean rank of each application over the draws."""
        return self.ranks @ np.arange(1, len(self.asked) + 1) / self.draws

    @property
    def funded(self) -> Any:
        """How often each fundable application was within the envelope."""
        return np.where(self.fundable, self.within, 0)

    def interval(self, per_cent: int) -> tuple[Any, Any]:
        """The lowest and highest rank of the central ``per_cent`` of the draws, ends included."""
        tail = (100 - per_cent) / 200 * self.draws
        size = len(self.asked)
        low, high = np.empty(size, dtype=np.int64), np.empty(size, dtype=np.int64)
        for start in range(0, size, BLOCK):
            rows = slice(start, start + BLOCK)
            seen = self.ranks[rows].cumsum(axis=1)
            low[rows] = (seen <= tail).sum(axis=1) + 1
            high[rows] = (seen < self.draws - tail).sum(axis=1) + 1
        return low, np.maximum(low, high)
