"""The kinds of export that the areas above offer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from portal.accounts.actors import Actor

Cell = str | int | Decimal | date | datetime | bool | None


@dataclass(frozen=True)
class Column:
    """One column: a ``key`` that never changes with the language, a heading, a format.

    ``is_money`` columns are HKD with two decimals.
    """

    key: str
    heading: str
    is_money: bool = False


@dataclass(frozen=True)
class Table:
    """A table ready to write: its title, columns, rows in order, and how many rows there are."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    count: int


@dataclass(frozen=True)
class ExportKind:
    """One kind of export.

    ``check`` raises ``Denied`` if the actor may not have it; it is asked on the request, on making
    and on fetching. ``table`` gives the rows the actor may see, ``back`` the page to return to.
    """

    code: str
    title: Any
    check: Callable[[Actor, Mapping[str, Any]], None]
    table: Callable[[Actor, Mapping[str, Any]], Table]
    back: Callable[[Mapping[str, Any]], str]


_kinds: dict[str, ExportKind] = {}


def register(kind: ExportKind) -> None:
    """Offer ``kind``; called once for each when Django starts."""
    _kinds[kind.code] = kind


def kind_named(code: str) -> ExportKind | None:
    """The kind with this code, or None."""
    return _kinds.get(code)
