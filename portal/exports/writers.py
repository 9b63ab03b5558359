"""Tables to CSV and XLSX, with cells that no spreadsheet takes for a formula.

Requirements IN-06 and IN-07. Text that begins with a character a spreadsheet acts on (also after
white space, and in full width) gets an apostrophe in CSV; in XLSX it is written as text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO
from zoneinfo import ZoneInfo

import xlsxwriter

from portal.exports.registry import Cell, Table

TRIGGERS = tuple("=+-@\t\r\n＝＋－＠|%")
HONG_KONG = ZoneInfo("Asia/Hong_Kong")
Progress = Callable[[int], None]


def defused(text: str) -> str:
    """``text`` as it may stand in a CSV cell: never the beginning of a formula."""
    if text.startswith(TRIGGERS) or text.lstrip().startswith(TRIGGERS):
        return "'" + text
    return text


def csv_cell(value: Cell) -> str | int:
    """One value for CSV: numbers stay numbers, instants are Hong Kong time in ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, str):
        return defused(value)
    if isinstance(value, datetime):
        return value.astimezone(HONG_KONG).isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else int(value)


def write_csv(table: Table, target: BinaryIO, progress: Progress) -> int:
    """Write ``table`` as UTF-8 with a byte-order mark, for Chinese; returns the rows written."""
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([defused(column.heading) for column in table.columns])
    written = 0
    for row in table.rows:
        writer.writerow([csv_cell(value) for value in row])
        written += 1
        progress(written)
    text.detach()
    return written


def write_xlsx(table: Table, target: BinaryIO, progress: Progress) -> int:
    """Write ``table`` as a workbook of one sheet with frozen headings; returns the rows written."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    sheet = book.add_worksheet(_sheet_name(table.title))
    bold = book.add_format({"bold": True, "bottom": 1})
    formats = {
        "money": book.add_format({"num_format": "#,##0.00"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "instant": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, max(12, min(40, len(column.heading) + 4)))
        sheet.write_string(0, index, column.heading, bold)
    written = 0
    for row in table.rows:
        written += 1
        for index, value in enumerate(row):
            _write_cell(sheet, (written, index), value, formats)
        progress(written)
    book.close()
    return written


def _write_cell(
    sheet: object, place: tuple[int, int], value: Cell, formats: dict[str, object]
) -> None:
    write = getattr(sheet, "write_" + _cell_kind(value))
    if value is None:
        return
    if isinstance(value, datetime):
        write(*place, value.astimezone(HONG_KONG).replace(tzinfo=None), formats["instant"])
    elif isinstance(value, date):
        write(*place, value, formats["date"])
    elif isinstance(value, Decimal):
        write(*place, value, formats["money"])
    else:
        write(*place, value)


def _cell_kind(value: Cell) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | Decimal):
        return "number"
    if isinstance(value, date):
        return "datetime"
    return "string"


def _sheet_name(title: str) -> str:
    """At most 31 characters, without those a workbook refuses."""
    return "".join(character for character in title if character not in "[]:*?/\\'")[:31] or "1"
