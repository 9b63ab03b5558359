"""Telephone numbers as people write them, kept in the international form (E.164)."""

from __future__ import annotations

import re
import unicodedata

DECORATION = re.compile(r"[\s().\-\u2010-\u2015]+")
LOCAL = re.compile(r"(?:\+?852)?([2-9]\d{7})", re.ASCII)
INTERNATIONAL = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)


def tidy_telephone(written: str) -> str | None:
    """``+85221234567`` for a Hong Kong number, any other number with its +; None if it is neither.

    >>> tidy_telephone("(852) 2123-4567")
    '+85221234567'
    """
    plain = DECORATION.sub("", unicodedata.normalize("NFKC", written))
    local = LOCAL.fullmatch(plain)
    if local:
        return f"+852{local[1]}"
    return plain if INTERNATIONAL.fullmatch(plain) else None


def spoken(number: str) -> str:
    """``+852 2123 4567``: a Hong Kong number in groups, any other as it is."""
    local = LOCAL.fullmatch(number)
    return f"+852 {local[1][:4]} {local[1][4:]}" if local else number
