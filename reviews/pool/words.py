"""Free words of expertise: how they are written down, and what makes two of them one. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.core.text import tidy_text

MOST_WORDS = 20
LONGEST_WORD = 60
"""Characters of a word or short phrase."""

BETWEEN = re.compile(r"[;,|、；，\n]+")
LOOKALIKES = re.compile("[\u2010-\u2015’]")


@dataclass(frozen=True)
class Expertise:
    """What an assessor knows: ids of terms of the taxonomies, and words of their own."""

    terms: Sequence[int] = ()
    words: Sequence[str] = ()


def parts_of(text: str) -> list[str]:
    """What a text lists, parted by commas, semicolons or lines."""
    return [part.strip() for part in BETWEEN.split(text) if part.strip()]


def tidied(written: Iterable[str]) -> list[str]:
    """The words in their order, each once: NFC, single spaces, nothing invisible."""
    found: dict[str, str] = {}
    for text in written:
        for part in parts_of(tidy_text(text.replace("\r", "\n"))):
            found.setdefault(plain(part), " ".join(part.split()))
    return list(found.values())


def plain(text: str) -> str:
    """``text`` as it is compared: NFKC, small letters, single spaces, one dash and apostrophe."""
    composed = LOOKALIKES.sub(_plainly, unicodedata.normalize("NFKC", text))
    return " ".join(unicodedata.normalize("NFKC", composed.casefold()).split())


def _plainly(found: re.Match[str]) -> str:
    return "'" if found.group() == "’" else "-"
