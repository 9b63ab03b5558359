"""What a bid adds to a fit or takes from it: little, in whole numbers, within the bounds of a fit.

A wish moves a fit by a tenth of the scale at most, half of what one whole LEAP pillar is worth, so
between two applications that are alike a bid decides, and whoever bids for their friends gains no
more than that. It is no candidate's making or undoing: what is forbidden stays so (docs/adr/0026).
"""

from __future__ import annotations

from collections.abc import Mapping

from reviews.assignment.problem import MAX_AFFINITY
from reviews.bidding.models import Wish

ADDS: Mapping[Wish, int] = {Wish.WOULD_LIKE: 1_000, Wish.COULD: 0, Wish.RATHER_NOT: -1_000}


def with_wish(value: int, wish: Wish) -> int:
    """The fit of somebody with this wish; both from 0 to 10,000."""
    return max(0, min(MAX_AFFINITY, value + ADDS[wish]))
