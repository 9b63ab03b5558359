"""What the money of a call means in figures, for its page. Pure."""

from __future__ import annotations

from decimal import ROUND_UP, Decimal
from typing import NamedTuple

from grants.programmes.models import Call
from portal.core.money import CENT, HARD_CAP, WHOLE_DOLLAR, grant_amount

SHARES_OF_THE_LIMIT = (Decimal("0.2"), Decimal("0.5"), Decimal(1))


class Example(NamedTuple):
    """Eligible cost, the grant on it, and what is left for the organisation; HKD."""

    eligible: Decimal
    grant: Decimal
    own_share: Decimal


def limit_of(call: Call) -> Decimal:
    """The least eligible cost in whole dollars that brings the most for one project."""
    most = min(call.cap, HARD_CAP)
    least = (most * 100 / call.rate).quantize(WHOLE_DOLLAR, rounding=ROUND_UP)
    return least.quantize(CENT)


def examples(call: Call) -> list[Example]:
    """A small and a middling project, and the one from which on the grant grows no more."""
    found = []
    for share in SHARES_OF_THE_LIMIT:
        eligible = (limit_of(call) * share).quantize(WHOLE_DOLLAR).quantize(CENT)
        grant = grant_amount(eligible, rate=Decimal(call.rate), cap=call.cap)
        found.append(Example(eligible, grant, eligible - grant))
    return found
