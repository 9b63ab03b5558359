"""Where two versions of a text differ, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import NamedTuple

WORDS = re.compile(r"[\u2e80-\u9fff\U00020000-\U0003ffff]|\w+|\s+|[^\w\s]")
MOST_WORDS = 4_000
"""Longer texts are shown whole, without marks: comparing them would keep the server busy."""


class Piece(NamedTuple):
    """A stretch of a text; ``differs`` where the other version says something else."""

    text: str
    differs: bool


def marked(one: str, other: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces; a Chinese character counts as a word."""
    ones, others = WORDS.findall(one), WORDS.findall(other)
    if max(len(ones), len(others)) > MOST_WORDS:
        return [Piece(one, differs=False)], [Piece(other, differs=False)]
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, ones, others, autojunk=False).get_opcodes():
        differs = kind != "equal"
        left.append(Piece("".join(ones[a:b]), differs))
        right.append(Piece("".join(others[c:d]), differs))
    return [piece for piece in left if piece.text], [piece for piece in right if piece.text]
