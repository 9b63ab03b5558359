"""The funding report."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from grants.reporting import queries, rules
from grants.reporting.figures import Figures, total
from grants.reporting.forms import ReportFilters
from portal.accounts.actors import actor_of
from portal.core.denial import Denied
from portal.exports.models import ExportFormat
from portal.ui.charts import BarChart, Series


@login_required
@require_GET
def funding(request: HttpRequest) -> HttpResponse:
    """Requested, recommended, awarded and refused: a chart, its table, and the exports."""
    actor = actor_of(request)
    filters = ReportFilters(request.GET or None, calls=list(queries.readable_calls(actor)))
    chosen = filters.cleaned_data if filters.is_valid() else {}
    call, by = chosen.get("call") or "", chosen.get("by") or "pillar"
    try:
        rules.check_read(actor, call)
    except Denied as denied:
        raise PermissionDenied(str(denied)) from denied
    rows = queries.figures(actor, call=call, by=by)
    context = {
        "filters_form": filters,
        "rows": rows,
        "total": total(rows, label=_("Total")),
        "chart": _chart(rows, by),
        "hidden": queries.left_out(actor, call),
        "group": queries.GROUPS[by],
        "parameters": {"call": call, "by": by},
        "figure_buttons": ExportFormat.buttons(_("Figures by group as %(name)s")),
        "application_buttons": ExportFormat.buttons(_("Application by application as %(name)s")),
    }
    return render(request, "grants/reporting/funding.html", context)


def _chart(rows: list[Figures], by: str) -> BarChart:
    return BarChart(
        title=_("Requested, recommended and awarded"),
        summary=_("Sums for each group, in Hong Kong dollars."),
        category_heading=queries.GROUPS[by],
        categories=tuple(row.label for row in rows),
        series=(
            Series(_("Requested"), tuple(row.requested for row in rows)),
            Series(_("Recommended"), tuple(row.recommended_hkd for row in rows)),
            Series(_("Awarded"), tuple(row.awarded_hkd for row in rows)),
        ),
        unit="hkd",
    )
