"""Sheets as they are read: every version of one's own, and those of others without their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from grants.programmes.models import Criterion
from reviews.assignment.models import Assignment
from reviews.assignment.order import draw
from reviews.scoring import queries
from reviews.scoring.models import Review


@dataclass(frozen=True)
class Row:
    """One criterion of a sheet."""

    name: Any
    mark: int | None
    highest: int
    comment: str


@dataclass(frozen=True)
class ReadVersion:
    """One version of a sheet, for the template."""

    number: int
    submitted_at: datetime
    reason: str
    content: Mapping[str, Any]
    rows: list[Row]


@dataclass(frozen=True)
class OthersSheet:
    """What another assessor wrote, without who they are."""

    comment: str
    rows: list[Row]


def versions_of(review: Review | None, criteria: Sequence[Criterion]) -> list[ReadVersion]:
    """Every version of a sheet, the newest first."""
    found = review.versions.order_by("-number") if review else []
    return [
        ReadVersion(
            one.number,
            one.submitted_at,
            one.reason,
            one.content,
            _rows(one.content["marks"], criteria),
        )
        for one in found
    ]


def others(assignment: Assignment, criteria: Sequence[Criterion]) -> list[OthersSheet]:
    """The newest versions of the other sheets that count, in an order that tells nothing."""
    sheets = queries.submitted_sheets([assignment.application_id])
    found = [
        sheet
        for sheet in sheets.get(assignment.application_id, [])
        if sheet.assignment_id != assignment.pk
    ]
    found.sort(key=lambda sheet: draw(sheet.assignment))
    return [
        OthersSheet(sheet.comment, _rows(queries.content_of(sheet)["marks"], criteria))
        for sheet in found
    ]


def _rows(marks: Sequence[Mapping[str, Any]], criteria: Sequence[Criterion]) -> list[Row]:
    given = {one["criterion"]: one for one in marks}
    return [
        Row(one.name, given[one.code]["mark"], one.highest_mark, given[one.code]["comment"])
        for one in criteria
        if one.code in given
    ]
