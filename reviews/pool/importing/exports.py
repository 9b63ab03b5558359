"""The pool of a call as a table to take away, which the import takes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actors import Actor
from portal.accounts.models import Role
from portal.core.denial import Denied
from portal.exports.registry import Cell, ExportKind, Table
from portal.exports.registry import Column as TableColumn
from reviews.pool.importing.columns import COLUMNS
from reviews.pool.importing.standing import of_call
from reviews.pool.queries import calls_for


def check(actor: Actor, parameters: Mapping[str, Any]) -> None:
    """Officers of the call: the table holds addresses."""
    code = str(parameters.get("call", ""))
    if not code or not actor.has(Role.OFFICER, code):
        raise Denied(_("Only a programme officer of this call can do this."))
    if not calls_for(actor).filter(code=code).exists():
        raise Denied(_("There is no such call."))


def table(actor: Actor, parameters: Mapping[str, Any]) -> Table:
    """One row for each member of the pool, then of the panel, then for each open invitation."""
    call = calls_for(actor).get(code=parameters["call"])
    vocabulary, people = of_call(call, now=timezone.now())
    rows: list[list[Cell]] = [
        [column.write(person[column.key], vocabulary) for column in COLUMNS] for person in people
    ]
    columns = [TableColumn(column.key, str(column.label)) for column in COLUMNS]
    return Table(_("Pool of assessors"), columns, rows, len(rows))


def back(parameters: Mapping[str, Any]) -> str:
    """The pool."""
    return reverse("pool", args=[parameters["call"]])


KIND = ExportKind("pool", gettext_lazy("Pool of assessors"), check, table, back)
