from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from portal.exports.registry import Column, Table
from portal.exports.writers import write_csv, write_xlsx
from reviews.demo.takings import rows_of

COLUMNS = [Column("code", "Code"), Column("name", "Name"), Column("sum", "Sum", is_money=True)]
ROWS = [("A", "龍躍頭 & Co", Decimal("1250000.50")), ("B", "", None), ("", "=1+1", Decimal(7))]


@pytest.mark.parametrize(("ending", "write"), [("csv", write_csv), ("xlsx", write_xlsx)])
def test_a_written_report_is_read_back(
    tmp_path: Path, ending: str, write: Callable[..., Any]
) -> None:
    path = tmp_path / f"report.{ending}"
    with path.open("wb") as target:
        write(Table("Report", COLUMNS, ROWS, len(ROWS)), target, lambda _row: None)

    rows = rows_of(path)

    assert [row["Code"] for row in rows] == ["A", "B", ""]
    assert [row["Name"].lstrip("'") for row in rows] == ["龍躍頭 & Co", "", "=1+1"]
    assert [Decimal(row["Sum"] or 0) for row in rows] == [Decimal("1250000.50"), 0, 7]


def test_a_wide_sheet_keeps_its_columns(tmp_path: Path) -> None:
    columns = [Column(f"c{number}", f"H{number}") for number in range(30)]
    path = tmp_path / "wide.xlsx"
    with path.open("wb") as target:
        rows = [tuple(range(30))]
        write_xlsx(Table("Wide", columns, rows, 1), target, lambda _row: None)

    assert rows_of(path) == [{f"H{number}": str(number) for number in range(30)}]
