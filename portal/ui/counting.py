"""How long an answer is, counted the same way here and in ``static/js/portal.js``."""

from __future__ import annotations


def normalise_newlines(text: str) -> str:
    """``text`` with every line end as ``\\n``: browsers send ``\\r\\n`` for what counts as one."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def count_characters(text: str) -> int:
    """Number of Unicode code points in ``text``, a line end being one.

    A rare Chinese character outside the basic plane is one, as it is for the person who typed it.
    """
    return len(normalise_newlines(text))
