"""Telephone numbers of organisations: tidied by the kernel, and written for a reader."""

from __future__ import annotations

import re

from portal.core.telephones import tidied

LOCAL = re.compile(r"\+852([2-9][0-9]{3})([0-9]{4})")


def tidy_telephone(written: str) -> str | None:
    """``+85221234567`` for a Hong Kong number, any other number with its +; None if it is neither.

    >>> tidy_telephone("(852) 2123-4567")
    '+85221234567'
    """
    try:
        return tidied(written)
    except ValueError:
        return None


def spoken(number: str) -> str:
    """``+852 2123 4567``: a Hong Kong number in groups, any other as it is."""
    local = LOCAL.fullmatch(number)
    return f"+852 {local[1]} {local[2]}" if local else number
