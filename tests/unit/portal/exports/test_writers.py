"""No cell of an export is taken for a formula, and numbers stay numbers."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.exports.registry import Cell, Column, Table
from portal.exports.writers import TRIGGERS, csv_cell, defused, write_csv, write_xlsx

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "|x",
]


def table(*rows: tuple[Cell, ...]) -> Table:
    columns = [Column("a", "Name"), Column("b", "Amount", is_money=True)]
    return Table(title="Funding: [all]", columns=columns, rows=rows, count=len(rows))


def silent(_row: int) -> None:
    return None


@pytest.mark.parametrize("text", HOSTILE)
def test_a_csv_cell_never_begins_a_formula(text: str) -> None:
    """IN-06."""
    target = io.BytesIO()

    write_csv(table((text, Decimal("1.50"))), target, silent)

    rows = list(csv.reader(io.StringIO(target.getvalue().decode("utf-8-sig"), newline="")))
    assert rows[1] == ["'" + text, "1.50"]


@given(st.text())
def test_whatever_text_is_given_the_cell_is_inert(text: str) -> None:
    """IN-06."""
    assert not defused(text).startswith(TRIGGERS)
    assert not defused(text).lstrip().startswith(TRIGGERS)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_workbook_holds_text_as_text(text: str) -> None:
    """IN-07."""
    target = io.BytesIO()

    write_xlsx(table((text, Decimal("1.50"))), target, silent)

    sheet = openpyxl.load_workbook(io.BytesIO(target.getvalue())).active
    assert sheet is not None
    assert sheet["A2"].data_type == "s"
    assert (sheet["B2"].data_type, sheet["B2"].value) == ("n", 1.5)
    assert sheet.title == "Funding all"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (True, 1),
        (7, 7),
        (Decimal("500000.00"), "500000.00"),
        (Decimal("-3.5"), "-3.5"),
        (date(2025, 8, 1), "2025-08-01"),
        (datetime(2025, 8, 1, 10, 0, tzinfo=UTC), "2025-08-01T18:00+08:00"),
        ("龍", "龍"),
    ],
)
def test_values_are_written_the_same_way_everywhere(value: Cell, cell: str | int) -> None:
    assert csv_cell(value) == cell


def test_a_workbook_knows_dates_instants_and_empty_cells() -> None:
    target = io.BytesIO()
    rows: list[tuple[Cell, ...]] = [
        (date(2025, 8, 1), None),
        (datetime(2025, 8, 1, 10, 0, tzinfo=UTC), 3),
        (True, Decimal(2)),
    ]

    written = write_xlsx(table(*rows), target, silent)

    sheet = openpyxl.load_workbook(io.BytesIO(target.getvalue())).active
    assert sheet is not None
    values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert written == 3
    assert values == [
        [datetime(2025, 8, 1), None],  # noqa: DTZ001 - workbooks hold no time zone
        [datetime(2025, 8, 1, 18, 0), 3],  # noqa: DTZ001 - as above
        [True, 2],
    ]


def test_a_sheet_always_has_a_name() -> None:
    target = io.BytesIO()

    write_xlsx(Table(title="[]", columns=[], rows=[], count=0), target, silent)

    assert openpyxl.load_workbook(io.BytesIO(target.getvalue())).sheetnames == ["1"]
