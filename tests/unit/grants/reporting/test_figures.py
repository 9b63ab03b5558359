"""Sums and rates of the funding report."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from grants.reporting.figures import MEASURES, Figures, total

numbers = st.integers(0, 1000)
sums = st.decimals(0, 500_000, places=2)
groups = st.builds(
    Figures,
    code=st.text(),
    label=st.text(),
    applications=numbers,
    requested=sums,
    recommended=numbers,
    recommended_hkd=sums,
    awarded=numbers,
    awarded_hkd=sums,
    refused=numbers,
)


def figures(*, awarded: int, refused: int) -> Figures:
    return Figures("x", "X", 9, Decimal(0), 0, Decimal(0), awarded, Decimal(0), refused)


def test_the_rate_is_awards_per_hundred_decisions() -> None:
    assert figures(awarded=9, refused=191).success_rate == Decimal("4.5")
    assert figures(awarded=1, refused=2).success_rate == Decimal("33.3")


def test_before_the_first_decision_there_is_no_rate() -> None:
    assert figures(awarded=0, refused=0).success_rate is None


def test_the_total_of_nothing_is_zero_and_money_has_its_cents() -> None:
    empty = total([], label="Total")

    assert empty == Figures(
        "total", "Total", 0, Decimal("0.00"), 0, Decimal("0.00"), 0, Decimal("0.00"), 0
    )
    assert str(empty.requested) == "0.00"


@given(st.lists(groups, max_size=10))
def test_the_total_is_the_sum_of_every_measure(rows: list[Figures]) -> None:
    whole = total(iter(rows), label="Total")

    for name in MEASURES:
        assert getattr(whole, name) == sum(getattr(row, name) for row in rows)
