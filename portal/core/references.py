"""References people read out over the phone: never a row id."""

from __future__ import annotations


def numbered(prefix: str, number: int) -> str:
    """``BDA25`` and 42 give ``BDA25-0042``; more than four digits simply grow."""
    if number < 1:
        raise ValueError("numbers start at 1")
    return f"{prefix}-{number:04d}"
