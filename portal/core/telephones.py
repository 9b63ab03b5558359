"""Telephone numbers as people write them, kept in one form (E.164)."""

from __future__ import annotations

import re
import unicodedata

ORNAMENT = re.compile(r"[\s().\-‐‑‒–—]+")
LOCAL = re.compile(r"[2-9][0-9]{7}")
INTERNATIONAL = re.compile(r"\+[1-9][0-9]{6,14}")
HONG_KONG = "+852"


def tidied(written: str) -> str:
    """``written`` in E.164; eight digits from 2 to 9 on are a Hong Kong number.

    Full-width digits, spaces, brackets and dashes are accepted, ``00`` stands for ``+``.
    Raises ``ValueError`` for what is no telephone number.

    >>> tidied("(852) 2345-6789"), tidied("2345 6789")
    ('+85223456789', '+85223456789')
    """
    bare = ORNAMENT.sub("", unicodedata.normalize("NFKC", written))
    if bare.startswith("00"):
        bare = "+" + bare[2:]
    if bare.startswith("852") and LOCAL.fullmatch(bare[3:]):
        bare = "+" + bare
    if LOCAL.fullmatch(bare):
        bare = HONG_KONG + bare
    is_local = not bare.startswith(HONG_KONG) or LOCAL.fullmatch(bare[len(HONG_KONG) :])
    if not (INTERNATIONAL.fullmatch(bare) and is_local):
        raise ValueError(f"not a telephone number: {written!r}")
    return bare
