"""Coverage and lateness of a call as a table to take away; nothing of what stands in a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actors import Actor
from portal.core.denial import Denied
from portal.exports.registry import Cell, Column, ExportKind, Table
from reviews.pool.queries import calls_for
from reviews.scoring.coverage import Tally, coverage_of

CODE = "score-coverage"


def check(actor: Actor, parameters: Mapping[str, Any]) -> None:
    """Whoever may open the page of the call."""
    code = str(parameters.get("call", "")).replace("\x00", "")
    if not calls_for(actor).filter(code=code).exists():
        raise Denied(_("You have no role that reads the score sheets of this call."))


def back(parameters: Mapping[str, Any]) -> str:
    """The page of the call."""
    return reverse("score-coverage", args=[str(parameters["call"])])


def table(actor: Actor, parameters: Mapping[str, Any]) -> Table:
    """The two tables of the page, one below the other, as they are when the file is made.

    What an interest hides from ``actor`` is in no row and no number (AZ-06).
    """
    call = calls_for(actor).get(code=str(parameters["call"]))
    coverage = coverage_of(call, actor, now=timezone.now())
    by_application, by_assessor = _("By application"), _("By assessor")
    rows: list[tuple[Cell, ...]] = [
        (by_application, one.reference, one.title, *_cells(tally))
        for one, tally in coverage.applications
    ]
    rows += [(by_assessor, str(one), "", *_cells(tally)) for one, tally in coverage.assessors]
    columns = [
        Column("grouping", _("Grouping")),
        Column("name", _("Application or assessor")),
        Column("title", _("Title of the project")),
        Column("handed_in", _("Handed in")),
        Column("open", _("Outstanding")),
        Column("late", _("Late")),
        Column("days_late", _("Working days late, of the latest")),
        Column("abstained", _("Abstentions")),
        Column("corrected", _("Corrected")),
        Column("newest", _("Newest sheet")),
    ]
    return Table(_("Score sheets"), columns, rows, len(rows))


def _cells(tally: Tally) -> tuple[Cell, ...]:
    return (
        tally.handed_in,
        tally.open,
        tally.late,
        tally.days_late if tally.late else None,
        tally.abstained,
        tally.corrected,
        tally.last_at,
    )


KIND = ExportKind(CODE, gettext_lazy("Score sheets: coverage and lateness"), check, table, back)
