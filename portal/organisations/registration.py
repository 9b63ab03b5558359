"""Numbers of Hong Kong's business register, as people paste them (scheme: formats of the place).

A certificate number such as ``12345678-000-01-25-3`` begins with the eight characters that name the
organisation. Bodies without a business registration have a letter prefix, filled with zeros.
"""

from __future__ import annotations

import re
import unicodedata

SEPARATORS = re.compile(r"[\s\-\u2010-\u2015./]+")
PREFIXED = re.compile(r"([A-Z]{1})(\d{1,7})")
WITHIN_WORDS = re.compile(r"(?<![0-9A-Z])([A-Z]\d{7})(?!\d)|(?<!\d)(\d{8})")
WELL_FORMED = re.compile(r"[0-9]{8}|[A-Z][0-9]{7}")
WEIGHTS = (2, 9, 8, 7, 4, 3, 2)


def tidy_number(written: str) -> str:
    """The number in eight characters, if ``written`` holds one; else what is left of it.

    Words around it, such as "BR No.", go.

    >>> tidy_number("12345678-000-01-25-3")
    '12345678'
    >>> tidy_number("c 12345")
    'C0012345'
    """
    plain = SEPARATORS.sub("", unicodedata.normalize("NFKC", written)).upper()
    prefixed = PREFIXED.fullmatch(plain)
    if prefixed:
        return prefixed[1] + prefixed[2].zfill(7)
    if plain[1:8].isdigit():
        return plain[:8]
    within = WITHIN_WORDS.search(plain)
    return (within[1] or within[2]) if within else plain[:8]


def is_well_formed(number: str) -> bool:
    """Eight digits, or a letter and seven digits."""
    return WELL_FORMED.fullmatch(number) is not None


def has_odd_check_digit(number: str) -> bool:
    """Whether the eighth digit is not what the first seven lead to expect.

    The eighth is (10 − sum mod 10) mod 10 with weights 2, 9, 8, 7, 4, 3, 2. The formula is not
    official, so it warns and never blocks. Numbers with a letter have no check digit.
    """
    if not number.isdigit():
        return False
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=False))
    return int(number[7]) != (10 - total % 10) % 10
