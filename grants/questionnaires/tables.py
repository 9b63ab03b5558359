"""A table as one field of a form: rows that are typed, each cell checked by its column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from grants.questionnaires.models import ColumnKind
from grants.questionnaires.numbers import HIGHEST_AMOUNT, NumberField
from grants.questionnaires.values import written
from portal.i18n.texts import Text
from portal.organisations.fields import LineField
from portal.ui.fields import DateField, MoneyField

USUAL_ROWS = 10
MOST_ROWS = 40
BLANK_ROWS = 2
CELL_CHARACTERS = 300
CELL = re.compile(r"_([0-9]{1,4})_([a-z0-9-]{1,40})")

Row = dict[str, str]
Column = Mapping[str, Any]


def cell_field(column: Column) -> forms.Field:
    """The field of the cells of ``column``."""
    words: dict[str, Any] = {"label": str(Text(column["label"])), "required": False}
    kind = column["kind"]
    if kind == ColumnKind.MONEY:
        return MoneyField(max_digits=16, max_value=HIGHEST_AMOUNT, **words)
    if kind == ColumnKind.NUMBER:
        return NumberField(decimals=4, **words)
    if kind == ColumnKind.DATE:
        return DateField(**words)
    return LineField(max_length=CELL_CHARACTERS, **words)


class TableInput(forms.Widget):
    """Rows of inputs named ``<question>_<row>_<column>``; a row that is left empty is no row."""

    template_name = "components/widgets/table.html"
    use_fieldset = True

    def __init__(self, columns: Sequence[Column], most_rows: int, caption: str) -> None:
        super().__init__()
        self.columns = columns
        self.caption = caption
        self.most_rows = most_rows

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Row] | None:
        """The rows as typed, in their order; None where the form has no such table."""
        del files
        known = {column["code"] for column in self.columns}
        rows: dict[int, Row] = {}
        for key in data:
            found = CELL.fullmatch(key[len(name) :]) if key.startswith(name) else None
            if found and found[2] in known:
                rows.setdefault(int(found[1]), {})[found[2]] = data[key]
        return [rows[number] for number in sorted(rows)] if rows else None

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether no cell was sent."""
        return self.value_from_datadict(data, files, name) is None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The rows that are written, and blank ones as long as there is room."""
        context = super().get_context(name, value, attrs)
        saved: list[Row] = [dict(row) for row in value or [] if isinstance(row, Mapping)]
        blank: list[Row] = [{} for _number in range(BLANK_ROWS)]
        shown = [*saved, *blank][: max(len(saved), self.most_rows)]
        identifier = context["widget"]["attrs"].get("id") or f"id_{name}"
        disabled = bool(context["widget"]["attrs"].get("disabled"))
        context["widget"]["rows"] = [
            list(self._cells(name, identifier, number, row, disabled=disabled))
            for number, row in enumerate(shown)
        ]
        context["widget"]["caption"] = self.caption
        context["widget"]["columns"] = [str(Text(column["label"])) for column in self.columns]
        return context

    def inputs_of(self, name: str, value: Any) -> dict[str, str]:
        """What a browser would send of the rows in ``value``: input names and their texts."""
        return {
            f"{name}_{number}_{column['code']}": _text_of(column, row)
            for number, row in enumerate(value or [])
            for column in self.columns
        }

    def lines_of(self, value: Any) -> list[Row]:
        """The rows as they are shown, without cells and rows that are left empty."""
        rows = (
            {column["code"]: _text_of(column, row) for column in self.columns}
            for row in value or []
        )
        filled = ({code: text for code, text in row.items() if text} for row in rows)
        return [row for row in filled if row]

    def _cells(
        self, name: str, identifier: str, number: int, row: Row, *, disabled: bool
    ) -> Iterator[dict[str, Any]]:
        for place, column in enumerate(self.columns):
            code = column["code"]
            is_first = number == 0 and place == 0
            cell = f"{identifier}_0" if is_first else f"{identifier}_{number}_{code}"
            field = cell_field(column)
            attributes = {"id": cell, "class": "govuk-input"}
            if disabled:
                attributes["disabled"] = "disabled"
            value = field.prepare_value(_shown(column, row.get(code, "")))
            yield {
                "id": cell,
                "html": field.widget.render(f"{name}_{number}_{code}", value, attributes),
                "label": str(Text(column["label"])),
            }


def _text_of(column: Column, row: Row) -> str:
    """The text that the input of a cell shows."""
    field = cell_field(column)
    value = field.prepare_value(_shown(column, row.get(column["code"], "")))
    return str(field.widget.format_value(value) or "").strip()


def _shown(column: Column, cell: str) -> Any:
    """A saved amount with its grouping; what was typed wrongly stays as typed."""
    if column["kind"] != ColumnKind.MONEY or not re.fullmatch(r"[0-9]{1,12}\.[0-9]{2}", cell):
        return cell
    return Decimal(cell)


class TableField(forms.Field):
    """Rows of cells as strings; dates are ISO 8601, amounts have two decimals."""

    default_error_messages = {
        "rows": _("Use %(most)d rows or fewer: these are %(count)d."),
        "cell": _("Row %(number)d, %(column)s: %(problem)s"),
    }

    def __init__(self, *, columns: Sequence[Column], most_rows: int, **keywords: Any) -> None:
        self.columns = columns
        self.most_rows = most_rows
        widget = TableInput(columns, most_rows, str(keywords["label"]))
        super().__init__(widget=widget, **keywords)

    def to_python(self, value: Any) -> list[Row]:
        """The rows that hold something, each cell tidied."""
        typed = [row for row in value or [] if any(str(cell).strip() for cell in row.values())]
        if len(typed) > self.most_rows:
            raise ValidationError(
                self.error_messages["rows"],
                code="rows",
                params={"most": self.most_rows, "count": len(typed)},
            )
        problems: list[ValidationError] = []
        rows = [self._row(row, number, problems) for number, row in enumerate(typed, start=1)]
        if problems:
            raise ValidationError(problems)
        return [row for row in rows if any(row.values())]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compared as rows."""
        return bool(initial or []) != bool(data or []) or initial != data

    def _row(self, typed: Row, number: int, problems: list[ValidationError]) -> Row:
        row: Row = {}
        for column in self.columns:
            field = cell_field(column)
            try:
                value = field.clean(typed.get(column["code"], ""))
            except ValidationError as error:
                problems.append(self._problem(error, number, field))
            else:
                row[column["code"]] = _kept(column["kind"], value)
        return row

    def _problem(self, error: ValidationError, number: int, field: forms.Field) -> ValidationError:
        return ValidationError(
            self.error_messages["cell"],
            code="cell",
            params={"number": number, "column": field.label, "problem": error.messages[0]},
        )


def _kept(kind: str, value: str | Decimal | date | None) -> str:
    return "" if value is None else str(written(kind, value))
