"""Proof that a played round is right to the dollar: every sum is taken in more than one way."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
from django.db.models import Sum

from grants.applications.budget import reckon
from grants.awards.models import Award, Instalment, Letter
from grants.decisions.models import Decision
from grants.programmes.models import Call
from portal.core.money import instalment_amounts
from reviews.demo.takings import rows_of

AWARDED = "Awarded (HKD)"


class Mismatch(Exception):
    """Two sums that must be equal are not."""


def prove(call: Call, *, letters: Sequence[Path], reports: Sequence[Path]) -> Decimal:
    """The sum of the awards of ``call``; raises :class:`Mismatch` where anything contradicts it."""
    call.refresh_from_db()
    awards = list(
        Award.objects.filter(decision__application__call=call).select_related(
            "decision__application__call", "decision__application__recommendation"
        )
    )
    total = sum((award.amount for award in awards), Decimal(0))
    if total > call.envelope:
        raise Mismatch(f"The awards sum to {total} HKD, the envelope holds {call.envelope} HKD.")
    for award in awards:
        _prove_award(award)
    _equal("the decisions", _sum(Decision.objects.filter(application__call=call)), total)
    _equal(
        "the instalments",
        _sum(Instalment.objects.filter(award__decision__application__call=call)),
        total,
    )
    _equal("the commitment of the call", call.committed, total)
    _prove_letters(call, letters)
    for report in reports:
        _prove_report(report, total)
    return total


def _prove_award(award: Award) -> None:
    """Min(cap, rate × eligible) rounded down, or what the panel gave where that is less."""
    application = award.decision.application
    grant = reckon(application.budget_lines.all(), application.call).grant
    recommended = application.recommendation.amount
    name = application.reference
    _equal(f"what {name} may have", application.requested, grant)
    _equal(f"the award of {name}", award.amount, min(grant, recommended))
    _equal(f"the decision on {name}", award.decision.amount, award.amount)
    if award.amount != award.amount.to_integral_value():
        raise Mismatch(f"The award of {name} is not in whole dollars: {award.amount}.")
    paid = list(award.instalments.order_by("number").values_list("amount", flat=True))
    planned = instalment_amounts(award.amount, application.call.instalment_shares)
    if paid != planned:
        raise Mismatch(f"The instalments of {name} are {paid} instead of {planned}.")


def _prove_letters(call: Call, letters: Sequence[Path]) -> None:
    """One letter for each decision; the amount that machines read in it is the decision's."""
    amounts = dict(
        Letter.objects.filter(decision__application__call=call).values_list(
            "number", "decision__amount"
        )
    )
    if set(amounts) != {path.stem for path in letters}:
        raise Mismatch(f"There are {len(letters)} letters for {len(amounts)} decisions.")
    for path in letters:
        _equal(f"letter {path.stem}", Decimal(_told_by(path)["amount"]), amounts[path.stem])


def _told_by(letter: Path) -> dict[str, Any]:
    with pikepdf.open(letter) as pdf:
        told: dict[str, Any] = json.loads(pdf.attachments["letter.json"].get_file().read_bytes())
    return told


def _prove_report(report: Path, total: Decimal) -> None:
    """The report as it lies in the file: each grouping of the summary, or the applications."""
    rows = rows_of(report)
    groupings = sorted({row.get("Grouping", "") for row in rows}) or [""]
    for grouping in groupings:
        lines = [row for row in rows if row.get("Grouping", "") == grouping]
        totals = [row for row in lines if row.get("Code") == "total"]
        where = f"{report.name} {grouping}".strip()
        _equal(where, _written(lines) - _written(totals), total)
        if totals:
            _equal(f"the total of {where}", _written(totals), total)


def _written(rows: Iterable[dict[str, str]]) -> Decimal:
    return sum((Decimal(row[AWARDED] or 0) for row in rows), Decimal(0))


def _sum(rows: Any) -> Decimal:
    return rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def _equal(what: str, found: Decimal, expected: Decimal) -> None:
    if found != expected:
        raise Mismatch(f"{what}: {found} HKD instead of {expected} HKD.")
