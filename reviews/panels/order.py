"""The order of the applications as the call stated it beforehand: by which figure, ties by what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from grants.programmes.models import Call, RankedBy, TieRule
from reviews.calibration.models import Ranking
from reviews.draws.lots import lot_of

BEHIND = Decimal(1_000_000)

Key = tuple[Decimal, str]


@dataclass(frozen=True)
class Order:
    """What ranks an application: its score or its expected rank, then the tie rule.

    ``expected`` are the expected ranks by reference; ``seed`` is empty until it was told, and until
    then whoever stands equal shares a rank.
    """

    ranked_by: str = RankedBy.PLAIN
    tie_rule: str = TieRule.DISCUSSION
    seed: str = ""
    expected: Mapping[str, Decimal] = field(default_factory=dict)

    def key(self, reference: str, score: Decimal | None) -> Key | None:
        """Smaller goes first, equal shares a rank; None is not ranked."""
        first = -score if score is not None else None
        if self.ranked_by == RankedBy.CALIBRATED:
            first = self.expected.get(reference)
        if first is None or score is None:
            return None
        return first, self._tie(reference)

    def _tie(self, reference: str) -> str:
        if self.tie_rule == TieRule.DRAW and self.seed:
            return lot_of(self.seed, reference)
        if self.tie_rule == TieRule.CALIBRATED:
            return f"{self.expected.get(reference, BEHIND):014.4f}"
        return ""


def order_of(call: Call, *, ranking: Ranking | None, seed: str) -> Order:
    """The order that ``call`` stated, from its newest ranking and the seed if it was told."""
    rows = (ranking.result or {}).get("rows", ()) if ranking else ()
    return Order(
        ranked_by=call.ranked_by,
        tie_rule=call.tie_rule,
        seed=seed,
        expected={row["proposal"]: Decimal(str(row["expected_rank"])) for row in rows},
    )


def places(keys: Iterable[Key | None]) -> list[int | None]:
    """The rank of each key: 1 plus how many are smaller; equals share one, None has none."""
    wanted = list(keys)
    ordered = sorted(key for key in wanted if key is not None)
    first: dict[Key, int] = {}
    for place, key in enumerate(ordered, start=1):
        first.setdefault(key, place)
    return [None if key is None else first[key] for key in wanted]
