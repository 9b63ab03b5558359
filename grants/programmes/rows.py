"""Lists of a call whose rows are put in order in a table and written one by one on pages of theirs.

Each row is a mapping with a ``code``; the table posts codes with the order that was typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.forms import BaseForm, BaseFormSet

Details = Mapping[str, Any]


def numbered(details: Sequence[Details]) -> list[dict[str, Any]]:
    """What the table starts with: tens, so that a row can be put between two others."""
    return [
        {**row, "position": 10 * number, "remove": False} for number, row in enumerate(details, 1)
    ]


def named(details: Sequence[Details], form: BaseForm) -> Details | None:
    """The row that a form of the table is about."""
    code = form["code"].value()
    return next((row for row in details if row["code"] == code), None)


def reordered(
    details: Sequence[Details], formset: BaseFormSet[Any], names: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """The rows kept, by their typed order, with the values of ``names`` that were typed.

    Rows of unknown codes are left out.
    """
    kept = [row.cleaned_data for row in formset if not row.cleaned_data.get("remove")]
    known = {row["code"]: row for row in details}
    ordered = sorted((row for row in kept if row["code"] in known), key=lambda row: row["position"])
    return [{**known[row["code"]], **{name: row[name] for name in names}} for row in ordered]


def with_row(details: Sequence[Details], changed: Details) -> list[Details]:
    """The rows with ``changed`` in the place of the one of its code, or after all others."""
    codes = [row["code"] for row in details]
    if changed["code"] in codes:
        return [changed if row["code"] == changed["code"] else row for row in details]
    return [*details, changed]
