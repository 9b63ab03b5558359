"""Money of the scheme: HKD, exact decimals, never a float."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal

HARD_CAP = Decimal("500000.00")
"""Most that one project can get, whatever a call says; the database holds the same number."""

WHOLE_DOLLAR = Decimal(1)
CENT = Decimal("0.01")


def whole_dollars(amount: Decimal) -> Decimal:
    """``amount`` rounded down to a whole dollar, in the two decimals the database keeps."""
    return amount.quantize(WHOLE_DOLLAR, rounding=ROUND_DOWN).quantize(CENT)


def grant_amount(eligible: Decimal, *, rate: Decimal, cap: Decimal) -> Decimal:
    """The grant on ``eligible`` cost: min(cap, rate × eligible), rounded down to whole HKD.

    ``rate`` is in per cent (80 for 80 %). A call's cap above the hard cap does not raise it.
    """
    if eligible < 0:
        raise ValueError("eligible cost cannot be negative")
    return whole_dollars(min(cap, HARD_CAP, eligible * rate / 100))


def instalment_amounts(amount: Decimal, shares: Sequence[int]) -> list[Decimal]:
    """``amount`` split by ``shares`` in per cent; the last one is the remainder, never rounded.

    >>> instalment_amounts(Decimal("333333.00"), [60, 40])
    [Decimal('199999.00'), Decimal('133334.00')]
    """
    if not shares or sum(shares) != 100 or min(shares) <= 0:
        raise ValueError("shares must be positive and sum to 100")
    earlier = [whole_dollars(amount * share / 100) for share in shares[:-1]]
    return [*earlier, amount - sum(earlier, Decimal(0))]
