"""The ranked scores as a drawing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from grants.programmes.models import Call
from portal.ui.charts import Dot, DotPlot, RankInterval
from reviews.calibration.models import Ranking
from reviews.calibration.rows import intervals
from reviews.panels.queries import Ranked

MOST_DOTS = 30


def dot_plot(call: Call, rows: Sequence[Ranked]) -> DotPlot:
    """The best of ``rows``, each with its lowest and highest sheet, and the pass mark as a line."""
    scored = [(row.application.reference, row.spread) for row in rows if row.spread is not None]
    return DotPlot(
        title=_("Scores with their spread"),
        summary=_(
            "The %(number)d best applications: a dot for the score, a bar from the lowest to the "
            "highest sheet, a dashed line at the pass mark."
        )
        % {"number": min(MOST_DOTS, len(scored))},
        row_heading=_("Application"),
        dots=tuple(
            Dot(reference, one.mean, one.low, one.high) for reference, one in scored[:MOST_DOTS]
        ),
        threshold=call.pass_mark,
    )


@dataclass(frozen=True)
class Shown:
    """A row of the list with the sum so far, its interval, and whether the envelope ends after it.

    ``sum`` counts what reaches the pass mark; None for what does not. ``left`` is what the envelope
    still holds at its end.
    """

    row: Ranked
    sum: Decimal | None
    interval: RankInterval | None
    is_last: bool = False
    left: Decimal = Decimal(0)


def against_envelope(
    call: Call, rows: Sequence[Ranked], ranking: Ranking | None, hidden: Collection[int]
) -> list[Shown]:
    """The rows from the best downward, and the line where the envelope runs out.

    Whoever has something hidden sees no interval: its place among all ranks would tell of a gap.
    """
    found = intervals(ranking) if ranking is not None and not hidden else {}
    envelope, sum_so_far = call.envelope - call.committed, Decimal(0)
    shown: list[Shown] = []
    last = -1
    is_full = False
    for at, row in enumerate(rows):
        passes = row.score is not None and row.score >= call.pass_mark
        sum_so_far += row.application.requested if passes else 0
        is_full = is_full or (passes and sum_so_far > envelope)
        last = at if passes and not is_full else last
        interval = found.get(row.application.reference)
        shown.append(Shown(row, sum_so_far if passes else None, interval))
    if last >= 0:
        end = shown[last]
        left = envelope - (end.sum or 0)
        shown[last] = Shown(end.row, end.sum, end.interval, is_last=True, left=left)
    return shown
