"""The words of the demo: TOML files in ``reviews/demo/words``, and sentences made of them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from portal.ui.formats import ENGLISH_MONTHS
from reviews.demo.invention.dice import Dice

FOLDER = Path(__file__).parent.parent / "words"


@cache
def words(name: str) -> dict[str, Any]:
    """The file ``name`` of the folder of words."""
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def numbers(dice: Dice) -> dict[str, str]:
    """Values for the slots of numbers, for one sentence."""
    return {
        "some": str(dice.between(6, 40)),
        "many": f"{dice.between(12, 480) * 100:,}",
        "percent": str(dice.between(15, 68)),
        "days": str(dice.between(3, 9)),
        "years": str(dice.between(2, 6)),
    }


def sentence(template: str, slots: Mapping[str, str], dice: Dice) -> str:
    """``template`` with its slots filled and its first letter large."""
    filled = template.format(**{**numbers(dice), **slots})
    return filled[:1].upper() + filled[1:]


def paragraph(
    templates: Sequence[str], slots: Mapping[str, str], dice: Dice, *, language: str
) -> str:
    """The sentences one after the other; Chinese has no space between them."""
    gap = " " if language == "en" else ""
    return gap.join(sentence(template, slots, dice) for template in templates)


def written_day(day: date, language: str) -> str:
    """The day as people write it."""
    if language == "en":
        return f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"
