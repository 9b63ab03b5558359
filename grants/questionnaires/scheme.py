"""The questions a new call starts with; the words are in ``scheme.toml`` beside this file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from grants.programmes.scheme import loaded
from portal.i18n.texts import Text


def default_questions() -> list[dict[str, Any]]:
    """Eight questions with help and limits, as ``operations.replace_questions`` takes them."""
    questions = loaded(Path(__file__).with_name("scheme.toml"))["question"]
    return [
        {**question, "label": Text(question["label"]), "help": Text(question["help"])}
        for question in questions
    ]
