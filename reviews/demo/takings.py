"""What a finished round leaves behind as files: its letters, and its funding report."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from django.utils import translation

from grants.awards.models import Letter
from portal.documents.models import Document
from portal.exports import operations as exports
from portal.exports.models import Export, ExportFormat
from reviews.demo import cast
from reviews.demo.scene import Scene

KINDS = ("funding-report", "funding-applications")
SHEET = "xl/worksheets/sheet1.xml"
WORDS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def letters_of(scene: Scene, folder: Path) -> list[Path]:
    """Copy every letter that was made to ``folder``, emptied before, each named by its number."""
    _empty(folder)
    made = Letter.objects.filter(
        decision__application__call=scene.call, document__isnull=False
    ).select_related("document")
    return [
        _copied(letter.document, folder / f"{letter.number}.pdf")
        for letter in made.order_by("number")
        if letter.document is not None
    ]


def reports_of(scene: Scene, folder: Path, *, now: datetime) -> list[Path]:
    """Let Fiona export the funding report of the call, and copy the files to ``folder``."""
    _empty(folder)
    fiona = scene.of(cast.FIONA, now)
    with translation.override("en"):
        asked = [
            exports.request(
                kind=kind,
                parameters={"call": scene.call.code},
                file_format=file_format,
                actor=fiona,
                now=now,
            )
            for kind in KINDS
            for file_format in ExportFormat
        ]
    scene.work.settle()
    made = Export.objects.filter(pk__in=[one.pk for one in asked]).select_related("document")
    return [
        _copied(one.document, folder / f"{one.kind}.{one.format}")
        for one in made.order_by("kind", "format")
        if one.document is not None
    ]


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a report that lies in a file, by heading, CSV and XLSX alike."""
    lines = list(_csv(path) if path.suffix == ".csv" else _xlsx(path))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def _csv(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.reader(file)


def _xlsx(path: Path) -> Iterator[list[str]]:
    """The one sheet of a workbook whose texts stand in its cells; empty cells count."""
    with zipfile.ZipFile(path) as book:
        source = io.BytesIO(book.read(SHEET))
    width = 0
    for _event, row in ET.iterparse(source):  # noqa: S314 - our own file
        if row.tag != f"{WORDS}row":
            continue
        cells = {_column(cell.get("r", "")): "".join(cell.itertext()) for cell in row}
        width = width or len(cells)
        yield [cells.get(column, "") for column in range(width)]


def _column(place: str) -> int:
    """``C7`` is column 2."""
    letters = [character for character in place if character.isalpha()]
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _copied(document: Document, target: Path) -> Path:
    with document.file.open("rb") as source:
        target.write_bytes(source.read())
    return target


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
