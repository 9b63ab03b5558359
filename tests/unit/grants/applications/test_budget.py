"""The sums of a budget are right to the cent."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from grants.applications.budget import reckon
from grants.applications.models import BudgetLine, CostKind
from grants.programmes.models import Call


def call(**changes: object) -> Call:
    details = {"rate": 80, "cap": Decimal("500000.00"), "instalment_shares": [60, 40]}
    return Call(**{**details, **changes})


def line(amount: str, kind: str = "staff") -> BudgetLine:
    return BudgetLine(kind=kind, amount=Decimal(amount))


def test_the_grant_is_a_share_of_the_eligible_cost() -> None:
    sums = reckon([line("300000.00"), line("200000.99"), line("50000", "overhead")], call())

    assert sums.project_cost == Decimal("550000.99")
    assert sums.eligible_total == Decimal("500000.99")
    assert sums.grant == Decimal("400000.00")
    assert sums.own_share == Decimal("150000.99")
    assert sums.instalments == ((60, Decimal("240000.00")), (40, Decimal("160000.00")))


def test_the_cap_binds_from_625000_of_eligible_cost_on() -> None:
    assert reckon([line("624999.00")], call()).grant == Decimal("499999.00")
    assert reckon([line("625000.00")], call()).grant == Decimal("500000.00")
    assert reckon([line("9000000.00")], call()).grant == Decimal("500000.00")
    assert reckon([line("9000000.00")], call(cap=Decimal("200000.00"))).grant == 200000


def test_a_call_without_shares_pays_at_once() -> None:
    assert reckon([line("100.00")], call(instalment_shares=[])).instalments == (
        (100, Decimal("80.00")),
    )


def test_no_lines_ask_for_nothing() -> None:
    sums = reckon([], call())

    assert {sums.project_cost, sums.grant, sums.own_share} == {Decimal(0)}


amounts = st.decimals(min_value=1, max_value=99_999_999, places=2)
lines = st.lists(st.builds(BudgetLine, kind=st.sampled_from(CostKind.values), amount=amounts))


@given(lines)
def test_the_sums_always_add_up(written: list[BudgetLine]) -> None:
    sums = reckon(written, call())

    assert sums.grant + sums.own_share == sums.project_cost
    assert sum(amount for _share, amount in sums.instalments) == sums.grant
    assert sums.grant <= Decimal(500000)
    assert sums.grant == sums.grant.to_integral_value()
