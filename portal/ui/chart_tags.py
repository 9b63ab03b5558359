"""Tags that draw charts on the server: SVG for the eye, a table with the same figures for all."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from portal.ui.charts import BarChart, Dot, DotPlot, RankInterval, place_dot
from portal.ui.library import register


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(chart: BarChart) -> dict[str, Any]:
    """Bars for each category, and their table."""
    return {"chart": chart, "groups": chart.groups()}


@register.inclusion_tag("components/dot_plot.html")
def dot_plot(plot: DotPlot) -> dict[str, Any]:
    """Scores with their intervals, and their table."""
    return {"plot": plot, "dots": plot.placed()}


@register.inclusion_tag("components/score_dot.html")
def score_dot(
    score: Decimal | float, low: Decimal | float, high: Decimal | float
) -> dict[str, Any]:
    """One dot with its interval for a table cell; the score in words stands beside it."""
    dot = Dot("", score, low, high)
    return {"dot": place_dot(dot, y=10, start=Decimal(4), end=Decimal(96))}


@register.inclusion_tag("components/rank_interval.html")
def rank_interval(interval: RankInterval) -> dict[str, Any]:
    """One expected rank with its intervals for a table cell; the same in words stands beside it."""
    return {"interval": interval}
