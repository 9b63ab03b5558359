"""The sums of one assessor: pure counting, and when there is too little to say anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

LEAST_SHEETS = 5
"""Sheets compared with others below which nothing is said of agreement."""

TENTH = Decimal("0.1")


@dataclass
class Figures:
    """Counts of assignments, how late sheets came, and how far they lie from the others'.

    ``days_late`` holds the working days of each late sheet, ``distances`` for each sheet its score
    less the mean of the other sheets of the same application, on 0–100.
    """

    given: int = 0
    done: int = 0
    open: int = 0
    declined: int = 0
    abstained: int = 0
    taken_back: int = 0
    in_time: int = 0
    days_late: list[int] = field(default_factory=list)
    distances: list[Decimal] = field(default_factory=list)
    calls: set[str] = field(default_factory=set)

    @property
    def due(self) -> int:
        """Sheets handed in, or open after their due day."""
        return self.in_time + len(self.days_late)

    @property
    def share_in_time(self) -> int | None:
        """Of each hundred sheets that were due, how many came in time; None where none was due."""
        if not self.due:
            return None
        share = Decimal(100 * self.in_time) / self.due
        return int(share.quantize(Decimal(1), rounding=ROUND_HALF_UP))

    @property
    def median_late(self) -> Decimal | None:
        """The middle of the working days by which late sheets were late."""
        return _rounded(Decimal(str(median(self.days_late)))) if self.days_late else None

    @property
    def compared(self) -> int:
        """Sheets that at least one other assessor's sheet stands beside."""
        return len(self.distances)

    @property
    def is_telling(self) -> bool:
        """Whether enough sheets were compared to say anything of agreement."""
        return self.compared >= LEAST_SHEETS

    @property
    def difference(self) -> Decimal | None:
        """How many points away from the others' mean, up or down, on average."""
        return _mean(abs(one) for one in self.distances) if self.is_telling else None

    @property
    def leaning(self) -> Decimal | None:
        """How many points above (or below) the others' mean, on average."""
        return _mean(self.distances) if self.is_telling else None

    @property
    def leaning_below(self) -> Decimal | None:
        """The same without its sign, for a sentence that says "lower"."""
        return None if self.leaning is None else abs(self.leaning)


def distances(scores: Sequence[Decimal]) -> list[Decimal | None]:
    """Each score of one application less the mean of the others; None where there is no other."""
    if len(scores) < 2:
        return [None for _score in scores]
    total, others = sum(scores, Decimal(0)), len(scores) - 1
    return [score - (total - score) / others for score in scores]


def _mean(values: Iterable[Decimal]) -> Decimal:
    known = list(values)
    return _rounded(sum(known, Decimal(0)) / len(known))


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(TENTH, rounding=ROUND_HALF_UP)
