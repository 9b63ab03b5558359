"""The bids of a call, counted, as a table to take away."""

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
from reviews.bidding.tallies import tallies
from reviews.pool.queries import calls_for

CODE = "bids"


def check(actor: Actor, parameters: Mapping[str, Any]) -> None:
    """Whoever may open the page of the call."""
    code = str(parameters.get("call", "")).replace("\x00", "")
    if not calls_for(actor).filter(code=code).exists():
        raise Denied(_("You have no role that reads the bids of this call."))


def back(parameters: Mapping[str, Any]) -> str:
    """The page of the call."""
    return reverse("call-bidding", args=[str(parameters["call"])])


def table(actor: Actor, parameters: Mapping[str, Any]) -> Table:
    """The two tables of the page, one below the other, as they are when the file is made.

    What an interest hides from ``actor`` is in no row and no number (AZ-06).
    """
    call = calls_for(actor).get(code=str(parameters["call"]))
    told = tallies(call, actor, now=timezone.now())
    by_application, by_assessor = _("By application"), _("By assessor")
    rows: list[tuple[Cell, ...]] = [
        (by_application, one.reference, one.title, tally.would_like, tally.rather_not)
        for one, tally in told.applications
    ]
    rows += [
        (by_assessor, str(one), "", tally.would_like, tally.rather_not)
        for one, tally in told.assessors
    ]
    columns = [
        Column("grouping", _("Grouping")),
        Column("name", _("Application or assessor")),
        Column("title", _("Title of the project")),
        Column("would_like", _("Would like to")),
        Column("rather_not", _("Would rather not")),
    ]
    return Table(_("Bids"), columns, rows, len(rows))


KIND = ExportKind(CODE, gettext_lazy("Bids by application and by assessor"), check, table, back)
