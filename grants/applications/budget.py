"""The sums of a budget: what the project costs, what is eligible, what the scheme pays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from grants.applications.models import BudgetLine
from grants.programmes.models import Call
from portal.core.money import CENT, grant_amount, instalment_amounts


@dataclass(frozen=True)
class Budget:
    """All sums in HKD; ``instalments`` pairs each share in per cent with its amount."""

    project_cost: Decimal
    eligible_total: Decimal
    grant: Decimal
    own_share: Decimal
    instalments: Sequence[tuple[int, Decimal]]


def reckon(lines: Iterable[BudgetLine], call: Call) -> Budget:
    """The sums of ``lines`` under the rules of ``call``.

    The grant is min(cap, rate × eligible cost), rounded down to a whole dollar; the organisation
    bears the rest of the whole project's cost. ``static/js/budget.js`` shows the same while typing.
    """
    every = list(lines)
    cost = sum((line.amount for line in every), Decimal(0)).quantize(CENT)
    eligible = sum((line.amount for line in every if line.is_eligible), Decimal(0)).quantize(CENT)
    grant = grant_amount(eligible, rate=Decimal(call.rate), cap=call.cap)
    shares = call.instalment_shares or [100]
    amounts = instalment_amounts(grant, shares)
    return Budget(
        project_cost=cost,
        eligible_total=eligible,
        grant=grant,
        own_share=cost - grant,
        instalments=tuple(zip(shares, amounts, strict=True)),
    )
