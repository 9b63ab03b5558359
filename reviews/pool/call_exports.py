"""Tables to take away from an officer's page that counts a call by application and assessor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.urls import reverse
from django.utils.translation import gettext as _

from grants.applications.models import Application
from grants.programmes.models import Call
from portal.accounts.actors import Actor
from portal.core.denial import Denied
from portal.exports.registry import Cell, Column, ExportKind, Table
from reviews.pool.models import Assessor
from reviews.pool.queries import calls_for

Tally = TypeVar("Tally")


def kind_of_call(
    code: str,
    title: Any,
    *,
    page: str,
    refusal: Any,
    table: Callable[[Call, Actor], Table],
) -> ExportKind:
    """An export for whoever may open the page of the call, ``page`` by its URL name.

    Anybody else reads ``refusal``. ``table`` leaves out what an interest hides from the actor.
    """

    def check(actor: Actor, parameters: Mapping[str, Any]) -> None:
        if not calls_for(actor).filter(code=str(parameters.get("call", ""))).exists():
            raise Denied(str(refusal))

    def made(actor: Actor, parameters: Mapping[str, Any]) -> Table:
        return table(calls_for(actor).get(code=str(parameters["call"])), actor)

    def back(parameters: Mapping[str, Any]) -> str:
        return reverse(page, args=[str(parameters["call"])])

    return ExportKind(code, title, check, made, back)


def counted_by_both(
    title: str,
    columns: Sequence[Column],
    cells: Callable[[Tally], Sequence[Cell]],
    *,
    applications: Iterable[tuple[Application, Tally]],
    assessors: Iterable[tuple[Assessor, Tally]],
) -> Table:
    """The two tables of such a page, one below the other; ``cells`` are those of ``columns``."""
    by_application, by_assessor = _("By application"), _("By assessor")
    rows: list[tuple[Cell, ...]] = [
        (by_application, one.reference, one.title, *cells(tally)) for one, tally in applications
    ]
    rows += [(by_assessor, str(one), "", *cells(tally)) for one, tally in assessors]
    heads = [
        Column("grouping", _("Grouping")),
        Column("name", _("Application or assessor")),
        Column("title", _("Title of the project")),
    ]
    return Table(title, [*heads, *columns], rows, len(rows))
