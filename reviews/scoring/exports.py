"""Coverage and lateness of a call as a table to take away; nothing of what stands in a sheet."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.exports.registry import Cell, Column, Table
from reviews.pool.call_exports import counted_by_both, kind_of_call
from reviews.scoring.coverage import Tally, coverage_of


def table(call: Call, actor: Actor) -> Table:
    """The two tables of the page as they are when the file is made (AZ-06)."""
    coverage = coverage_of(call, actor, now=timezone.now())
    return counted_by_both(
        _("Score sheets"),
        [
            Column("handed_in", _("Handed in")),
            Column("open", _("Outstanding")),
            Column("late", _("Late")),
            Column("days_late", _("Working days late, of the latest")),
            Column("abstained", _("Abstentions")),
            Column("corrected", _("Corrected")),
            Column("newest", _("Newest sheet")),
        ],
        _cells,
        applications=coverage.applications,
        assessors=coverage.assessors,
    )


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


KIND = kind_of_call(
    "score-coverage",
    gettext_lazy("Score sheets: coverage and lateness"),
    page="score-coverage",
    refusal=gettext_lazy("You have no role that reads the score sheets of this call."),
    table=table,
)
