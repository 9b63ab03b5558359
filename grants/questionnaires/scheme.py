"""The form a new call starts with; its words are in ``scheme.toml`` beside this file."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from grants.programmes.scheme import loaded
from portal.i18n.texts import Text

DEFAULTS: Mapping[str, Any] = {
    "help": Text(),
    "is_required": True,
    "most_characters": None,
    "least": None,
    "most": None,
    "decimals": 0,
    "earliest": None,
    "latest": None,
    "most_choices": None,
    "most_rows": None,
    "condition": None,
    "is_hidden_from_assessors": False,
    "identifies_applicant": False,
    "is_personal": False,
    "frozen_after": None,
}
"""What the file leaves out."""


def default_form() -> list[dict[str, Any]]:
    """Sections with their questions, as ``operations.replace_form`` takes them."""
    return [
        {
            "code": section["code"],
            "title": Text(section["title"]),
            "introduction": Text(section.get("introduction", {})),
            "questions": [_question(question) for question in section["question"]],
        }
        for section in loaded(Path(__file__).with_name("scheme.toml"))["section"]
    ]


def default_questions() -> list[dict[str, Any]]:
    """The questions of all sections."""
    return [question for section in default_form() for question in section["questions"]]


def _question(written: Mapping[str, Any]) -> dict[str, Any]:
    limits = {name: Decimal(written[name]) for name in ("least", "most") if name in written}
    texts = {name: Text(written[name]) for name in ("label", "help") if name in written}
    parts = {name: list(written.get(name, [])) for name in ("options", "columns")}
    return {**DEFAULTS, **written, **limits, **texts, **parts}
