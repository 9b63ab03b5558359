"""The examples of what the scheme pays."""

from __future__ import annotations

from decimal import Decimal

import pytest

from grants.programmes.examples import examples, limit_of
from grants.programmes.models import Call
from portal.core.money import grant_amount


def call(cap: str = "500000.00", rate: int = 80) -> Call:
    return Call(cap=Decimal(cap), rate=rate)


def test_the_limit_of_the_usual_call_is_625000() -> None:
    assert limit_of(call()) == Decimal("625000.00")
    assert [one.grant for one in examples(call())] == [100_000, 250_000, 500_000]


@pytest.mark.parametrize(("cap", "rate"), [("333333.00", 75), ("1.00", 3), ("500000.00", 100)])
def test_at_the_limit_the_grant_is_whole_and_a_dollar_less_is_not(cap: str, rate: int) -> None:
    limit = limit_of(call(cap, rate))

    def grant(eligible: Decimal) -> Decimal:
        return grant_amount(eligible, rate=Decimal(rate), cap=Decimal(cap))

    assert grant(limit) == Decimal(cap)
    assert grant(limit - 1) < Decimal(cap)
