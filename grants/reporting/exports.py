"""The funding report as tables to take away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.applications.models import Application
from grants.reporting import queries
from grants.reporting.figures import Figures, total
from grants.reporting.rules import check_read
from portal.accounts.actors import Actor
from portal.exports.registry import Cell, Column, ExportKind, Table


def check(actor: Actor, parameters: Mapping[str, Any]) -> None:
    """The same rule as the page."""
    check_read(actor, str(parameters.get("call", "")))


def back(parameters: Mapping[str, Any]) -> str:
    """The report with the filters the export was asked with."""
    return f"{reverse('report-funding')}?{urlencode(dict(parameters))}"


def summary(actor: Actor, parameters: Mapping[str, Any]) -> Table:
    """The report's table: every grouping below the other, each with its total."""
    rows = [
        (str(title), figures)
        for by, title in queries.GROUPS.items()
        for figures in _with_total(actor, str(parameters.get("call", "")), by)
    ]
    columns = [
        Column("grouping", _("Grouping")),
        Column("code", _("Code")),
        Column("label", _("Group")),
        Column("applications", _("Applications")),
        Column("requested_hkd", _("Requested (HKD)"), is_money=True),
        Column("recommended", _("Recommended")),
        Column("recommended_hkd", _("Recommended (HKD)"), is_money=True),
        Column("awarded", _("Awarded")),
        Column("awarded_hkd", _("Awarded (HKD)"), is_money=True),
        Column("refused", _("Refused")),
        Column("success_rate", _("Awards per 100 decisions")),
    ]
    table_rows = [_summary_row(title, figures) for title, figures in rows]
    return Table(_("Funding report"), columns, table_rows, len(rows))


def _with_total(actor: Actor, call: str, by: str) -> list[Figures]:
    rows = queries.figures(actor, call=call, by=by)
    return [*rows, total(rows, label=_("Total"))]


def _summary_row(title: str, row: Figures) -> tuple[Cell, ...]:
    return (
        title,
        row.code,
        row.label,
        row.applications,
        row.requested,
        row.recommended,
        row.recommended_hkd,
        row.awarded,
        row.awarded_hkd,
        row.refused,
        row.success_rate,
    )


def applications(actor: Actor, parameters: Mapping[str, Any]) -> Table:
    """One row for each application of the report."""
    found = queries.lines(actor, str(parameters.get("call", "")))
    columns = [
        Column("reference", _("Reference")),
        Column("call", _("Call")),
        Column("organisation", _("Organisation")),
        Column("registration_number", _("Business registration number")),
        Column("organisation_type", _("Kind of organisation")),
        Column("title", _("Title of the project")),
        Column("pillar", _("LEAP pillar")),
        Column("technology", _("Technology area")),
        Column("submitted_at", _("Submitted (HKT)")),
        Column("eligible_hkd", _("Eligible cost (HKD)"), is_money=True),
        Column("requested_hkd", _("Requested (HKD)"), is_money=True),
        Column("recommended_hkd", _("Recommended (HKD)"), is_money=True),
        Column("awarded_hkd", _("Awarded (HKD)"), is_money=True),
        Column("state", _("State")),
    ]
    return Table(_("Applications"), columns, _application_rows(found), found.count())


def _application_rows(found: Any) -> Iterator[tuple[Cell, ...]]:
    for application in found.iterator(chunk_size=500):
        yield _application_row(application)


def _application_row(application: Application) -> tuple[Cell, ...]:
    recommendation = getattr(application, "recommendation", None)
    counts = recommendation is not None and recommendation.list.state in queries.DECIDED_LISTS
    decision = getattr(application, "decision", None)
    return (
        application.reference,
        application.call.code,
        application.organisation.name,
        application.organisation.registration_number,
        application.organisation.get_type_display(),
        application.title,
        str(application.pillar or ""),
        str(application.technology or ""),
        application.submitted_at,
        application.eligible_total,
        application.requested,
        recommendation.amount if recommendation is not None and counts else None,
        decision.amount if decision is not None and decision.is_award else None,
        application.get_state_display(),
    )


KINDS = (
    ExportKind("funding-report", gettext_lazy("Funding report"), check, summary, back),
    ExportKind(
        "funding-applications",
        gettext_lazy("Applications of the funding report"),
        check,
        applications,
        back,
    ),
)
