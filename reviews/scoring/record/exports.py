"""What assessors have done, as a table to take away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actors import Actor
from portal.core.denial import Denied
from portal.exports.registry import Cell, Column, ExportKind, Table
from reviews.scoring.record import queries
from reviews.scoring.record.queries import Row
from reviews.scoring.record.rules import check_see_record


def check(actor: Actor, parameters: Mapping[str, Any]) -> None:
    """The same rule as the page, and a call of theirs if one is named."""
    check_see_record(actor)
    code = str(parameters.get("call", ""))
    if code and not queries.calls_for(actor).filter(code=code).exists():
        raise Denied(_("There is no such call."))


def table(actor: Actor, parameters: Mapping[str, Any]) -> Table:
    """One row for each assessor, as on the page."""
    rows = queries.by_assessor(actor, call=str(parameters.get("call", "")), now=timezone.now())
    columns = [
        Column("assessor", _("Assessor")),
        Column("calls", _("Calls")),
        Column("given", _("Given")),
        Column("done", _("Handed in")),
        Column("open", _("Still open")),
        Column("declined", _("Declined")),
        Column("abstained", _("Abstained")),
        Column("taken_back", _("Taken back")),
        Column("due", _("Sheets due")),
        Column("share_in_time", _("In time, of 100")),
        Column("late", _("Late sheets")),
        Column("median_late", _("Working days late (median)")),
        Column("compared", _("Sheets compared")),
        Column("difference", _("Points from the others")),
        Column("leaning", _("Points above the others")),
    ]
    return Table(_("Record of assessors"), columns, [_cells(row) for row in rows], len(rows))


def _cells(row: Row) -> list[Cell]:
    one = row.figures
    return [
        str(row.assessor),
        len(one.calls),
        one.given,
        one.done,
        one.open,
        one.declined,
        one.abstained,
        one.taken_back,
        one.due,
        one.share_in_time,
        len(one.days_late),
        one.median_late,
        one.compared,
        one.difference,
        one.leaning,
    ]


def back(parameters: Mapping[str, Any]) -> str:
    """The page with the call it was asked with."""
    return f"{reverse('assessor-record')}?{urlencode(dict(parameters))}"


KIND = ExportKind("assessor-record", gettext_lazy("Record of assessors"), check, table, back)
