"""Answers of a snapshot in words, whatever their kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from grants.questionnaires.conditions import is_answered
from grants.questionnaires.models import QuestionKind
from grants.questionnaires.numbers import grouped
from portal.i18n.texts import Text
from portal.ui.formats import hkd, hkdate


def in_words(answer: Mapping[str, Any]) -> str:
    """The answer as people write it; the first snapshots call it ``text``."""
    value = answer.get("value", answer.get("text"))
    if answer.get("kind") == QuestionKind.TABLE:
        return "\n".join(_row(row, answer["columns"]) for row in value or [])
    return value_in_words(answer.get("kind", ""), value)


def value_in_words(kind: str, value: Any) -> str:
    """One value of a kind; empty where there is none."""
    return SPEAKERS.get(kind, str)(value) if is_answered(value) else ""


def _row(row: Mapping[str, str], columns: list[dict[str, Any]]) -> str:
    cells = [value_in_words(one["kind"], row.get(one["code"], "")) for one in columns]
    return ", ".join(cell for cell in cells if cell)


def _words(option: Mapping[str, Any]) -> str:
    return str(Text(option["label"]))


SPEAKERS: Mapping[str, Callable[[Any], str]] = {
    QuestionKind.MONEY: lambda written: hkd(Decimal(written)),
    QuestionKind.NUMBER: lambda written: grouped(Decimal(written)),
    QuestionKind.DATE: lambda written: hkdate(date.fromisoformat(written)),
    QuestionKind.YES_NO: lambda is_yes: gettext("Yes") if is_yes else gettext("No"),
    QuestionKind.CHOICE: _words,
    QuestionKind.SEVERAL: lambda chosen: "\n".join(_words(one) for one in chosen),
    QuestionKind.FILE: lambda file: str(file["name"]),
}
"""How the value of each kind is spoken; texts are spoken as they are."""
