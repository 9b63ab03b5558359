"""The ranked scores as a drawing."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from grants.programmes.models import Call
from portal.ui.charts import Dot, DotPlot
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
