"""The lines of cost that a visitor tries out, before there is an application."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.forms import BaseFormSet
from django.utils.translation import gettext_lazy as _

from grants.applications.forms.rows import HIGHEST_COST, MOST_ROWS, Row
from grants.applications.models import BudgetLine, CostKind
from portal.ui.fields import MoneyField

ROWS_AT_FIRST = 6
BLANK_ROWS = 2

Kept = list[list[str]]
"""Pairs of a kind and an amount, as a browser keeps them."""


class CostRow(Row):
    """One line of cost: its kind and its amount."""

    needed = {
        "kind": _("Choose the kind of cost."),
        "amount": _("Enter the cost, or empty the whole row."),
    }

    kind = forms.ChoiceField(
        label=_("Kind of cost"),
        choices=[("", _("Choose a kind")), *CostKind.choices],
        required=False,
    )
    amount = MoneyField(label=_("Cost (HKD)"), min_value=1, max_value=HIGHEST_COST, required=False)


class BaseCostRows(BaseFormSet[Any]):
    """The lines of a calculation."""

    def lines(self) -> list[BudgetLine]:
        """The rows that hold something and are right, as lines of a budget that is not stored."""
        rows = [row.cleaned_data for row in self.forms if row.is_valid() and not row.is_blank]
        return [BudgetLine(kind=row["kind"], amount=row["amount"]) for row in rows]


def cost_rows(data: Any, lines: Sequence[BudgetLine]) -> Any:
    """The rows as typed, or those of ``lines`` with room for more."""
    blank = min(max(ROWS_AT_FIRST - len(lines), BLANK_ROWS), MOST_ROWS - len(lines))
    formset = forms.formset_factory(
        CostRow,
        formset=BaseCostRows,
        extra=blank,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
        validate_max=True,
    )
    initial = [{"kind": line.kind, "amount": line.amount} for line in lines]
    return formset(data, initial=initial, prefix="costs")


def kept(lines: Sequence[BudgetLine]) -> Kept:
    """``lines`` for the browser to keep."""
    return [[line.kind, str(line.amount)] for line in lines]


def lines_in(value: Any) -> list[BudgetLine]:
    """The lines in ``value``, whatever a browser kept; what is no line is left out."""
    pairs = value if isinstance(value, list) else []
    found = [_line(*pair) for pair in pairs if isinstance(pair, list) and len(pair) == 2]
    return [line for line in found if line is not None][:MOST_ROWS]


def _line(kind: Any, amount: Any) -> BudgetLine | None:
    try:
        cost = Decimal(str(amount))
    except InvalidOperation:
        return None
    if kind not in CostKind.values or not cost.is_finite() or not 1 <= cost <= HIGHEST_COST:
        return None
    return BudgetLine(kind=kind, amount=cost.quantize(Decimal("0.01")))
