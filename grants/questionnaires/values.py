"""Answers as JSON: what conditions compare, what a snapshot keeps, what a page shows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from grants.questionnaires.models import QuestionKind

COLUMNS = {
    QuestionKind.SHORT: "text",
    QuestionKind.LONG: "text",
    QuestionKind.NUMBER: "number",
    QuestionKind.MONEY: "number",
    QuestionKind.DATE: "day",
    QuestionKind.CHOICE: "chosen",
    QuestionKind.SEVERAL: "chosen",
    QuestionKind.YES_NO: "is_yes",
    QuestionKind.TABLE: "rows",
}
"""The column of an answer that holds each kind; a file is an attachment."""

EMPTY: dict[str, Any] = {"text": "", "number": None, "day": None, "is_yes": None}


def columns_of(kind: str, value: Any) -> dict[str, Any]:
    """Every column of the answer ``value`` of a question of ``kind``; the others are empty."""
    columns = {**EMPTY, "chosen": [], "rows": []}
    name = COLUMNS[QuestionKind(kind)]
    if kind == QuestionKind.CHOICE:
        columns[name] = [value] if value else []
    elif value is not None:
        columns[name] = value
    return columns


def value_in(kind: str, answer: Any) -> Any:
    """What a form field starts with: the value that ``columns_of`` was given."""
    value = getattr(answer, COLUMNS[QuestionKind(kind)])
    if kind == QuestionKind.CHOICE:
        return value[0] if value else ""
    return value


def written(kind: str, value: Any) -> Any:
    """``value`` of a field as JSON: decimals and days as strings, money with two decimals."""
    if kind == QuestionKind.MONEY and isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else value


def plain(number: Decimal) -> str:
    """A decimal without an exponent and without zeros that say nothing: ``12.5``."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
