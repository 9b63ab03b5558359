"""The grant and its instalments, to the dollar."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.money import HARD_CAP, grant_amount, instalment_amounts, whole_dollars

amounts = st.decimals(min_value=0, max_value=10**9, places=2)
rates = st.decimals(min_value=0, max_value=100, places=2)


@pytest.mark.parametrize(
    ("eligible", "expected"),
    [
        ("0.00", "0.00"),
        ("0.99", "0.00"),
        ("1.25", "1.00"),
        ("100.01", "80.00"),
        ("624999.99", "499999.00"),
        ("625000.00", "500000.00"),
        ("625000.01", "500000.00"),
        ("9999999.99", "500000.00"),
    ],
)
def test_the_grant_is_80_per_cent_rounded_down_and_capped(eligible: str, expected: str) -> None:
    assert grant_amount(Decimal(eligible), rate=Decimal(80), cap=HARD_CAP) == Decimal(expected)


def test_a_call_may_set_a_lower_cap_but_not_a_higher_one() -> None:
    eligible, rate = Decimal("2000000.00"), Decimal(80)

    lower = grant_amount(eligible, rate=rate, cap=Decimal("300000.00"))
    higher = grant_amount(eligible, rate=rate, cap=Decimal("900000.00"))

    assert (lower, higher) == (Decimal("300000.00"), Decimal("500000.00"))


def test_a_negative_cost_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="cannot be negative"):
        grant_amount(Decimal("-0.01"), rate=Decimal(80), cap=HARD_CAP)


@given(eligible=amounts, rate=rates, cap=amounts)
def test_a_grant_is_whole_dollars_below_every_limit(
    eligible: Decimal, rate: Decimal, cap: Decimal
) -> None:
    grant = grant_amount(eligible, rate=rate, cap=cap)

    assert grant == grant.to_integral_value()
    assert 0 <= grant <= min(HARD_CAP, cap, eligible * rate / 100)
    assert min(HARD_CAP, cap, eligible * rate / 100) - grant < 1
    assert grant.as_tuple().exponent == -2


@given(smaller=amounts, larger=amounts, rate=rates)
def test_more_cost_never_gives_less_grant(smaller: Decimal, larger: Decimal, rate: Decimal) -> None:
    low, high = sorted((smaller, larger))

    assert grant_amount(low, rate=rate, cap=HARD_CAP) <= grant_amount(high, rate=rate, cap=HARD_CAP)


@given(amount=amounts)
def test_whole_dollars_only_ever_take_cents_away(amount: Decimal) -> None:
    assert 0 <= amount - whole_dollars(amount) < 1


@given(
    amount=amounts.map(whole_dollars),
    shares=st.lists(st.integers(1, 98), min_size=0, max_size=4).filter(lambda s: sum(s) < 100),
)
def test_instalments_add_up_to_the_grant(amount: Decimal, shares: list[int]) -> None:
    parts = instalment_amounts(amount, [*shares, 100 - sum(shares)])

    assert sum(parts) == amount
    assert all(part >= 0 for part in parts)
    assert len(parts) == len(shares) + 1


def test_the_last_instalment_is_the_remainder() -> None:
    assert instalment_amounts(Decimal("333333.00"), [60, 40]) == [
        Decimal("199999.00"),
        Decimal("133334.00"),
    ]


@pytest.mark.parametrize("shares", [[], [60], [60, 50], [0, 100], [120, -20]])
def test_shares_that_do_not_make_a_whole_are_a_mistake(shares: list[int]) -> None:
    with pytest.raises(ValueError, match="shares must be positive and sum to 100"):
        instalment_amounts(Decimal(100), shares)
