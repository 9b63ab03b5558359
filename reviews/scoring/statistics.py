"""Scores on 0–100 from marks: pure, exact decimals, nothing missing is ever a zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Given:
    """One mark with what it counts: ``weight`` in per cent, ``highest`` the best possible mark."""

    weight: int
    highest: int
    mark: int | None


@dataclass(frozen=True)
class Spread:
    """The scores of one application: mean, lowest, highest (0–100), and how many sheets."""

    mean: Decimal
    low: Decimal
    high: Decimal
    sheets: int


def sheet_score(marks: Sequence[Given]) -> Decimal | None:
    """The weighted mean of one sheet on 0–100 over the criteria that were marked.

    ``100 × Σ weight × mark / highest ÷ Σ weight``; None when nothing was marked.
    """
    counted = [(given, given.mark) for given in marks if given.mark is not None]
    weights = sum(given.weight for given, _mark in counted)
    if not weights:
        return None
    points = sum(
        (Decimal(given.weight * mark) / given.highest for given, mark in counted), Decimal(0)
    )
    return _rounded(100 * points / weights)


def spread(scores: Sequence[Decimal | None]) -> Spread | None:
    """Mean and range of the sheets of an application; sheets without a score are left out."""
    known = [score for score in scores if score is not None]
    if not known:
        return None
    mean = _rounded(sum(known, Decimal(0)) / len(known))
    return Spread(mean=mean, low=min(known), high=max(known), sheets=len(known))


def ranks(scores: Sequence[Decimal | None]) -> list[int | None]:
    """The rank of each score: 1 plus how many are higher; equals share a rank, None has none."""
    known = [score for score in scores if score is not None]
    return [
        None if score is None else 1 + sum(other > score for other in known) for score in scores
    ]


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
