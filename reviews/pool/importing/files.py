"""From the bytes of a file to rows under known headings; what cannot be read is a sentence."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.core.denial import Denied
from portal.core.text import tidy_text
from portal.exports.writers import TRIGGERS
from reviews.pool.importing.columns import EMAIL, column_named

MOST_ROWS = 500
MOST_BYTES = 1_000_000
SEPARATORS = ",;\t"


@dataclass(frozen=True)
class Row:
    """One row: its number as a spreadsheet counts, its cells by column, and those left over."""

    number: int
    cells: Mapping[str, str]
    surplus: bool = False


def text_of(content: bytes) -> str:
    """The text of an uploaded file in UTF-8, whatever marks its beginning."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Denied(_("This file is in UTF-16. Save it as CSV in UTF-8."))
    if content.startswith(b"PK\x03\x04"):
        raise Denied(_("This file is a workbook. Save its sheet as CSV in UTF-8."))
    if b"\x00" in content:
        raise Denied(_("This file holds characters that no text has. Save it as CSV in UTF-8."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = content.count(b"\n", 0, error.start) + 1
        told = _("Row %(row)d is not in UTF-8. Save the file as CSV in UTF-8.")
        raise Denied(told % {"row": at}) from error


def rows_of(text: str) -> list[Row]:
    """The rows below the headings, without the empty ones.

    Comma, semicolon or tab, whichever the headings are parted by. An apostrophe that the export
    put before a cell is taken back (requirement IN-06).
    """
    table = _table(text)
    if not table or not any(table[0]):
        raise Denied(_("The first row is empty. It must hold the headings."))
    keys = _keys(table[0])
    rows = [
        _row(number, keys, cells) for number, cells in enumerate(table[1:], start=2) if any(cells)
    ]
    if not rows:
        raise Denied(_("There is no row below the headings."))
    if len(rows) > MOST_ROWS:
        told = _("These are %(number)d rows. At most %(most)d can be imported at once.")
        raise Denied(told % {"number": len(rows), "most": MOST_ROWS})
    return rows


def _table(text: str) -> list[list[str]]:
    text = text.lstrip("\ufeff")
    first = text.lstrip().splitlines()[:1]
    separator = max(SEPARATORS, key=first[0].count) if first else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    table: list[list[str]] = []
    try:
        table.extend([as_read(cell) for cell in cells] for cells in reader)
    except csv.Error as error:
        told = _("Row %(row)d cannot be read: look for a quotation mark that does not end.")
        raise Denied(told % {"row": len(table) + 1}) from error
    return table


def as_read(cell: str) -> str:
    """The cell without hidden characters, as it was before the export defused it."""
    cell = tidy_text(cell)
    if cell.startswith("'") and cell[1:].lstrip().startswith(TRIGGERS):
        return cell[1:].strip()
    return cell


def _keys(headings: Sequence[str]) -> list[str]:
    while headings and not headings[-1]:
        headings = headings[:-1]
    found: list[str] = []
    for heading in headings:
        column = column_named(heading)
        if column is None:
            told = _("“%(heading)s” is no heading that this import knows.")
            raise Denied(told % {"heading": heading[:60]})
        if column.key in found:
            told = _("The heading “%(heading)s” stands there twice.")
            raise Denied(told % {"heading": heading})
        found.append(column.key)
    if EMAIL.key not in found:
        told = _("The column “%(heading)s” is missing.")
        raise Denied(told % {"heading": EMAIL.label})
    return found


def _row(number: int, keys: Sequence[str], cells: Sequence[str]) -> Row:
    return Row(number, dict(zip(keys, cells, strict=False)), surplus=any(cells[len(keys) :]))
